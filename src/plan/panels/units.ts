import { UNITS, type Unit } from '../../model/unit.ts';
import { scaleOf } from '../../promql/units.ts';

/** A unit as Grafana formats it, and what the axis is called where the unit alone does not say. */
export interface DisplayUnit {
  readonly id: string;
  readonly axis?: string;
}

const PLAIN: ReadonlyMap<Unit, DisplayUnit> = new Map(
  Object.entries({
    seconds: { id: 's' },
    milliseconds: { id: 'ms' },
    microseconds: { id: 'µs' },
    nanoseconds: { id: 'ns' },
    minutes: { id: 'm' },
    hours: { id: 'h' },
    days: { id: 'd' },
    bytes: { id: 'bytes' },
    kibibytes: { id: 'kbytes' },
    mebibytes: { id: 'mbytes' },
    gibibytes: { id: 'gbytes' },
    tebibytes: { id: 'tbytes' },
    kilobytes: { id: 'deckbytes' },
    megabytes: { id: 'decmbytes' },
    gigabytes: { id: 'decgbytes' },
    terabytes: { id: 'dectbytes' },
    bits: { id: 'bits' },
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
    euros: { id: 'currencyEUR' },
    items: { id: 'short' },
    none: { id: 'short' },
    dollars_per_hour: { id: 'currencyUSD', axis: 'dollars/hour' },
    dollars_per_second: { id: 'currencyUSD', axis: 'dollars/s' },
  }),
);

/** What a counter of the unit grows by in a second. */
const PER_SECOND: ReadonlyMap<Unit, DisplayUnit> = new Map(
  Object.entries({
    bytes: { id: 'binBps' },
    kibibytes: { id: 'KiBs' },
    mebibytes: { id: 'MiBs' },
    gibibytes: { id: 'GiBs' },
    bits: { id: 'bps' },
    requests: { id: 'reqps' },
    joules: { id: 'watt' },
    millijoules: { id: 'mwatt' },
    seconds: { id: 'percentunit', axis: 'seconds per second' },
    dollars: { id: 'currencyUSD', axis: 'dollars/s' },
    euros: { id: 'currencyEUR', axis: 'euros/s' },
    none: { id: 'cps' },
    items: { id: 'cps' },
  }),
);

/**
 * Any unit: one with a prefix by Grafana's own notation for it, any other word as the name of the axis.
 * @see https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit
 */
export function displayUnit(unit: Unit): DisplayUnit {
  const scale = scaleOf(unit);
  const words = unit.replace('_per_second', '/s').replace('_per_', '/').replaceAll('_', ' ');
  return (
    PLAIN.get(unit) ?? (scale === undefined ? { id: 'short', axis: words } : { id: `si:${scale.symbol}` })
  );
}

export function rateUnit(unit: Unit): DisplayUnit {
  const { axis = unit.replaceAll('_', ' ') } = displayUnit(unit);
  return PER_SECOND.get(unit) ?? { id: 'short', axis: `${axis}/s` };
}

export const SHARE: DisplayUnit = { id: 'percentunit' };
export const COUNT: DisplayUnit = { id: 'short' };
export const DURATION: DisplayUnit = { id: 'dtdurations' };

/** A unit by the name that the spec has for it; undefined where it has none. */
export function namedUnit(name: string): DisplayUnit | undefined {
  return UNITS.includes(name) || scaleOf(name) !== undefined ? displayUnit(name) : undefined;
}
