import Big from 'big.js';
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

/** Rounds as Go does: the exact binary value, halves to even. */
const HALF_EVEN = 2;

/** Go's %e, %f and %g of a float64, with digits after the point (%g: significant ones); -1 is Go's shortest form. */
export function formatFloat(value: number, verb: 'e' | 'f' | 'g', digits: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (verb === 'f') return sign(value) + exact(value).toFixed(digits, HALF_EVEN);
  if (verb === 'e') return exponential(value, digits);
  const [mantissa = '', power = '0'] = exponential(value, digits < 0 ? -1 : Math.max(digits, 1) - 1).split(
    'e',
  );
  const exponent = Number(power);
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  const most = digits < 0 ? 6 : Math.max(digits, 1);
  if (exponent < -4 || exponent >= most) return `${short}e${power}`;
  return sign(value) + new Big(`${short.replace('-', '')}e${exponent}`).toFixed();
}

function exponential(value: number, digits: number): string {
  const text = digits < 0 ? Math.abs(value).toExponential() : exact(value).toExponential(digits, HALF_EVEN);
  const [mantissa, power = ''] = text.split('e');
  return `${sign(value)}${mantissa}e${power.startsWith('-') ? '-' : '+'}${power.replace(/[-+]/, '').padStart(2, '0')}`;
}

function sign(value: number): string {
  return value < 0 || Object.is(value, -0) ? '-' : '';
}

/** All digits that a float64 has, as far as they can decide a rounding. */
function exact(value: number): Big {
  return new Big(Math.abs(value).toPrecision(100));
}

/**
 * A number as the value of an `le` label: Go's shortest `%g`, with a fraction or an exponent always there. Prometheus
 * 3 stores every `le` in this form, and older versions store what they are given.
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/#considerations-canonical-numbers
 */
export function canonicalFloat(value: number): string {
  const text = formatFloat(value, 'g', -1);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Every spelling in which a Prometheus may hold a bucket boundary, the shortest first. */
export function boundarySpellings(boundary: number): readonly string[] {
  return [...new Set([String(boundary), canonicalFloat(boundary)])];
}
