import type { Metric } from '../../model/metric.ts';
import { unitOfName } from '../../model/unit.ts';
import type { LintRule } from '../rule.ts';

/** Base units, each with the units that it stands in for. */
const BASE_UNITS: ReadonlyMap<string, readonly string[]> = new Map([
  ['seconds', ['minutes', 'hours', 'days', 'weeks']],
  ['bytes', ['bits']],
  ['meters', ['inches', 'yards', 'miles']],
  ['metres', []],
  ['grams', ['pounds', 'ounces']],
  ['joules', ['calories']],
  ['celsius', ['fahrenheit', 'rankine']],
  ['kelvin', ['kelvins']],
  ['amperes', []],
  ['volts', []],
  // Not in promlint's list, but in the naming guide of Prometheus: ratios, not percentages.
  ['ratio', ['percent', 'percentage']],
]);
const PREFIX =
  /^(?:pico|nano|micro|milli|centi|deci|deca|hecto|kilo|kibi|mega|mibi|mebi|giga|gibi|tera|tebi|peta|pebi)/;
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ...['s', 'ms', 'us', 'ns', 'sec', 'h', 'd'].map((word) => [word, 'seconds'] as const),
  ...['b', 'kb', 'mb', 'gb', 'tb', 'pb'].map((word) => [word, 'bytes'] as const),
  ['m', 'meters or seconds'],
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
    for (const [base, others] of BASE_UNITS) {
      const isScaled = others.includes(bare) || (bare === base && base !== 'ratio');
      if (isScaled && base !== word) return { unit: word, base };
    }
  }
  return unit === 'percent' ? { unit: 'percent', base: 'ratio' } : undefined;
}
