import { blocking, didYouMean, warning } from '../define.ts';

/** Findings about what is declared but never used, and what is declared twice. */
export const usageFindings = {
  'unused/label': warning<{ label: string }>({
    headline: ({ label }) => `label "${label}" is not used by any metric`,
    fix: 'Remove the label, or add it to the metrics that it belongs to.',
  }),
  'unused/metric': warning<{ metric: string; series: number }>({
    headline: ({ metric, series }) =>
      `${metric} costs ${series} series, but no SLO, alert, recording, panel or runbook query reads it`,
    fix: 'Show it on a dashboard, alert on it, or stop exposing it.',
  }),
  'unused/recording': warning<{ record: string }>({
    headline: ({ record }) => `recording ${record} is never read`,
    fix: 'Use it in an alert or panel, or remove it: it is computed at every evaluation.',
  }),
  'unused/external': warning<{ metric: string }>({
    headline: ({ metric }) => `external metric ${metric} is never read`,
    fix: 'Remove the declaration.',
  }),
  'unused/group': warning<{ group: string }>({
    headline: ({ group }) => `group "${group}" has no metrics`,
    fix: 'Remove the group, or assign a metric to it.',
  }),
  'unused/owner': warning<{ team: string; suggestion: string | undefined }>({
    headline: ({ team, suggestion }) =>
      `team "${team}" does not own any alert or SLO${didYouMean(suggestion)}`,
    fix: 'Use the name that its alerts and SLOs have as `owner`, or remove the team.',
  }),
  'duplicate/name': blocking<{ what: string; name: string; other: string }>({
    headline: ({ what, name, other }) => `${what} "${name}" has the same name as ${other}`,
    fix: 'Rename one of them.',
  }),
  'duplicate/case': blocking<{ what: string; name: string; other: string }>({
    headline: ({ what, name, other }) => `${what} "${name}" differs from ${other} by case only`,
    fix: 'Rename one of the two: some file systems give both one file, and readers confuse them.',
  }),
  'duplicate/series': blocking<{ metric: string; series: string; other: string }>({
    headline: ({ metric, series, other }) => `${metric} and ${other} both claim the series name ${series}`,
    fix: ({ metric }) => `Rename ${metric}.`,
  }),
} as const;
