import { atLeast } from './version.ts';

const HEXADECIMAL = /^0[xX](?:_?[\da-fA-F])+$/;
const DECIMAL = /^(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?$/;
const INT64_END = 2 ** 63;

/**
 * The value of a PromQL number, or `undefined` where the text is not one. A leading zero means octal, as in Go; from
 * 2.54 digits may be separated by underscores.
 */
export function parseNumber(text: string, version: string): number | undefined {
  const word = text.toLowerCase();
  if (word === 'inf') return Number.POSITIVE_INFINITY;
  if (word === 'nan') return Number.NaN;
  if (text.includes('_') && !atLeast(version, '2.54')) return undefined;
  const digits = text.replaceAll('_', '');
  const octal = /^0[0-7]+$/.test(digits) && DECIMAL.test(text) ? Number.parseInt(digits, 8) : INT64_END;
  if (octal < INT64_END) return octal;
  // Go's ParseInt and ParseFloat refuse what does not fit.
  if (HEXADECIMAL.test(text)) return Number(digits) < INT64_END ? Number(digits) : undefined;
  return DECIMAL.test(text) && Number.isFinite(Number(digits)) ? Number(digits) : undefined;
}

/** The shortest decimal that Prometheus reads back as the same float. */
export function printNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
