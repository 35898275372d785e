import { blocking, didYouMean } from '../define.ts';

/** Findings about what a spec means: dangling references, quantities in the wrong unit, invalid bounds. */
export const modelFindings = {
  'reference/unknown': blocking<{ what: string; name: string; suggestion?: string | undefined }>({
    headline: ({ what, name, suggestion }) => `there is no ${what} "${name}"${didYouMean(suggestion)}`,
    fix: ({ what }) =>
      what === 'place'
        ? 'Use the path of a part of the spec, such as metrics.NAME, alerts.NAME or slos.ID.'
        : `Declare the ${what}, or use the name of one that is declared.`,
  }),
  'reference/selector': blocking<{ text: string; problem: string }>({
    headline: ({ text, problem }) => `"${text}" is not a metric selector: ${problem}`,
    fix: 'Write a metric name, followed by label matchers in braces if only some of its series are meant.',
  }),
  'quantity/unit': blocking<{
    text: string;
    kind: string;
    subject: string;
    unit: string;
    value?: number | undefined;
  }>({
    headline: ({ text, kind, subject, unit }) =>
      `"${text}" is a ${kind}, but ${subject} is measured in ${unit}`,
    fix: ({ unit, value }) =>
      value === undefined
        ? `Write the value in ${unit}, as a plain number or with a matching unit.`
        : `Write ${value}, which is the same in ${unit}.`,
  }),
  'label/unbounded': blocking<{ label: string; metric?: string; suggestion?: string | undefined }>({
    headline: ({ label, metric, suggestion }) =>
      metric === undefined
        ? `label "${label}" has no bound, so nothing limits its series`
        : `label "${label}" of ${metric} is not declared, so nothing bounds it${didYouMean(suggestion)}`,
    fix: ({ label }) =>
      `Declare \`${label}\` under \`labels\` with \`values\`, \`ranges\`, \`integers\`, or \`at_most\` and a \`pattern\`.`,
  }),
  'label/invalid-bound': blocking<{ label: string; problem: string }>({
    headline: ({ label, problem }) => `label "${label}" has an invalid bound: ${problem}`,
  }),
  'metric/impossible': blocking<{ metric: string; problem: string }>({
    headline: ({ metric, problem }) => `an impossible combination of ${metric} ${problem}`,
  }),
  'slo/incomplete': blocking<{ slo: string; problem: string }>({
    headline: ({ slo, problem }) => `SLO "${slo}": ${problem}`,
  }),
  'alert/incomplete': blocking<{ alert: string; problem: string }>({
    headline: ({ alert, problem }) => `alert ${alert}: ${problem}`,
  }),
  'operation/effect': blocking<{ operation: string; problem: string }>({
    headline: ({ operation, problem }) => `operation "${operation}": ${problem}`,
  }),
} as const;
