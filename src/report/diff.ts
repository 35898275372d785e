import { createHash } from 'node:crypto';
import type { Change, Level } from '../diff/change.ts';
import type { SpecDiff } from '../diff/diff.ts';
import { plural } from '../finding/prose.ts';
import { markdownTable, textTable } from './table.ts';
import { printable } from './text.ts';

/** A comparison with the names of what was compared. */
export interface DiffReport extends SpecDiff {
  readonly old: string;
  readonly new: string;
}

export const DIFF_FORMATS: Readonly<Record<'text' | 'json' | 'markdown', (report: DiffReport) => string>> = {
  text: textDiff,
  json: jsonDiff,
  markdown: markdownDiff,
};
export type DiffFormat = keyof typeof DIFF_FORMATS;

/** Described in docs/json-report.md. */
function jsonDiff({ old, new: now, changes, series }: DiffReport): string {
  const summary = {
    breaking: countOf(changes, 'breaking'),
    warnings: countOf(changes, 'warning'),
    infos: countOf(changes, 'info'),
  };
  const status = summary.breaking > 0 ? 'breaking' : changes.length > 0 ? 'compatible' : 'same';
  const entries = changes.map((change) => ({ ...change, fingerprint: fingerprintOf(change) }));
  return `${JSON.stringify({ version: 1, status, old, new: now, summary, series, changes: entries }, null, 2)}\n`;
}

/** The same for the same change, wherever it stands. */
function fingerprintOf({ code, object }: Change): string {
  return createHash('sha256').update(`${code}\n${object}`).digest('hex').slice(0, 16);
}

function textDiff(report: DiffReport): string {
  const blocks = report.changes.map(
    ({ level, code, message, affects }) =>
      `${level}[${code}]: ${printable(message)}${affects.length === 0 ? '' : `\n  affects: ${printable(affects.join(', '))}`}`,
  );
  const { metrics } = report.series;
  return `${[...blocks, ...(metrics.length === 0 ? [] : [textTable(COLUMNS, metrics)]), costOf(report), verdictOf(report)].join('\n\n')}\n`;
}

/** Lines before the fold: what fits on a screen with the verdict. */
const MOST_LINES = 20;

/** For a pull request: the verdict, what breaks, what is promised; the rest is folded. */
function markdownDiff(report: DiffReport): string {
  const { changes, series } = report;
  const urgent = changes.filter(({ level }) => level !== 'info').slice(0, MOST_LINES);
  const rest = changes.filter((change) => !urgent.includes(change));
  const folded = [
    ...(rest.length === 0 ? [] : [rest.map(item).join('\n')]),
    ...(series.metrics.length === 0
      ? []
      : [
          markdownTable(
            COLUMNS,
            series.metrics.map((row) => ({ ...row, metric: `\`${row.metric}\`` })),
          ),
        ]),
  ];
  const fold = [
    `<details><summary>${rest.length === 0 ? 'Series of each metric' : plural(rest.length, 'more change')}</summary>`,
    ...folded,
    '</details>',
  ];
  return `${[
    `**${verdictOf(report)}**`,
    costOf(report),
    ...(urgent.length === 0 ? [] : [urgent.map(item).join('\n')]),
    ...(folded.length === 0 ? [] : fold),
  ].join('\n\n')}\n`;
}

/** Readers that a line names; the JSON report has all. */
const MOST_READERS = 5;

function item({ level, message, affects }: Change): string {
  const mark = { breaking: '**breaking**', warning: 'warning', info: 'info' }[level];
  const named = affects.slice(0, MOST_READERS).map((reader) => `\`${reader.replaceAll('`', "'")}\``);
  const more = affects.length - named.length;
  const readers =
    named.length === 0 ? '' : ` (affects ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
  return `- ${mark}: ${message}${readers}`;
}

type MetricSeries = SpecDiff['series']['metrics'][number];

const COLUMNS = [
  { title: 'metric', cell: ({ metric }: MetricSeries) => metric },
  { title: 'series/target before', cell: ({ before }: MetricSeries) => before },
  { title: 'after', cell: ({ after }: MetricSeries) => after },
  { title: 'change', cell: ({ before, after }: MetricSeries) => signed(after - before) },
];

function costOf({ series: { perTarget, total } }: DiffReport): string {
  const part = (what: string, { before, after }: { before: number; after: number }) =>
    `${what}: ${before} before, ${after} after (${signed(after - before)})`;
  return `${part('series per target', perTarget)}; ${part('in total', total)}`;
}

function signed(delta: number): string {
  return delta > 0 ? `+${delta}` : String(delta);
}

function verdictOf({ changes }: DiffReport): string {
  if (changes.length === 0) return 'no change in metrics, records, objectives, alerts, dashboards or policy';
  const counts = [
    plural(countOf(changes, 'breaking'), 'breaking change'),
    plural(countOf(changes, 'warning'), 'warning'),
  ];
  return `${counts.join(', ')}, ${countOf(changes, 'info')} other`;
}

function countOf(changes: readonly Change[], level: Level): number {
  return changes.filter((change) => change.level === level).length;
}
