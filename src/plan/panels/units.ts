import type { Unit } from '../../model/unit.ts';
import { UNITS } from '../../spec/schema/metrics.ts';

/** A unit as Grafana formats it, and what the axis is called where the unit alone does not say. */
export interface DisplayUnit {
  readonly id: string;
  readonly axis?: string;
}

const PLAIN: Readonly<Record<Unit, DisplayUnit>> = {
  seconds: { id: 's' },
  bytes: { id: 'bytes' },
  ratio: { id: 'percentunit' },
  percent: { id: 'percent' },
  celsius: { id: 'celsius' },
  joules: { id: 'joule' },
  watts: { id: 'watt' },
  volts: { id: 'volt' },
  amperes: { id: 'amp' },
  hertz: { id: 'hertz' },
  grams: { id: 'massg' },
  meters: { id: 'lengthm' },
  dollars: { id: 'currencyUSD' },
  requests: { id: 'short', axis: 'requests' },
  tokens: { id: 'short', axis: 'tokens' },
  items: { id: 'short' },
  none: { id: 'short' },
  tokens_per_second: { id: 'short', axis: 'tokens/s' },
  dollars_per_hour: { id: 'currencyUSD', axis: 'dollars/hour' },
  dollars_per_second: { id: 'currencyUSD', axis: 'dollars/s' },
  tokens_per_dollar: { id: 'short', axis: 'tokens/dollar' },
  tokens_per_joule: { id: 'short', axis: 'tokens/joule' },
};

/** What a counter of the unit grows by in a second. */
const PER_SECOND: Partial<Readonly<Record<Unit, DisplayUnit>>> = {
  bytes: { id: 'binBps' },
  requests: { id: 'reqps' },
  joules: { id: 'watt' },
  seconds: { id: 'percentunit', axis: 'seconds per second' },
  tokens: { id: 'short', axis: 'tokens/s' },
  dollars: { id: 'currencyUSD', axis: 'dollars/s' },
};

export function displayUnit(unit: Unit): DisplayUnit {
  return PLAIN[unit];
}

export function rateUnit(unit: Unit): DisplayUnit {
  return PER_SECOND[unit] ?? { id: 'cps' };
}

export const SHARE: DisplayUnit = { id: 'percentunit' };
export const COUNT: DisplayUnit = { id: 'short' };
export const DURATION: DisplayUnit = { id: 'dtdurations' };

/** A unit by the name that the spec has for it; undefined where it has none. */
export function namedUnit(name: string): DisplayUnit | undefined {
  const own = UNITS.find((unit) => unit === name);
  return own === undefined ? undefined : displayUnit(own);
}
