import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf, referenceSpec } from '../support/model.ts';
import { requireTool } from '../support/tools.ts';
import { dashboardsOf, everyTarget } from './dashboards.ts';
import { type LivePrometheus, startPrometheus } from './prometheus.ts';

const prometheus = await requireTool('prometheus');

/** What the workload of a few seconds cannot give: a day a week ago, and the burn of a budget that nothing spends. */
const NOT_DRIVEN = [/ offset /];

describe.skipIf(prometheus.skip)(
  prometheus.title('a real Prometheus answers the dashboards of the Ryot spec'),
  () => {
    const model = modelOf(referenceSpec());
    const targets = everyTarget(dashboardsOf(model));
    let live: LivePrometheus;

    beforeAll(async () => {
      live = await startPrometheus(prometheus.get(), model, planRules(model), 12);
    }, 180_000);
    afterAll(() => live.stop());

    test('every query is answered, and with a series where the workload drives it', async () => {
      const silent: string[] = [];
      for (const { dashboard, panel, expr } of targets) {
        const series = await live.query(expr, 5, 1);
        if (series.length === 0 && !NOT_DRIVEN.some((pattern) => pattern.test(expr))) {
          silent.push(`${dashboard}: ${panel}: ${expr}`);
        }
      }
      expect(silent).toEqual([]);
    }, 120_000);
  },
);
