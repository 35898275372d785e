/** A float as promtool reads it, without noise beyond 12 digits and without an exponent where that is readable. */
export function decimal(value: number): string {
  return String(clean(value));
}

/** Without the noise of float arithmetic. */
export function clean(value: number): number {
  return Number(value.toPrecision(12));
}

/** Go's `%.4g`: four significant digits, no trailing zeros, an exponent of at least two digits where it is large. */
function fourDigits(value: number): string {
  if (value === 0) return '0';
  const exponent = Number(value.toExponential(3).split('e')[1]);
  if (exponent >= -4 && exponent < 4) return String(Number(value.toPrecision(4)));
  const [mantissa = '', power = ''] = value.toExponential(3).split('e');
  const digits = power.replace(/[-+]/, '').padStart(2, '0');
  return `${Number(mantissa)}e${power.startsWith('-') ? '-' : '+'}${digits}`;
}

/**
 * The filters of Prometheus's templates.
 * @see https://github.com/prometheus/prometheus/blob/v2.42.0/template/template.go
 */
export const FILTERS: Readonly<Record<string, (value: number) => string>> = {
  humanize: (value) => prefixed(value, 1000, ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']),
  humanize1024: (value) =>
    Math.abs(value) <= 1
      ? fourDigits(value)
      : scaled(value, 1024, ['', 'ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']),
  humanizePercentage: (value) => `${fourDigits(value * 100)}%`,
  humanizeDuration: duration,
};

function prefixed(value: number, base: number, large: readonly string[]): string {
  if (value === 0) return fourDigits(value);
  if (Math.abs(value) >= 1) return scaled(value, base, large);
  let rest = value;
  let prefix = '';
  for (const next of ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']) {
    if (Math.abs(rest) >= 1) break;
    prefix = next;
    rest *= base;
  }
  return `${fourDigits(rest)}${prefix}`;
}

function scaled(value: number, base: number, prefixes: readonly string[]): string {
  let rest = value;
  let power = 0;
  while (Math.abs(rest) >= base && power < prefixes.length - 1) {
    rest /= base;
    power++;
  }
  return `${fourDigits(rest)}${prefixes[power] ?? ''}`;
}

function duration(value: number): string {
  if (value === 0) return '0s';
  if (Math.abs(value) < 1) {
    let rest = value;
    let prefix = '';
    for (const next of ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']) {
      if (Math.abs(rest) >= 1) break;
      prefix = next;
      rest *= 1000;
    }
    return `${fourDigits(rest)}${prefix}s`;
  }
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
export function plain(value: number): string {
  if (value === 0) return '0';
  const exponent = Number(value.toExponential().split('e')[1]);
  if (exponent >= -4 && exponent < 21) return fixed(value);
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  return `${mantissa}e${power.startsWith('-') ? '-' : '+'}${power.replace(/[-+]/, '').padStart(2, '0')}`;
}

function fixed(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}
