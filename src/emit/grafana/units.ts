import * as grafana from '@grafana/grafana-foundation-sdk/units';
import type { Unit } from '../../model/unit.ts';
import { UNITS } from '../../spec/schema/metrics.ts';

/** A unit as Grafana formats it, and what the axis is called where the unit alone does not say. */
export interface DisplayUnit {
  readonly id: string;
  readonly axis?: string;
}

/** Every unit id that Grafana lists. */
export const GRAFANA_UNITS: ReadonlySet<string> = new Set(Object.values(grafana));

const PLAIN: Readonly<Record<Unit, DisplayUnit>> = {
  seconds: { id: grafana.Seconds },
  bytes: { id: grafana.BytesIEC },
  ratio: { id: grafana.PercentUnit },
  percent: { id: grafana.Percent },
  celsius: { id: grafana.Celsius },
  joules: { id: grafana.Joule },
  watts: { id: grafana.Watt },
  volts: { id: grafana.Volt },
  amperes: { id: grafana.Ampere },
  hertz: { id: grafana.Hertz },
  grams: { id: grafana.Gram },
  meters: { id: grafana.Meter },
  dollars: { id: grafana.Dollars },
  requests: { id: grafana.Short, axis: 'requests' },
  tokens: { id: grafana.Short, axis: 'tokens' },
  items: { id: grafana.Short },
  none: { id: grafana.Short },
  tokens_per_second: { id: grafana.Short, axis: 'tokens/s' },
  dollars_per_hour: { id: grafana.Dollars, axis: 'dollars/hour' },
  dollars_per_second: { id: grafana.Dollars, axis: 'dollars/s' },
  tokens_per_dollar: { id: grafana.Short, axis: 'tokens/dollar' },
  tokens_per_joule: { id: grafana.Short, axis: 'tokens/joule' },
};

/** What a counter of the unit grows by in a second. */
const PER_SECOND: Partial<Readonly<Record<Unit, DisplayUnit>>> = {
  bytes: { id: grafana.BytesPerSecondIEC },
  requests: { id: grafana.RequestsPerSecond },
  joules: { id: grafana.Watt },
  seconds: { id: grafana.PercentUnit, axis: 'seconds per second' },
  tokens: { id: grafana.Short, axis: 'tokens/s' },
  dollars: { id: grafana.Dollars, axis: 'dollars/s' },
};

export function displayUnit(unit: Unit): DisplayUnit {
  return PLAIN[unit];
}

export function rateUnit(unit: Unit): DisplayUnit {
  return PER_SECOND[unit] ?? { id: grafana.CountsPerSecond };
}

export const SHARE: DisplayUnit = { id: grafana.PercentUnit };
export const COUNT: DisplayUnit = { id: grafana.Short };
export const DURATION: DisplayUnit = { id: grafana.DurationSeconds };

/** A unit as a spec overrides it: one of the spec's units, or an id of Grafana's; undefined where it is neither. */
export function namedUnit(name: string): DisplayUnit | undefined {
  const own = UNITS.find((unit) => unit === name);
  if (own !== undefined) return displayUnit(own);
  return GRAFANA_UNITS.has(name) ? { id: name } : undefined;
}
