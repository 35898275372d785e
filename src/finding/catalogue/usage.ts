import { kind } from '../define.ts';

/** Findings about what is declared and never used, and about what is declared twice. */
export const usageFindings = {
  'unused/label': kind<{ label: string }>({
    severity: 'warning',
    headline: ({ label }) => `no metric has label "${label}"`,
    fix: () => 'Remove the label, or list it where it belongs.',
  }),
  'unused/metric': kind<{ metric: string; series: number }>({
    severity: 'warning',
    headline: ({ metric, series }) =>
      `no SLO, alert, recording, panel or runbook query reads ${metric}; it costs ${series} series`,
    fix: () => 'Show it on a dashboard, alert on it, or stop exposing it.',
  }),
  'unused/recording': kind<{ record: string }>({
    severity: 'warning',
    headline: ({ record }) => `nothing reads the recording ${record}`,
    fix: () => 'Use it in an alert or a panel, or remove it: it is computed at every evaluation.',
  }),
  'unused/external': kind<{ metric: string }>({
    severity: 'warning',
    headline: ({ metric }) => `nothing reads the external metric ${metric}`,
    fix: () => 'Remove the declaration.',
  }),
  'unused/group': kind<{ group: string }>({
    severity: 'warning',
    headline: ({ group }) => `no metric belongs to the group "${group}"`,
    fix: () => 'Remove the group, or put a metric into it.',
  }),
  'unused/owner': kind<{ team: string; suggestion: string | undefined }>({
    severity: 'warning',
    headline: ({ team, suggestion }) =>
      `no alert and no SLO belongs to the team "${team}"${suggestion === undefined ? '' : ` (did you mean "${suggestion}"?)`}`,
    fix: () => 'Name the team as the `owner` of its alerts and SLOs does, or remove its receiver.',
  }),
  'duplicate/name': kind<{ what: string; name: string; other: string }>({
    severity: 'error',
    headline: ({ what, name, other }) => `${what} "${name}" has the name of ${other}`,
    fix: () => 'Give one of the two another name.',
    waivable: false,
  }),
  'duplicate/case': kind<{ what: string; name: string; other: string }>({
    severity: 'error',
    headline: ({ what, name, other }) => `${what} "${name}" differs from ${other} by case only`,
    fix: () => 'Rename one of the two: some file systems give both one file, and readers confuse them.',
    waivable: false,
  }),
  'duplicate/series': kind<{ metric: string; series: string; other: string }>({
    severity: 'error',
    headline: ({ metric, series, other }) => `${metric} and ${other} both claim the series name ${series}`,
    fix: ({ metric }) => `Rename ${metric}.`,
    waivable: false,
  }),
} as const;
