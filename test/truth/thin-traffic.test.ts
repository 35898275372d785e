import { describe, expect, test } from 'vitest';
import { leastTraffic } from '../../src/emit/runbooks/objective-page.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf } from '../support/model.ts';
import { expectRuleTests, shopSpec } from '../support/shop.ts';
import { findPromtools, requireTool } from '../support/tools.ts';
import { type Replica, SCRAPE, scraped } from './world.ts';

const HOUR = 3600 / SCRAPE;
const LAST = 3 * HOUR;

/** A request arrives every `minutes`; those fail that `fails` picks by number. */
const requests = (minutes: number, fails: (request: number) => boolean) => (scrape: number) => {
  const every = (minutes * 60) / SCRAPE;
  const arrives = scrape % every === every - 1;
  return { all: arrives ? 1 : 0, bad: arrives && fails(Math.floor(scrape / every)) ? 1 : 0 };
};

interface Case {
  readonly name: string;
  readonly events: Replica['events'];
  readonly fires: boolean;
  readonly alerts?: string;
  readonly objective?: string;
  /** The tier that is looked at; any page unless given. */
  readonly tier?: string;
  /** What the runbook says of the least traffic. */
  readonly says?: string;
}

const CASES: readonly Case[] = [
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

/** What the runbook says: the least number of bad events is enough among so many events in the long window, and no more. */
const SAID: readonly Case[] = [
  { objective: '99.9%', most: 138 },
  { objective: '99.5%', most: 27 },
].flatMap(({ objective, most }) =>
  [most, most + 1].map((all) => ({
    name: `two failures among ${all} events in an hour, with an objective of ${objective}`,
    // The failures come last, so that the hour that ends with them holds all events.
    events: (scrape: number) => {
      const event = scrape - 100;
      const fails = event === all || event === all + 4;
      return { all: fails || (event >= 0 && event < all - 2) ? 1 : 0, bad: fails ? 1 : 0 };
    },
    fires: all === most,
    objective,
    tier: 'page-1h-5m',
    says: `2 bad events are enough among up to ${most} in 1h`,
  })),
);

const promtool = await requireTool('promtool');
const promtools = await findPromtools();

describe.skipIf(promtool.skip)(promtool.title('burn-rate alerts of a quiet service'), () => {
  test.each(
    promtools.flatMap((tool) =>
      [...CASES, ...SAID].map((each) => ({ ...each, tool, version: tool.version })),
    ),
  )(
    '$name: fires $fires, on promtool $version',
    async ({ events, fires, tool, alerts, objective = '99.9%', tier = '', says = '' }) => {
      const model = modelOf(shopSpec(objective, alerts));
      for (const slo of model.slos) expect(leastTraffic(slo)).toContain(says);
      const pages = `ALERTS{alertname="ShopAvailabilityBudgetBurn", alertstate="firing", severity="page", tier=~"${tier}.*"}`;
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
