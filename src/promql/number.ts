import { atLeast } from './version.ts';

const HEXADECIMAL = /^0[xX](?:_?[\da-fA-F])+$/;
const DECIMAL = /^(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?$/;

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
  // As Go does it: an integer of 64 bits in any base, or else a float, which is decimal.
  if (HEXADECIMAL.test(text)) return int64(digits);
  if (!DECIMAL.test(text)) return undefined;
  const octal = /^0[0-7]+$/.test(digits) ? int64(`0o${digits}`) : undefined;
  return octal ?? (Number.isFinite(Number(digits)) ? Number(digits) : undefined);
}

function int64(literal: string): number | undefined {
  const value = BigInt(literal);
  return value < 2n ** 63n ? Number(value) : undefined;
}

/** The shortest decimal that Prometheus reads back as the same float. */
export function printNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
