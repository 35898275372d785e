import { LineScanner, ScrapeProblem } from './scanner.ts';

/** One series with its value, as a page or a server gives it. */
export interface Sample {
  readonly name: string;
  /** Without empty ones: to Prometheus they are not there. */
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  /** Line of the page, from 1. */
  readonly line: number;
}

/** What a page says of a metric. */
export interface Metadata {
  readonly type?: string;
  readonly help?: string;
  readonly unit?: string;
  /** Line of the first of them. */
  readonly line: number;
}

export interface Scrape {
  readonly format: 'text' | 'openmetrics';
  readonly samples: readonly Sample[];
  readonly metadata: ReadonlyMap<string, Metadata>;
  /** Lines that are not of the format: Prometheus then drops the whole page. */
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
}

/**
 * Reads a page in the text format 0.0.4 or 1.0.0, or in OpenMetrics, which ends in `# EOF`.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export function parseScrape(text: string, contentType = ''): Scrape {
  const isComplete = /(?:^|\n)# EOF\n?$/.test(text);
  const format = isComplete || contentType.includes('openmetrics') ? 'openmetrics' : 'text';
  const samples: Sample[] = [];
  const entries: Written[] = [];
  const problems: { line: number; problem: string }[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    try {
      if (content.startsWith('#')) readComment(content, format, line, entries);
      else if (content.trim() !== '') samples.push({ ...readSample(content, format), line });
    } catch (error) {
      if (!(error instanceof ScrapeProblem)) throw error;
      problems.push({ line, problem: error.message });
    }
  }
  if (format === 'openmetrics' && !isComplete)
    problems.push({ line: text.split('\n').length, problem: 'the page does not end in # EOF' });
  return { format, samples, metadata: indexMetadata(entries, format), problems };
}

/** Adds to the last entry what a comment says of the same name; a name that comes again has an entry of its own. */
function readComment(text: string, format: Scrape['format'], line: number, entries: Written[]): void {
  const scanner = new LineScanner(text);
  const [, kind] = scanner.match(/#[ \t]+(HELP|TYPE|UNIT)[ \t]+/y) ?? [];
  if (kind === undefined) return;
  const name = scanner.quoted() ?? scanner.take(/[^\s{]+/y, 'a metric name');
  scanner.match(/[ \t]+/y);
  const rest = scanner.rest();
  const key = kind.toLowerCase() as 'help' | 'type' | 'unit';
  const said = { [key]: key === 'help' ? unescapeHelp(rest, format) : rest.trim() };
  const last = entries.at(-1);
  if (last?.name === name && last[key] === undefined) entries[entries.length - 1] = { ...last, ...said };
  else entries.push({ name, line, ...said });
}

type Written = Metadata & { readonly name: string };

/**
 * By the name that the series have: OpenMetrics names a counter without `_total` and an info without `_info`, so that
 * client_golang has two metrics of one name. The first of a name counts.
 */
export function indexMetadata(entries: readonly Written[], format: Scrape['format']): Map<string, Metadata> {
  const index = new Map<string, Metadata>();
  for (const { name, ...said } of entries) {
    const suffix = format === 'openmetrics' ? (SUFFIXES.get(said.type ?? '') ?? '') : '';
    if (!index.has(name + suffix)) index.set(name + suffix, said);
  }
  return index;
}

const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['counter', '_total'],
  ['info', '_info'],
]);

function readSample(text: string, format: Scrape['format']): Omit<Sample, 'line'> {
  const scanner = new LineScanner(text);
  scanner.match(/[ \t]+/y);
  const bare = scanner.match(/[a-zA-Z_:][\w:]*/y)?.[0];
  scanner.match(/[ \t]*/y);
  const { name = bare, labels } = readLabels(scanner, bare === undefined);
  if (name === undefined) throw new ScrapeProblem('a series without a name');
  scanner.match(/[ \t]*/y);
  const value = numberOf(scanner.take(/[^\s]+/y, 'a value'));
  scanner.match(/[ \t]+(?=[^\s#])/y);
  scanner.match(format === 'text' ? /-?\d+/y : /[^\s#]+/y);
  // An exemplar, which belongs to the sample and is none itself.
  if (format === 'openmetrics' && scanner.match(/[ \t]+#[ \t]+(?=\{)/y)) {
    readLabels(scanner, false);
    scanner.match(/[ \t]+[^\s]+(?:[ \t]+[^\s]+)?/y);
  }
  scanner.match(/[ \t]+$/y);
  if (scanner.rest() !== '')
    throw new ScrapeProblem(`unexpected ${JSON.stringify(scanner.rest())} after the value`);
  return { name, labels, value };
}

/** What stands between braces; with `named` the first may be the name of the metric, in quotes. */
function readLabels(scanner: LineScanner, named: boolean) {
  const labels = new Map<string, string>();
  let name: string | undefined;
  if (!scanner.match(/\{[ \t]*/y)) return { labels };
  while (!scanner.match(/\}/y)) {
    const quoted = scanner.quoted();
    const key = quoted ?? scanner.take(/[a-zA-Z_]\w*/y, 'a label name');
    if (scanner.match(/[ \t]*=[ \t]*/y)) {
      const value = scanner.quoted();
      if (value === undefined) throw new ScrapeProblem(`the value of the label ${key} is not in quotes`);
      if (labels.has(key)) throw new ScrapeProblem(`the label ${key} stands there twice`);
      labels.set(key, value);
    } else if (named && quoted !== undefined && name === undefined && labels.size === 0) name = quoted;
    else throw new ScrapeProblem(`the label ${key} has no value`);
    if (!scanner.match(/[ \t]*,[ \t]*/y)) {
      scanner.match(/[ \t]*/y);
      if (!scanner.match(/(?=\})/y)) throw new ScrapeProblem('a comma or } is missing after a label');
    }
  }
  for (const [key, value] of labels) if (value === '') labels.delete(key);
  return name === undefined ? { labels } : { name, labels };
}

/** A float as Go reads it. */
export function numberOf(text: string): number {
  const [, sign, word = ''] = /^([+-]?)(inf|infinity|nan)$/i.exec(text) ?? [];
  if (/^nan$/i.test(word)) return Number.NaN;
  if (word !== '') return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  const hex = /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?\d+)$/i.exec(text);
  if (hex === null || `${hex[2]}${hex[3]}` === '')
    throw new ScrapeProblem(`${JSON.stringify(text)} is not a number`);
  const [, minus, whole = '', fraction = '', exponent] = hex;
  return (
    (minus === '-' ? -1 : 1) * Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length)
  );
}

/** Only OpenMetrics escapes quotes there. */
function unescapeHelp(text: string, format: Scrape['format']): string {
  const escapes = format === 'text' ? /\\([\\n])/g : /\\([\\n"])/g;
  return text.replace(escapes, (_, escaped) => (escaped === 'n' ? '\n' : escaped));
}
