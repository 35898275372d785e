/** `10ms`, `30s`, `5m`, `1h`, `14d`, `2w`, `1y`, and compounds such as `1h30m`, largest unit first. */
export const DURATION =
  /^(?=\d)(\d+(\.\d+)?y)?(\d+(\.\d+)?w)?(\d+(\.\d+)?d)?(\d+(\.\d+)?h)?(\d+(\.\d+)?m)?(\d+(\.\d+)?s)?(\d+(\.\d+)?ms)?$/;
/** `512B`, `64KiB`, `1.5GiB`, `10MB`. */
export const SIZE = /^\d+(\.\d+)?(B|[KMGT]iB|[kMGT]B)$/;
/** `99.9%`. */
export const PERCENTAGE = /^\d+(\.\d+)?%$/;

const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/**
 * A duration such as `1h30m` in seconds, the units as in Prometheus (a day has 24 h, a year 365 d).
 * `text` must have passed the schema.
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
 */
export function parseDuration(text: string): number {
  let milliseconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)) {
    milliseconds += Number(amount) * Math.round((SECONDS[unit ?? 's'] ?? 1) * 1000);
  }
  return milliseconds / 1000;
}

/** Seconds as the shortest Prometheus duration: 5400 gives `1h30m`; fractions of a millisecond are rounded. */
export function formatDuration(seconds: number): string {
  let rest = Math.round(seconds * 1000);
  if (rest === 0) return '0s';
  let text = '';
  // Years and weeks are left out of compounds: `30d` and `4w2d` say the same, and people write the former.
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ] as const) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

export type Written =
  | { readonly kind: 'number'; readonly value: number }
  /** seconds */
  | { readonly kind: 'duration'; readonly value: number }
  /** bytes */
  | { readonly kind: 'size'; readonly value: number }
  /** 0 to 100 */
  | { readonly kind: 'percentage'; readonly value: number };

/** A quantity as written, with what kind of quantity it is. `written` must have passed the schema. */
export function parseQuantity(written: number | string): Written {
  if (typeof written === 'number') return { kind: 'number', value: written };
  if (PERCENTAGE.test(written)) return { kind: 'percentage', value: Number(written.slice(0, -1)) };
  if (DURATION.test(written)) return { kind: 'duration', value: parseDuration(written) };
  const [, amount, unit] = SIZE.test(written) ? (/^([\d.]+)(\w+)$/.exec(written) ?? []) : [];
  return { kind: 'size', value: Number(amount) * (BYTES[unit ?? 'B'] ?? 1) };
}
