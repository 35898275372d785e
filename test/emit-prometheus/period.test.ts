import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ruleFiles } from '../../src/emit/prometheus/rule-files.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { badRate, totalRate } from '../../src/slo/names.ts';
import { testRules } from '../../src/toolchain/promtool.ts';
import { modelOf } from '../support/model.ts';
import { findPromtools, requireTool } from '../support/tools.ts';

const HOURS = 30 * 24;
const PERIOD = HOURS * 3600;

const SPEC = `version: 1
service: { name: shop, title: Shop, owner: { team: web } }
labels: { status: { values: [ok, failed] } }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status] }
slos:
  - id: availability
    title: Requests are answered
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: 99.9%
`;

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
const folder = mkdtempSync(join(tmpdir(), 'period-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
      const model = modelOf(SPEC);
      const plan = planRules(model);
      // The base records are made as rules, the rest once at the end: thirty days at every evaluation would be slow.
      const base = new Set([badRate(300), totalRate(300)]);
      const groups = plan.groups.map((group) => ({
        ...group,
        rules: group.rules.filter((rule) => rule.kind === 'record' && base.has(rule.record)),
      }));
      const made = plan.groups.flatMap(({ rules }) => rules);
      const exprOf = (record: string) =>
        made.find((rule) => rule.kind === 'record' && rule.record === record)?.expr ?? 'missing';
      const ratio = `(${exprOf(badRate(PERIOD))}) / (${exprOf(totalRate(PERIOD))})`;
      for (const { path, content } of ruleFiles(model, { groups })) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
      const file = join(folder, 'period.test.yml');
      writeFileSync(
        file,
        stringify({
          rule_files: ['rules/slo-availability.yml'],
          // promtool's engine reads no more than 10,000 samples: at five minutes the period has 8,640.
          evaluation_interval: '5m',
          tests: [
            {
              interval: '1m',
              input_series: [
                {
                  series: 'shop_requests_total{status="ok"}',
                  values: counter(hours.map(({ good }) => good)),
                },
                {
                  series: 'shop_requests_total{status="failed"}',
                  values: counter(hours.map((hour) => hour.bad)),
                },
              ],
              promql_expr_test: [
                {
                  expr: `abs(${ratio} - ${truth}) / ${truth} < bool 0.001`,
                  eval_time: '30d',
                  exp_samples: [{ labels: '{service="shop", slo="availability"}', value: 1 }],
                },
              ],
            },
          ],
        }),
      );
      expect(await testRules(tool, [file])).toMatchObject([{ ok: true, failures: [] }]);
    },
  );
});
