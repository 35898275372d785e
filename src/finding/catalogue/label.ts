import { kind } from '../define.ts';

/** Findings about labels whose bounds are sound in form. */
export const labelFindings = {
  'label/identifier': kind<{ label: string; word: string; atMost: number }>({
    severity: 'error',
    headline: ({ label, word, atMost }) =>
      `label "${label}" holds ${word}: a bound of ${atMost} hides a set that has no end`,
    fix: () => 'Put such values into logs or traces, and label by a group that they fall into.',
  }),
  'label/open-pattern': kind<{ label: string; pattern: string; admits: string; example: string }>({
    severity: 'error',
    headline: ({ label, pattern, admits, example }) =>
      `the pattern ${pattern} of label "${label}" admits ${admits}, such as "${example}"`,
    fix: () =>
      'Write a pattern that only real values match, such as `[a-z0-9-]{1,32}`, or list the `values`.',
  }),
  'label/value-length': kind<{ label: string; what: string; most: number }>({
    severity: 'warning',
    headline: ({ label, what, most }) => `${what} of label "${label}" can be longer than ${most} characters`,
    fix: () => 'Bound the length, as `[a-z0-9-]{1,32}` does: every series carries the value in memory.',
  }),
  'label/reserved': kind<{ label: string; why: string }>({
    severity: 'error',
    headline: ({ label, why }) => `label "${label}" is reserved: ${why}`,
    fix: () => 'Choose another name.',
    waivable: false,
  }),
  'label/collision': kind<{ label: string; subject: string; sets: string }>({
    severity: 'error',
    headline: ({ label, subject, sets }) => `${subject} keeps label "${label}", and ${sets} overwrites it`,
    fix: () => 'Keep another label, or rename the label of the metric.',
    waivable: false,
  }),
  'label/camel-case': kind<{ label: string; snake: string }>({
    severity: 'warning',
    headline: ({ label }) => `label "${label}" is written in camelCase; label names are snake_case`,
    fix: ({ snake }) => `Rename it to \`${snake}\`.`,
  }),
  'label/duplicate': kind<{ label: string; metric: string }>({
    severity: 'error',
    headline: ({ label, metric }) => `${metric} lists label "${label}" twice`,
    fix: () => 'Remove one of the two.',
    waivable: false,
  }),
  'label/overflow': kind<{ label: string }>({
    severity: 'warning',
    headline: ({ label }) =>
      `label "${label}" has the value "drop", and \`unknown: drop\` means that others are not recorded`,
    fix: () => 'Name the value otherwise, or name an overflow value in `unknown`.',
  }),
} as const;
