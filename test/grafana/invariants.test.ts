import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emitGrafana } from '../../src/emit/grafana/emit.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { arbitrarySpec } from '../support/arbitrary-spec.ts';
import { modelOf, referenceSpec } from '../support/model.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';
import { dashboardsOf } from './dashboards.ts';
import { expectSound } from './invariants.ts';

describe('dashboards are sound', () => {
  test('of the Ryot spec', () => {
    const model = modelOf(referenceSpec());
    const dashboards = dashboardsOf(model);
    expect(dashboards.map(({ uid }) => uid)).toEqual([
      'ryot-overview',
      'ryot-slos',
      'ryot-explorer',
      'ryot-leaders',
      'ryot-platform',
      'ryot-operations',
    ]);
    expectSound(model, dashboards);
  });

  test('of a small spec', () => {
    const model = modelOf(SMALL_SPEC);
    expectSound(model, dashboardsOf(model));
  });

  test('of specs drawn at random', () => {
    fc.assert(
      fc.property(arbitrarySpec, (spec) => {
        const model = modelOf(spec);
        expectSound(model, dashboardsOf(model));
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});

describe('the output', () => {
  test('is the same for the same spec', () => {
    const emit = () => {
      const model = modelOf(referenceSpec());
      return emitGrafana(model, planRules(model));
    };
    expect(emit()).toEqual(emit());
  });

  test('names no data source by its identity and holds no secret', () => {
    const model = modelOf(referenceSpec());
    const uids = emitGrafana(model, planRules(model)).flatMap(({ content }) =>
      [...content.matchAll(/"uid": "([^"]*)"/g)].map(([, uid]) => uid),
    );
    const own = dashboardsOf(model).map(({ uid }) => uid);
    expect(new Set(uids)).toEqual(new Set(['${datasource}', '-- Grafana --', ...own]));
  });
});
