import { didYouMean, kind } from '../define.ts';

/** Findings about alerts: their texts, their conditions, their tests and what silences them. */
export const alertFindings = {
  'alert/untested': kind<{ alert: string; problem: string }>({
    severity: 'warning',
    headline: ({ alert, problem }) => `alert ${alert}: ${problem}`,
    fix: () =>
      'Write the condition as `when`, from which tests are derived, or add `tests` with input series: one that fires and one that stays silent.',
  }),
  'alert/unknown-label': kind<{ alert: string; label: string; known: readonly string[] }>({
    severity: 'error',
    headline: ({ alert, label }) =>
      `alert ${alert}: its expression does not return label "${label}", so {{ $labels.${label} }} is always empty`,
    fix: ({ known }) =>
      known.length === 0
        ? 'Keep the label with `by`, or remove the reference: the expression returns no labels.'
        : `Use a label that it returns: ${known.join(', ')}.`,
  }),
  'alert/template': kind<{ alert: string; text: string; problem: string; suggestion: string | undefined }>({
    severity: 'error',
    headline: ({ alert, text, problem, suggestion }) =>
      `alert ${alert}: invalid template in ${text}: ${problem}${didYouMean(suggestion)}`,
    fix: () =>
      'Use $value, $labels.x, $externalLabels.x, the functions that the page of this finding lists, and if/else/end. Write {{ "{{" }} for literal braces.',
    waivable: false,
  }),
  'alert/value-in-label': kind<{ alert: string; label: string; text: string }>({
    severity: 'error',
    headline: ({ alert, label, text }) =>
      `alert ${alert}: label "${label}" contains ${text}; each new value makes a new alert, which restarts \`for\``,
    fix: () =>
      'Move the value to `summary` or `description`. For levels, write one alert for each threshold.',
    waivable: false,
  }),
  'alert/violations-out-of-reach': kind<{
    alert: string;
    atLeast: number;
    within: string;
    evaluations: number;
  }>({
    severity: 'error',
    headline: ({ alert, atLeast, within, evaluations }) =>
      `alert ${alert}: ${within} holds ${evaluations} evaluations, so ${atLeast} violations can never be reached`,
    fix: ({ evaluations }) => `Set \`at_least\` to ${evaluations} or less, or lengthen \`within\`.`,
  }),
  'alert/short-hold': kind<{ alert: string; key: string; hold: string; interval: string }>({
    severity: 'warning',
    headline: ({ alert, key, hold, interval }) =>
      `alert ${alert}: \`${key}\` of ${hold} is shorter than the rule interval, so it lasts ${interval}`,
    fix: ({ key, interval }) =>
      `Set \`${key}\` to ${interval} or a multiple of it, remove it, or shorten \`service.rule_interval\`.`,
  }),
  'alert/missing-series': kind<{ alert: string }>({
    severity: 'warning',
    headline: ({ alert }) =>
      `alert ${alert} fires on low values but is silent when the series are missing, and does not say whether it should be`,
    fix: () =>
      'Add `missing: fires` to the alert, or `missing: silent` if something else watches over the series.',
  }),
  'alert/more-than-targets': kind<{ alert: string; below: number; targets: number }>({
    severity: 'error',
    headline: ({ alert, below, targets }) =>
      `alert ${alert} fires below ${below} targets, but the service has ${targets}, so it always fires`,
    fix: ({ targets }) => `Set \`below\` to ${targets} or less, or correct \`service.targets\`.`,
  }),
  'alert/circular-cause': kind<{ alert: string; circle: readonly string[] }>({
    severity: 'error',
    headline: ({ circle }) => `circular causes silence each other: ${circle.join(' <- ')}`,
    fix: () =>
      'Remove the `caused_by` that does not name a cause: while all of them fire, nobody is notified.',
  }),
  'alert/quiet-cause': kind<{ alert: string; severity: string; cause: string; ofCause: string }>({
    severity: 'warning',
    headline: ({ alert, severity, cause, ofCause }) =>
      `alert ${alert} has severity ${severity}, but ${cause}, which silences it, has only severity ${ofCause}`,
    fix: ({ severity, cause }) =>
      `Raise ${cause} to severity ${severity}, or remove it from \`caused_by\`: while it fires, no ${severity} is sent.`,
  }),
} as const;
