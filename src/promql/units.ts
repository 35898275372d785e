/**
 * A unit in a canonical spelling: base units with their powers, such as `seconds` or `tokens/seconds`; `1` is a plain
 * number. `undefined` stands for a unit that is not known, which fits any other.
 */
export type Unit = string | undefined;

const PLURALS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    second: 'seconds',
    hour: 'hours',
    dollar: 'dollars',
    joule: 'joules',
    token: 'tokens',
    request: 'requests',
  }),
);

/** A unit that is another one times a factor, as exporters have it. */
interface ScaledUnit {
  readonly base: string;
  readonly factor: number;
  readonly symbol: string;
}

const DECIMAL: readonly (readonly [prefix: string, symbol: string, factor: number])[] = [
  ['nano', 'n', 1e-9],
  ['micro', 'u', 1e-6],
  ['milli', 'm', 1e-3],
  ['', '', 1],
  ['kilo', 'k', 1e3],
  ['mega', 'M', 1e6],
  ['giga', 'G', 1e9],
  ['tera', 'T', 1e12],
];
const BINARY: typeof DECIMAL = [
  ['kibi', 'Ki', 2 ** 10],
  ['mebi', 'Mi', 2 ** 20],
  ['gibi', 'Gi', 2 ** 30],
  ['tebi', 'Ti', 2 ** 40],
];
const SYMBOLS = {
  seconds: 's',
  bytes: 'B',
  bits: 'bit',
  hertz: 'Hz',
  joules: 'J',
  watts: 'W',
  volts: 'V',
  amperes: 'A',
  grams: 'g',
} as const;

const SCALED: ReadonlyMap<string, ScaledUnit> = new Map([
  ...Object.entries(SYMBOLS).flatMap(([base, symbol]) =>
    (base === 'bytes' ? [...DECIMAL, ...BINARY] : DECIMAL).map(
      ([prefix, short, factor]) => [prefix + base, { base, factor, symbol: short + symbol }] as const,
    ),
  ),
  ['minutes', { base: 'seconds', factor: 60, symbol: 'min' }],
  ['hours', { base: 'seconds', factor: 3600, symbol: 'h' }],
  ['days', { base: 'seconds', factor: 86_400, symbol: 'd' }],
]);

const ALIASES: ReadonlyMap<string, string> = new Map([
  ...[...SCALED].flatMap(([name, { symbol }]): [string, string][] => [
    [symbol, name],
    [symbol.replace(/^u/, 'µ'), name],
  ]),
  ['%', 'percent'],
  ['C', 'celsius'],
  ['°C', 'celsius'],
  ['USD', 'dollars'],
  ['EUR', 'euros'],
]);

/** Names and symbols of units of measure, with and without prefixes. */
export const MEASURES: readonly string[] = [...SCALED.keys(), ...ALIASES.keys()];

/** One name for each unit: `ms` is `milliseconds`. A word that is no symbol stays as it is. */
export function unitOfSymbol(word: string): string {
  return ALIASES.get(word) ?? word;
}

/** What a unit of measure is a multiple of, itself included; undefined for any other word. */
export function scaleOf(unit: string): ScaledUnit | undefined {
  return SCALED.get(unit);
}

/** Whether two units measure the same in different steps, such as seconds and microseconds. */
export function differInScale(a: Unit, b: Unit): boolean {
  const [one, other] = [a, b].map((unit) => SCALED.get(unit ?? ''));
  return one !== undefined && other !== undefined && one.base === other.base && one.factor !== other.factor;
}

/** The unit that a declaration names, as `seconds`, `tokens_per_second`, `ratio` or an already canonical unit. */
export function parseUnit(name: string | undefined): Unit {
  if (name === undefined || name === 'none') return undefined;
  if (name === 'ratio') return '1';
  const [top = name, bottom] = unitOfSymbol(name).split('_per_');
  return bottom === undefined ? top : `${top}/${PLURALS.get(bottom) ?? bottom}`;
}

type Powers = Map<string, number>;

function powersOf(unit: string): Powers {
  const [top = '', bottom = ''] = unit.split('/');
  const powers: Powers = new Map();
  for (const [names, sign] of [
    [top, 1],
    [bottom, -1],
  ] as const) {
    for (const name of names.split('*').filter((part) => part !== '' && part !== '1'))
      powers.set(name, (powers.get(name) ?? 0) + sign);
  }
  return powers;
}

function print(powers: Powers): string {
  const side = (sign: number) =>
    [...powers]
      .filter(([, power]) => power * sign > 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, power]) => Array<string>(Math.abs(power)).fill(name))
      .join('*');
  const bottom = side(-1);
  return `${side(1) || '1'}${bottom === '' ? '' : `/${bottom}`}`;
}

function combine(a: Unit, b: Unit, sign: 1 | -1): Unit {
  if (a === undefined || b === undefined) return undefined;
  const powers = powersOf(a);
  for (const [name, power] of powersOf(b)) powers.set(name, (powers.get(name) ?? 0) + sign * power);
  return print(powers);
}

export function multiplyUnits(a: Unit, b: Unit): Unit {
  return combine(a, b, 1);
}

export function divideUnits(a: Unit, b: Unit): Unit {
  return combine(a, b, -1);
}

/** Whether two units can stand on the two sides of a comparison, a sum or a difference. */
export function unitsFit(a: Unit, b: Unit): boolean {
  return a === undefined || b === undefined || a === b;
}

/** The unit for people: `tokens per seconds` is written `tokens/s`, a plain number `ratio`. */
export function unitName(unit: string): string {
  return unit === '1'
    ? 'ratio'
    : unit
        .replace(/^1\//, 'per ')
        .replace('/', ' per ')
        .replace(/per seconds$/, 'per second');
}
