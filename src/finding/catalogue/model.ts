import { didYouMean, kind, unwaivable } from '../define.ts';

/** Findings about what a spec means: dangling references, quantities in the wrong unit, invalid bounds. */
export const modelFindings = unwaivable({
  'reference/unknown': kind<{ what: string; name: string; suggestion?: string | undefined }>({
    severity: 'error',
    headline: ({ what, name, suggestion }) => `there is no ${what} "${name}"${didYouMean(suggestion)}`,
    fix: ({ what }) =>
      what === 'place'
        ? 'Use the path of a part of the spec, such as metrics.NAME, alerts.NAME or slos.ID.'
        : `Declare the ${what}, or use the name of one that is declared.`,
  }),
  'reference/selector': kind<{ text: string; problem: string }>({
    severity: 'error',
    headline: ({ text, problem }) => `"${text}" is not a metric selector: ${problem}`,
    fix: () =>
      'Write a metric name, followed by label matchers in braces if only some of its series are meant.',
  }),
  'quantity/unit': kind<{
    text: string;
    kind: string;
    subject: string;
    unit: string;
    value?: number | undefined;
  }>({
    severity: 'error',
    headline: ({ text, kind, subject, unit }) =>
      `"${text}" is a ${kind}, but ${subject} is measured in ${unit}`,
    fix: ({ unit, value }) =>
      value === undefined
        ? `Write the value in ${unit}, as a plain number or with a matching unit.`
        : `Write ${value}, which is the same in ${unit}.`,
  }),
  'label/unbounded': kind<{ label: string; metric?: string; suggestion?: string | undefined }>({
    severity: 'error',
    headline: ({ label, metric, suggestion }) =>
      metric === undefined
        ? `label "${label}" has no bound, so nothing limits its series`
        : `label "${label}" of ${metric} is not declared, so nothing bounds it${didYouMean(suggestion)}`,
    fix: ({ label }) =>
      `Declare \`${label}\` under \`labels\` with \`values\`, \`ranges\`, \`integers\`, or \`at_most\` and a \`pattern\`.`,
  }),
  'label/invalid-bound': kind<{ label: string; problem: string }>({
    severity: 'error',
    headline: ({ label, problem }) => `label "${label}" has an invalid bound: ${problem}`,
  }),
  'metric/impossible': kind<{ metric: string; problem: string }>({
    severity: 'error',
    headline: ({ metric, problem }) => `an impossible combination of ${metric} ${problem}`,
  }),
  'slo/incomplete': kind<{ slo: string; problem: string }>({
    severity: 'error',
    headline: ({ slo, problem }) => `SLO "${slo}": ${problem}`,
  }),
  'alert/incomplete': kind<{ alert: string; problem: string }>({
    severity: 'error',
    headline: ({ alert, problem }) => `alert ${alert}: ${problem}`,
  }),
  'operation/effect': kind<{ operation: string; problem: string }>({
    severity: 'error',
    headline: ({ operation, problem }) => `operation "${operation}": ${problem}`,
  }),
} as const);
