/** What the templates of an alert can refer to. */
export interface AlertFacts {
  readonly value: number;
  readonly labels: ReadonlyMap<string, string>;
  /** Hours until the error budget is gone; absent where none is recorded. */
  readonly hoursLeft?: number;
}

const REFERENCE = /\{\{\s*(\$value|\$labels\.(\w+)|"\{\{")(?:\s*\|\s*(\w+))?\s*\}\}/g;
const EXHAUSTION =
  /\{\{ with .*?query.*? \}\}(.*?)\{\{ \. \| first \| value \| printf "%\.1f" \}\}(.*?)\{\{ end \}\}/gs;

/** The annotations as Prometheus expands them. */
export function expandAnnotations(
  annotations: ReadonlyMap<string, string>,
  facts: AlertFacts,
): Map<string, string> {
  return new Map([...annotations].map(([name, template]) => [name, expand(template, facts)]));
}

function expand(template: string, { value, labels, hoursLeft }: AlertFacts): string {
  return template
    .replace(EXHAUSTION, (_, before: string, after: string) =>
      hoursLeft === undefined ? '' : `${before}${hoursLeft.toFixed(1)}${after}`,
    )
    .replace(REFERENCE, (_, what: string, label?: string, filter?: string) => {
      if (what === '"{{"') return '{{';
      if (label !== undefined) return labels.get(label) ?? '';
      return filter === undefined ? plain(value) : (FILTERS.get(filter)?.(value) ?? '');
    });
}

/** Whether a text of the annotations shows the value. */
export function showsValue(annotations: ReadonlyMap<string, string>): boolean {
  return [...annotations.values()].some((text) => /\{\{\s*\$value/.test(text));
}

/** Whether a text of the annotations shows the value as it is, to its last digit. */
export function showsBareValue(annotations: ReadonlyMap<string, string>): boolean {
  return [...annotations.values()].some((text) => /\{\{\s*\$value\s*\}\}/.test(text));
}

/**
 * The filters of Prometheus's templates.
 * @see https://github.com/prometheus/prometheus/blob/v2.42.0/template/template.go
 */
const FILTERS: ReadonlyMap<string, (value: number) => string> = new Map([
  [
    'humanize',
    (value) =>
      Math.abs(value) >= 1
        ? prefixed(value, 1000, ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'])
        : small(value),
  ],
  [
    'humanize1024',
    (value) =>
      Math.abs(value) <= 1
        ? fourDigits(value)
        : prefixed(value, 1024, ['', 'ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']),
  ],
  ['humanizePercentage', (value) => `${fourDigits(value * 100)}%`],
  ['humanizeDuration', duration],
]);

/** Go's `%.4g`: four significant digits, no trailing zeros, an exponent of at least two digits where it is large. */
function fourDigits(value: number): string {
  if (value === 0) return '0';
  const [mantissa = '', power = ''] = value.toExponential(3).split('e');
  const exponent = Number(power);
  return exponent >= -4 && exponent < 4
    ? String(Number(value.toPrecision(4)))
    : withExponent(String(Number(mantissa)), power);
}

/** Go writes at least two digits of an exponent, and its sign. */
function withExponent(mantissa: string, power: string): string {
  return `${mantissa}e${power.startsWith('-') ? '-' : '+'}${power.replace(/[-+]/, '').padStart(2, '0')}`;
}

function prefixed(value: number, base: number, prefixes: readonly string[]): string {
  let rest = value;
  let power = 0;
  while (Math.abs(rest) >= base && power < prefixes.length - 1) {
    rest /= base;
    power++;
  }
  return `${fourDigits(rest)}${prefixes[power] ?? ''}`;
}

/** A value below 1, in thousandths of thousandths. */
function small(value: number): string {
  if (value === 0) return '0';
  let rest = value;
  let prefix = '';
  for (const next of ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']) {
    if (Math.abs(rest) >= 1) break;
    prefix = next;
    rest *= 1000;
  }
  return `${fourDigits(rest)}${prefix}`;
}

function duration(value: number): string {
  if (Math.abs(value) < 1) return `${small(value)}s`;
  const sign = value < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(value));
  const [seconds, minutes, hours, days] = [
    whole % 60,
    Math.trunc(whole / 60) % 60,
    Math.trunc(whole / 3600) % 24,
    Math.trunc(whole / 86_400),
  ];
  if (days !== 0) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours !== 0) return `${sign}${hours}h ${minutes}m ${seconds}s`;
  if (minutes !== 0) return `${sign}${minutes}m ${seconds}s`;
  return `${sign}${fourDigits(Math.abs(value))}s`;
}

/** Go's `%v` of a float. */
function plain(value: number): string {
  if (value === 0) return '0';
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 21) return withExponent(mantissa, power);
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}
