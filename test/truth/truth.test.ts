import { describe, expect, test } from 'vitest';
import { planRules } from '../../src/plan/plan-rules.ts';
import { BAD_EVENTS, burnRate, EVENTS, errorRatio } from '../../src/slo/names.ts';
import { modelOf } from '../support/model.ts';
import { expectRuleTests, shopSpec } from '../support/shop.ts';
import { findPromtools, requireTool } from '../support/tools.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { SCRAPE, scraped, trueRatio } from './world.ts';

const SPEC = shopSpec(
  '99%',
  'window: 2d\n    alerts: { burn_rate: [{ severity: page, long: 12h, short: 5m, factor: 4 }] }',
);
const BUDGET = 0.01;

const promtool = await requireTool('promtool');
const promtools = await findPromtools();

describe.skipIf(promtool.skip)(promtool.title('the error ratio of a period'), () => {
  const model = modelOf(SPEC);
  const plan = planRules(model);
  const records = plan.groups.flatMap(({ rules }) => rules).filter((rule) => rule.kind === 'record');
  const exprOf = (name: string) => records.find(({ record }) => record === name)?.expr ?? 'missing';
  /** The error ratio over two days is that of the period; over twelve hours a burn rate in error budgets. */
  const ratios = { 48: exprOf(errorRatio(48 * 3600)), 12: `${exprOf(burnRate(12 * 3600))} * ${BUDGET}` };
  // The running totals are made as rules; the period once, at the end: twelve hours at every evaluation would be slow.
  const totals = new Set([EVENTS, BAD_EVENTS]);
  const groups = plan.groups.map((group) => ({
    ...group,
    rules: records.filter(({ record }) => totals.has(record)),
  }));

  const truthOf = ({ replicas, hours = 12 }: Scenario) => trueRatio(replicas, 0, (hours * 3600) / SCRAPE);

  /** Every scenario in one file, as promtool's start-up costs more than any of them. */
  const testOf = (scenario: Scenario) => {
    const { name, replicas, points = 1, hours = 12 } = scenario;
    const last = (hours * 3600) / SCRAPE;
    return {
      name,
      interval: `${SCRAPE}s`,
      input_series: replicas.flatMap((replica, index) => scraped(replica, `shop-${index}:9090`, last + 1)),
      promql_expr_test: [
        {
          expr: `abs(${ratios[hours]} - ${truthOf(scenario)}) <= bool ${(BUDGET * points) / 100}`,
          eval_time: `${last * SCRAPE}s`,
          exp_samples: [{ labels: '{}', value: 1 }],
        },
      ],
    };
  };

  test.each(promtools.map((tool) => ({ tool, version: tool.version })))(
    'is true within a point of the error budget, whatever goes wrong, on promtool $version',
    async ({ tool }) => {
      const tests = SCENARIOS.map(testOf);
      await expectRuleTests(tool, model, groups, { evaluation_interval: '30s', tests });
    },
  );

  test('is not what averages of five-minute ratios make of it, or this would show nothing', () => {
    const right = SCENARIOS.filter(
      (scenario) => Math.abs(scenario.sloth - truthOf(scenario)) <= (BUDGET * (scenario.points ?? 1)) / 100,
    );
    expect(right.map(({ name }) => name)).toEqual(['a total outage of one hour']);
  });
});
