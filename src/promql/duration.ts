const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['y', 31_536_000_000],
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** The longest duration that Prometheus can hold: an int64 of nanoseconds. */
const LONGEST_MS = 9_223_372_036_854;

/**
 * Milliseconds of a Prometheus duration such as `1h30m`, or `undefined` where the text is none or is too long.
 * @see https://github.com/prometheus/common/blob/main/model/time.go
 */
export function parseDuration(text: string): number | undefined {
  const found = text === '' ? null : DURATION.exec(text);
  if (found === null) return undefined;
  let total = 0;
  UNITS.forEach(([, ms], index) => {
    total += Number(found[index + 1] ?? 0) * ms;
  });
  return total > LONGEST_MS ? undefined : total;
}

/**
 * A duration of at least one millisecond in Prometheus's notation. Days only where they come out whole and never
 * weeks or years, since people write a window as `28d` and a long range as `36h`.
 */
export function printDuration(ms: number): string {
  if (ms > 0 && ms % 86_400_000 === 0) return `${ms / 86_400_000}d`;
  let rest = ms;
  let text = '';
  for (const [unit, size] of UNITS.slice(3)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}
