import { describe, test } from 'vitest';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf } from '../support/model.ts';
import { expectRuleTests, shopSpec } from '../support/shop.ts';
import { findPromtools, requireTool } from '../support/tools.ts';
import { SCRAPE, scraped } from './world.ts';

/** Four hours in which half of all requests fail for a minute in every eight, then one without failures. */
const BURSTS = (4 * 3600) / SCRAPE;
const EVERY = (8 * 60) / SCRAPE;
const traffic = (scrape: number) => {
  const since = (scrape % EVERY) - EVERY / 2;
  const bad = scrape < BURSTS && since >= 0 && since < 60 / SCRAPE ? 75 : 0;
  return { all: 150, bad };
};

const promtool = await requireTool('promtool');
const promtools = await findPromtools();

describe.skipIf(promtool.skip)(
  promtool.title('a burst of failures every eight minutes for four hours'),
  () => {
    // Every round turns the alert on and off: two changes.
    const cases = [
      { words: 'is thirty pages', keep: '', changes: '== bool 60' },
      {
        words: 'is one page if that is kept for ten minutes',
        keep: ', keep_firing_for: 10m',
        changes: '== bool 2',
      },
    ];
    test.each(promtools.flatMap((tool) => cases.map((each) => ({ ...each, tool, version: tool.version }))))(
      '$words, on promtool $version',
      async ({ keep, changes, tool }) => {
        const model = modelOf(shopSpec('99.9%', `alerts: { without: [ticket]${keep} }`));
        const firing =
          'ALERTS{alertname="ShopAvailabilityBudgetBurn", alertstate="firing", tier="page-1h-5m"}';
        await expectRuleTests(tool, model, planRules(model).groups, {
          evaluation_interval: '30s',
          tests: [
            {
              interval: `${SCRAPE}s`,
              input_series: scraped({ events: traffic }, 'shop-0:9090', BURSTS + 3600 / SCRAPE),
              promql_expr_test: [
                {
                  expr: `changes((count(${firing}) or vector(0))[5h:30s]) ${changes}`,
                  eval_time: '5h',
                  exp_samples: [{ labels: '{}', value: 1 }],
                },
              ],
            },
          ],
        });
      },
    );
  },
);
