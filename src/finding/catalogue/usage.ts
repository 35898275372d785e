import { blocking, warning } from '../define.ts';
import { listed } from '../prose.ts';

const few = (names: readonly string[]) =>
  listed(names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names);

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
  'unused/external': warning<{ metrics: readonly string[] }>({
    headline: ({ metrics }) =>
      metrics.length === 1
        ? `external metric ${metrics[0]} is never read`
        : `${metrics.length} external metrics are never read: ${few(metrics)}`,
    fix: ({ metrics }) => `Remove the ${metrics.length === 1 ? 'declaration' : 'declarations'}.`,
  }),
  'unused/group': warning<{ group: string }>({
    headline: ({ group }) => `group "${group}" has no metrics`,
    fix: 'Remove the group, or assign a metric to it.',
  }),
  'unused/owner': warning<{ team: string }>({
    headline: ({ team }) => `team "${team}" does not own any alert or SLO`,
    fix: 'Name the team as `owner` of its alerts and SLOs, or remove it.',
  }),
  'duplicate/name': blocking<{ what: string; name: string; other: string; inSources?: boolean }>({
    headline: ({ what, name, other }) => `${what} "${name}" has the same name as ${other}`,
    fix: ({ inSources }) =>
      inSources === true
        ? 'Declare it once, under `external`, and name the job in every selector of it.'
        : 'Rename one of them.',
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
