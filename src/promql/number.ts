import { parseDuration } from './duration.ts';
import { atLeast } from './version.ts';

const DECIMAL = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/**
 * The value of a PromQL number, or `undefined` where the text is none. A leading zero means octal, as in Go; from
 * 2.54 digits may be parted by underscores and a duration is a number of seconds.
 */
export function parseNumber(text: string, version: string): number | undefined {
  const word = text.toLowerCase();
  if (word === 'inf') return Number.POSITIVE_INFINITY;
  if (word === 'nan') return Number.NaN;
  const modern = atLeast(version, '2.54');
  const digits = modern && /^\d[\d_]*\d/.test(text) ? text.replace(/(?<=\d)_(?=\d)/g, '') : text;
  if (/^0[0-7]+$/.test(digits)) return Number.parseInt(digits, 8);
  if (/^0[xX][0-9a-fA-F]+$/.test(digits)) return Number(digits);
  // Go's ParseFloat refuses what does not fit a float.
  if (DECIMAL.test(digits)) return Number.isFinite(Number(digits)) ? Number(digits) : undefined;
  if (!modern) return undefined;
  const ms = parseDuration(text);
  return ms === undefined ? undefined : ms / 1000;
}

/** The shortest decimal that Prometheus reads back as the same float. */
export function printNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
