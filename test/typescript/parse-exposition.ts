/** A scrape taken apart: what a Prometheus would store of it. */
export interface Scrape {
  /** Value of each series; the series as `name{label="value",...}` with its labels sorted and `le` as a number. */
  readonly series: ReadonlyMap<string, number>;
  readonly types: ReadonlyMap<string, string>;
  readonly help: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, string>;
  /** Exemplars by series, as written after the `#`. */
  readonly exemplars: ReadonlyMap<string, string>;
  readonly isEnded: boolean;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)(?: # (.*))?$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Parses Prometheus text or OpenMetrics; throws on a line that is neither, and on a series that comes twice. */
export function parseExposition(text: string): Scrape {
  const series = new Map<string, number>();
  const exemplars = new Map<string, string>();
  const meta = {
    HELP: new Map<string, string>(),
    TYPE: new Map<string, string>(),
    UNIT: new Map<string, string>(),
  };
  const lines = text.split('\n').filter((line) => line !== '');
  for (const line of lines) {
    const comment = /^# (HELP|TYPE|UNIT) (\S+) ?(.*)$/.exec(line);
    if (comment !== null) {
      const [, kind, name = '', rest = ''] = comment;
      meta[kind as keyof typeof meta].set(name, rest);
      continue;
    }
    if (line === '# EOF') continue;
    const sample = SAMPLE.exec(line);
    if (sample === null) throw new Error(`no sample: ${line}`);
    const key = seriesKey(sample[1] ?? '', sample[2] ?? '');
    if (series.has(key)) throw new Error(`twice: ${key}`);
    series.set(key, numberOf(sample[3] ?? ''));
    if (sample[4] !== undefined) exemplars.set(key, sample[4]);
  }
  return {
    series,
    exemplars,
    types: meta.TYPE,
    help: meta.HELP,
    units: meta.UNIT,
    isEnded: lines.at(-1) === '# EOF' && text.endsWith('# EOF\n'),
  };
}

function seriesKey(name: string, labels: string): string {
  const pairs = [...labels.matchAll(LABEL)].map(([, label = '', value = '']) =>
    label === 'le' ? `le="${numberOf(value)}"` : `${label}="${value}"`,
  );
  return `${name}{${pairs.sort().join(',')}}`;
}

function numberOf(text: string): number {
  if (/^\+?Inf$/.test(text)) return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  if (Number.isNaN(value)) throw new Error(`no number: ${text}`);
  return value;
}

/** The series whose value is not zero. */
export function nonZero(text: string): Record<string, number> {
  return Object.fromEntries([...parseExposition(text).series].filter(([, value]) => value !== 0));
}
