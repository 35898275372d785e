import {
  type BudgetUse,
  type CardinalityReport,
  dominatingLabel,
  type MetricCardinality,
} from '../cardinality/cardinality.ts';
import type { ExpressionCost, PanelCost, RuleCost } from '../cardinality/cost.ts';
import { plural } from '../finding/prose.ts';
import { type Column, markdownTable, textTable } from './table.ts';

type CardinalityFormat = (report: CardinalityReport) => string;

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
  const rules = costly(report.rules);
  const panels = costly(report.panels);
  const { exposedTotal, recordedTotal, alertTotal, samplesPerEvaluationBudget } = report;
  const parts = [
    `${report.modulePerTarget} of them count what the module refuses`,
    ...(report.otherPerTarget === 0 ? [] : [`${report.otherPerTarget} are of other libraries`]),
  ];
  const totals = [
    `series per target: ${budget(report.seriesPerTarget)}; ${parts.join(', ')}`,
    `series of the fleet: ${budget(report.seriesTotal)}`,
    `  ${exposedTotal} exposed by ${plural(report.targets, 'target')}, ${recordedTotal} recorded, ${alertTotal} of alerts`,
    `samples read by one evaluation: at most ${samplesPerEvaluationBudget}`,
    `sample_limit of a scrape: ${report.seriesPerTarget.budget}`,
  ];
  const sections = [
    table(METRIC_COLUMNS, metrics),
    table(RULE_COLUMNS, rules.shown),
    ...rules.rest,
    ...(panels.shown.length === 0 ? [] : [table(PANEL_COLUMNS, panels.shown), ...panels.rest]),
    totals.join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

const MOST_ROWS = 12;

/** The rows that read the most; the JSON report has all. */
function costly<Cost extends ExpressionCost>(all: readonly Cost[]) {
  const sorted = all.toSorted((left, right) => (right.samples ?? Infinity) - (left.samples ?? Infinity));
  const hidden = sorted.length - MOST_ROWS;
  return {
    shown: sorted.slice(0, MOST_ROWS),
    rest: hidden > 0 ? [`... and ${hidden} more that read less; --format json shows all`] : [],
  };
}

const COST_COLUMNS: readonly Column<ExpressionCost>[] = [
  { title: 'series', cell: ({ series }) => series ?? 'unknown' },
  { title: 'samples read', cell: ({ samples }) => samples ?? 'unknown' },
];
const RULE_COLUMNS: readonly Column<RuleCost>[] = [
  { title: 'rule', cell: ({ rule }) => rule },
  { title: 'kind', cell: ({ kind }) => kind },
  { title: 'group', cell: ({ group }) => group },
  ...COST_COLUMNS,
];
const PANEL_COLUMNS: readonly Column<PanelCost>[] = [
  { title: 'panel', cell: ({ panel }) => panel },
  { title: 'dashboard', cell: ({ dashboard }) => dashboard },
  ...COST_COLUMNS,
];

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
