import * as grafana from '@grafana/grafana-foundation-sdk/units';
import { suggest } from '../../finding/suggest.ts';
import { panelsIn } from '../../model/references.ts';
import { UNITS } from '../../model/unit.ts';
import { MEASURES } from '../../promql/units.ts';
import type { LintRule } from '../rule.ts';

const KNOWN: ReadonlySet<string> = new Set([...UNITS, ...MEASURES, ...Object.values(grafana)]);

/** Grafana shows a unit that it does not know as if it were text behind the number. */
export const panelUnits: LintRule = {
  codes: ['panel/unknown-unit'],
  *check({ document, model }) {
    for (const { unit, path } of panelsIn(model)) {
      if (unit === undefined || KNOWN.has(unit)) continue;
      const args = { unit, suggestion: suggest(unit, KNOWN), known: UNITS.join(', ') };
      yield document.finding('panel/unknown-unit', [...path, 'unit'], args);
    }
  },
};
