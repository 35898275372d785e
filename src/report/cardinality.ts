import {
  type BudgetUse,
  type CardinalityReport,
  dominatingLabel,
  type MetricCardinality,
} from '../cardinality/cardinality.ts';
import { type Column, markdownTable, textTable } from './table.ts';

export type CardinalityFormat = (report: CardinalityReport) => string;

export const CARDINALITY_FORMATS: Readonly<Record<'text' | 'json' | 'markdown', CardinalityFormat>> = {
  text: (report) => render(report, textTable),
  markdown: (report) => render(report, markdownTable),
  json: (report) => `${JSON.stringify({ version: 1, ...report }, null, 2)}\n`,
};

const METRIC_COLUMNS: readonly Column<MetricCardinality>[] = [
  { title: 'metric', cell: ({ metric }) => metric },
  { title: 'type', cell: ({ type }) => type },
  {
    title: 'labels',
    cell: ({ labels }) => labels.map(({ label, values }) => `${label} ${values}`).join(' x '),
  },
  { title: 'combinations', cell: ({ combinations }) => combinations },
  {
    title: 'of budget',
    cell: ({ combinations, combinationsBudget }) => percent(combinations / combinationsBudget),
  },
  { title: 'series/target', cell: ({ seriesPerTarget }) => seriesPerTarget },
  { title: 'series', cell: ({ seriesTotal }) => seriesTotal },
  { title: 'share', cell: ({ share }) => percent(share) },
  { title: 'without its biggest label', cell: savings },
];

function render(report: CardinalityReport, table: typeof textTable): string {
  const metrics = report.metrics.toSorted((left, right) => right.seriesPerTarget - left.seriesPerTarget);
  const totals = [
    `${report.targets} targets`,
    `series per target: ${budget(report.seriesPerTarget)}`,
    `series of the fleet: ${budget(report.seriesTotal)}`,
  ];
  return `${[table(METRIC_COLUMNS, metrics), totals.join('\n')].join('\n\n')}\n`;
}

function savings(metric: MetricCardinality): string {
  const label = dominatingLabel(metric);
  return label === undefined ? '' : `${label.label}: ${metric.combinations} -> ${label.combinationsWithout}`;
}

function budget({ used, budget: limit }: BudgetUse): string {
  return `${used} of ${limit} (${percent(used / limit)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
}
