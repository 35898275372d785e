import type { Metric } from '../../model/metric.ts';
import { unitOfName } from '../../model/unit.ts';
import type { LintRule } from '../rule.ts';

const BASE_UNITS = [
  'amperes',
  'bytes',
  'celsius',
  'grams',
  'joules',
  'kelvin',
  'meters',
  'metres',
  'seconds',
  'volts',
] as const;
const OTHER_UNITS: ReadonlyMap<string, string> = new Map([
  ['minutes', 'seconds'],
  ['hours', 'seconds'],
  ['days', 'seconds'],
  ['weeks', 'seconds'],
  ['kelvins', 'kelvin'],
  ['fahrenheit', 'celsius'],
  ['rankine', 'celsius'],
  ['inches', 'meters'],
  ['yards', 'meters'],
  ['miles', 'meters'],
  ['bits', 'bytes'],
  ['calories', 'joules'],
  ['pounds', 'grams'],
  ['ounces', 'grams'],
  // Not in promlint's list, and said by Prometheus itself: ratios, not percentages.
  ['percent', 'ratio'],
  ['percentage', 'ratio'],
]);
const PREFIX =
  /^(?:pico|nano|micro|milli|centi|deci|deca|hecto|kilo|kibi|mega|mibi|mebi|giga|gibi|tera|tebi|peta|pebi)/;
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['s', 'seconds'],
  ['ms', 'seconds'],
  ['us', 'seconds'],
  ['ns', 'seconds'],
  ['sec', 'seconds'],
  ['b', 'bytes'],
  ['kb', 'bytes'],
  ['mb', 'bytes'],
  ['gb', 'bytes'],
  ['tb', 'bytes'],
  ['pb', 'bytes'],
  ['m', 'meters or seconds'],
  ['h', 'seconds'],
  ['d', 'seconds'],
]);

/**
 * Metrics are in base units, written out, and the name agrees with the declaration.
 * @see https://prometheus.io/docs/practices/naming/#base-units
 */
export const metricUnits: LintRule = {
  codes: ['metric/base-unit', 'metric/abbreviated-unit', 'metric/unit-mismatch'],
  *check({ document, model }) {
    for (const metric of model.metrics.values()) {
      const { name, path, unit } = metric;
      const scaled = scaledUnit(metric);
      if (scaled !== undefined)
        yield document.finding('metric/base-unit', path, { metric: name, ...scaled }, { side: 'key' });
      const abbreviation = wordsOf(name).find((word) => ABBREVIATIONS.has(word));
      if (abbreviation !== undefined) {
        const args = { metric: name, abbreviation, unit: ABBREVIATIONS.get(abbreviation) ?? '' };
        yield document.finding('metric/abbreviated-unit', path, args, { side: 'key' });
      }
      const named = unitOfName(name);
      // `_requests` and `_tokens` name what is counted, which may be measured in another unit still.
      if (named === 'none' || named === unit || named === 'requests' || named === 'tokens') continue;
      const args = { metric: name, named: named.replaceAll('_', ' '), declared: unit.replaceAll('_', ' ') };
      yield document.finding('metric/unit-mismatch', [...path, 'unit'], args);
    }
  },
};

/** The first word of a name is the service. */
function wordsOf(name: string): string[] {
  return name.toLowerCase().split('_').slice(1);
}

function scaledUnit({ name, unit }: Metric): { unit: string; base: string } | undefined {
  for (const word of name.toLowerCase().split('_')) {
    const bare = word.replace(PREFIX, '');
    const base = OTHER_UNITS.get(bare) ?? BASE_UNITS.find((candidate) => candidate === bare);
    if (base !== undefined && base !== word) return { unit: word, base };
  }
  return unit === 'percent' ? { unit: 'percent', base: 'ratio' } : undefined;
}
