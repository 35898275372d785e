import { blocking, error, warning } from '../define.ts';

/** Findings about labels: their names, and bounds that are well-formed but do not bound. */
export const labelFindings = {
  'label/identifier': error<{ label: string; word: string; atMost: number }>({
    headline: ({ label, word, atMost }) =>
      `label "${label}" holds ${word}, an endless set that will exhaust its bound of ${atMost}`,
    fix: 'Put these values into logs or traces, and label by a group that they belong to.',
  }),
  'label/open-pattern': error<{ label: string; pattern: string; admits: string; example: string }>({
    headline: ({ label, pattern, admits, example }) =>
      `the pattern ${pattern} of label "${label}" matches ${admits}, such as "${example}"`,
    fix: 'Narrow the pattern to the real values, for example `[a-z0-9-]{1,32}`, or list the `values`.',
  }),
  'label/value-length': warning<{ label: string; what: string; most: number }>({
    headline: ({ label, what, most }) => `${what} of label "${label}" can be longer than ${most} characters`,
    fix: 'Limit the length, for example with `[a-z0-9-]{1,32}`: every series holds its label values in memory.',
  }),
  'label/reserved': blocking<{ label: string; why: string }>({
    headline: ({ label, why }) => `label "${label}" is reserved: ${why}`,
    fix: 'Use another name.',
  }),
  'label/collision': blocking<{ label: string; subject: string; sets: string }>({
    headline: ({ label, subject, sets }) =>
      `${subject} keeps label "${label}", which is overwritten by ${sets}`,
    fix: 'Keep another label, or rename this one on the metric.',
  }),
  'label/pushed-aside': error<{ label: string; metric: string; by: string }>({
    headline: ({ label, metric, by }) =>
      `${metric} has label "${label}", but ${by} adds one of that name: that of the metric arrives as exported_${label}`,
    fix: 'Rename the label, or set `honor_labels: true` under `outputs.prometheus.scrape` to keep that of the metric.',
  }),
  'label/lost-apart': error<{ label: string }>({
    headline: ({ label }) => `the expression drops label "${label}", whose values are judged apart`,
    fix: ({ label }) =>
      `Keep "${label}" in the grouping; for absence, ask for each value: \`absent(x{${label}="a"}) or absent(x{${label}="b"})\`.`,
  }),
  'label/camel-case': warning<{ label: string; snake: string }>({
    headline: ({ label }) => `label "${label}" is in camelCase; label names are snake_case`,
    fix: ({ snake }) => `Rename it to \`${snake}\`.`,
  }),
  'label/duplicate': blocking<{ label: string; metric: string }>({
    headline: ({ label, metric }) => `${metric} lists label "${label}" twice`,
    fix: 'Remove one of them.',
  }),
  'label/overflow': warning<{ label: string }>({
    headline: ({ label }) =>
      `label "${label}" has the value "drop", but \`unknown: drop\` means that other values are not recorded`,
    fix: 'Rename the value, or set `unknown` to an overflow value.',
  }),
} as const;
