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

/** The unit that a declaration names, as `seconds`, `tokens_per_second`, `ratio` or an already canonical unit. */
export function parseUnit(name: string | undefined): Unit {
  if (name === undefined || name === 'none') return undefined;
  if (name === 'ratio') return '1';
  const [top = name, bottom] = name.split('_per_');
  return bottom === undefined ? name : `${top}/${PLURALS.get(bottom) ?? bottom}`;
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
