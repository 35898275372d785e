import { formatFloat } from '../promql/number.ts';

function small(value: number): string {
  let rest = value;
  let prefix = '';
  for (const next of ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']) {
    if (Math.abs(rest) >= 1) break;
    prefix = next;
    rest *= 1000;
  }
  return `${fourDigits(rest)}${prefix}`;
}

const fourDigits = (value: number) => formatFloat(value, 'g', 4);

function prefixed(value: number, base: number, prefixes: readonly string[]): string {
  let rest = value;
  let prefix = '';
  for (const next of prefixes) {
    if (Math.abs(rest) < base) break;
    prefix = next;
    rest /= base;
  }
  return `${fourDigits(rest)}${prefix}`;
}

function humanize(value: number): string {
  if (value === 0) return fourDigits(value);
  if (Math.abs(value) < 1) return small(value);
  return prefixed(value, 1000, ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']);
}

function humanizeDuration(value: number): string {
  if (value === 0) return `${fourDigits(value)}s`;
  if (Math.abs(value) < 1) return `${small(value)}s`;
  const minus = value < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(value));
  const seconds = whole % 60;
  const minutes = Math.trunc(whole / 60) % 60;
  const hours = Math.trunc(whole / 3600) % 24;
  const days = Math.trunc(whole / 86_400);
  if (days !== 0) return `${minus}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours !== 0) return `${minus}${hours}h ${minutes}m ${seconds}s`;
  if (minutes !== 0) return `${minus}${minutes}m ${seconds}s`;
  return `${minus}${fourDigits(Math.abs(value))}s`;
}

/** Nothing for years that need more than four digits. */
function humanizeTimestamp(value: number): string | undefined {
  if (Math.abs(value) > 9e9) return undefined;
  const time = new Date(Math.trunc((value * 1e9) / 1e6));
  const [day, clock = ''] = time.toISOString().replace('Z', '').split('T');
  return `${day} ${clock.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')} +0000 UTC`;
}

/**
 * The functions of Prometheus's templates that make a number readable; nothing where we cannot tell the result.
 * @see https://github.com/prometheus/prometheus/blob/v2.42.0/template/template.go
 */
export function humanized(name: string, value: number): string | undefined {
  if (name === 'humanizePercentage') return `${fourDigits(value * 100)}%`;
  if (!Number.isFinite(value)) return fourDigits(value);
  switch (name) {
    case 'humanize':
      return humanize(value);
    case 'humanize1024':
      return Math.abs(value) <= 1
        ? fourDigits(value)
        : prefixed(value, 1024, ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']);
    case 'humanizeDuration':
      return humanizeDuration(value);
    case 'humanizeTimestamp':
      return humanizeTimestamp(value);
    default:
      return undefined;
  }
}
