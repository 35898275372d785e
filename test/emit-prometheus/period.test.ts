import { describe, expect, test } from 'vitest';
import { planRules } from '../../src/plan/plan-rules.ts';
import { BAD_EVENTS, EVENTS, errorRatio } from '../../src/slo/names.ts';
import { modelOf } from '../support/model.ts';
import { expectRuleTests, shopSpec } from '../support/shop.ts';
import { findPromtools, requireTool } from '../support/tools.ts';

const HOURS = 30 * 24;
const PERIOD = HOURS * 3600;

/** Requests and failures a minute of each hour: busy days, quiet nights, and most failures when it is quiet. */
function uneven(): { good: number; bad: number }[] {
  let seed = 20_240_229;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  return Array.from({ length: HOURS }, (_, hour) => {
    const day = hour % 24 >= 8 && hour % 24 < 20;
    const requests = Math.round((day ? 6000 : 60) * (0.5 + random()));
    const bad = Math.round(requests * (day ? 0.0005 : 0.1) * random() * 2);
    return { good: requests - bad, bad };
  });
}

/** Counter samples a minute apart, in promtool's notation. */
function counter(perMinute: readonly number[]): string {
  let sum = 0;
  const parts = ['0'];
  for (const step of perMinute) {
    parts.push(`${sum + step}+${step}x59`);
    sum += step * 60;
  }
  return parts.join(' ');
}

const promtool = await requireTool('promtool');
const promtools = await findPromtools();

describe.skipIf(promtool.skip)(promtool.title('the error ratio of 30 days of uneven traffic'), () => {
  const hours = uneven();
  const bad = hours.reduce((sum, hour) => sum + hour.bad, 0);
  const all = hours.reduce((sum, hour) => sum + hour.bad + hour.good, 0);
  const truth = bad / all;
  const averaged = hours.reduce((sum, hour) => sum + hour.bad / (hour.bad + hour.good), 0) / HOURS;

  test('differs much from the average of ratios, or this would show nothing', () => {
    expect(averaged / truth).toBeGreaterThan(10);
  });

  test.each(promtools.map((tool) => ({ tool, version: tool.version })))(
    'is that of the events within 0.1 %, on promtool $version',
    async ({ tool }) => {
      const model = modelOf(shopSpec('99.9%'));
      const plan = planRules(model);
      // The running totals are made as rules, the rest once at the end: thirty days at every evaluation would be slow.
      const base = new Set([EVENTS, BAD_EVENTS]);
      const groups = plan.groups.map((group) => ({
        ...group,
        rules: group.rules.filter((rule) => rule.kind === 'record' && base.has(rule.record)),
      }));
      const made = plan.groups.flatMap(({ rules }) => rules);
      const exprOf = (record: string) =>
        made.find((rule) => rule.kind === 'record' && rule.record === record)?.expr ?? 'missing';
      const ratio = exprOf(errorRatio(PERIOD));
      const series = (status: string, perMinute: readonly number[]) => ({
        series: `shop_requests_total{job="shop",status="${status}"}`,
        values: counter(perMinute),
      });
      const test = {
        interval: '1m',
        input_series: [
          series(
            'ok',
            hours.map(({ good }) => good),
          ),
          series(
            'failed',
            hours.map((hour) => hour.bad),
          ),
        ],
        promql_expr_test: [
          {
            expr: `abs(${ratio} - ${truth}) / ${truth} < bool 0.001`,
            eval_time: '30d',
            exp_samples: [{ labels: '{}', value: 1 }],
          },
        ],
      };
      // promtool's engine reads no more than 10,000 samples: at five minutes the period has 8,640.
      await expectRuleTests(tool, model, groups, { evaluation_interval: '5m', tests: [test] });
    },
  );
});
