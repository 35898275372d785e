import { describe, test } from 'vitest';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf } from '../support/model.ts';
import { expectRuleTests, shopSpec } from '../support/shop.ts';
import { findPromtools, requireTool } from '../support/tools.ts';
import { SCRAPE, scraped } from './world.ts';

const HOUR = 3600 / SCRAPE;
const LAST = 3 * HOUR;

/** A request arrives every `minutes`; those fail that `fails` picks by number. */
const requests = (minutes: number, fails: (request: number) => boolean) => (scrape: number) => {
  const every = (minutes * 60) / SCRAPE;
  const arrives = scrape % every === every - 1;
  return { all: arrives ? 1 : 0, bad: arrives && fails(Math.floor(scrape / every)) ? 1 : 0 };
};

const CASES = [
  {
    name: 'one failure among three requests an hour',
    events: requests(20, (request) => request === 5),
    fires: false,
  },
  {
    name: 'one failure, where any is to alert',
    events: requests(20, (request) => request === 5),
    fires: true,
    alerts: 'alerts: { min_bad_events: 0 }',
  },
  {
    name: 'two failures within an hour',
    events: requests(10, (request) => request === 10 || request === 12),
    fires: true,
  },
  { name: 'every one of two requests an hour', events: requests(30, () => true), fires: true },
  {
    name: 'two failures, where three are to alert',
    events: requests(10, (request) => request === 10 || request === 12),
    fires: false,
    alerts: 'alerts: { min_bad_events: 3 }',
  },
];

const promtool = await requireTool('promtool');
const promtools = await findPromtools();

describe.skipIf(promtool.skip)(promtool.title('burn-rate alerts of a quiet service'), () => {
  test.each(promtools.flatMap((tool) => CASES.map((each) => ({ ...each, tool, version: tool.version }))))(
    '$name: fires $fires, on promtool $version',
    async ({ events, fires, tool, alerts }) => {
      const model = modelOf(shopSpec('99.9%', alerts));
      const pages = 'ALERTS{alertname="ShopAvailabilityBudgetBurn", alertstate="firing", severity="page"}';
      const test = {
        interval: `${SCRAPE}s`,
        input_series: scraped({ events }, 'shop-0:9090', LAST + 1),
        promql_expr_test: [
          {
            expr: `count(count_over_time(${pages}[3h]) > 0) > bool 0`,
            eval_time: '3h',
            exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
          },
        ],
      };
      const { groups } = planRules(model);
      await expectRuleTests(tool, model, groups, { evaluation_interval: '30s', tests: [test] });
    },
  );
});
