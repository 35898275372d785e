import { blocking, didYouMean, error, warning } from '../define.ts';

/** Findings about alerts: their texts, their conditions, their tests and what silences them. */
export const alertFindings = {
  'alert/untested': warning<{ alert: string; problem: string }>({
    headline: ({ alert, problem }) => `alert ${alert}: ${problem}`,
    fix: 'Write the condition as `when`, from which tests are derived, or add `tests` with input series: one that fires and one that stays silent.',
  }),
  'alert/unknown-label': error<{ alert: string; label: string; known: readonly string[] }>({
    headline: ({ alert, label }) =>
      `alert ${alert}: its expression does not return label "${label}", so {{ $labels.${label} }} is always empty`,
    fix: ({ known }) =>
      known.length === 0
        ? 'Keep the label with `by`, or remove the reference: the expression returns no labels.'
        : `Use a label that it returns: ${known.join(', ')}.`,
  }),
  'alert/template': blocking<{
    alert: string;
    text: string;
    problem: string;
    suggestion: string | undefined;
  }>({
    headline: ({ alert, text, problem, suggestion }) =>
      `alert ${alert}: invalid template in ${text}: ${problem}${didYouMean(suggestion)}`,
    fix: 'Use $value, $labels.x, $externalLabels.x, the functions that the page of this finding lists, and if/else/end. Write {{ "{{" }} for literal braces.',
  }),
  'alert/value-in-label': blocking<{ alert: string; label: string; text: string }>({
    headline: ({ alert, label, text }) =>
      `alert ${alert}: label "${label}" contains ${text}; each new value makes a new alert, which restarts \`for\``,
    fix: 'Move the value to `summary` or `description`. For levels, write one alert for each threshold.',
  }),
  'alert/violations-out-of-reach': error<{
    alert: string;
    atLeast: number;
    within: string;
    evaluations: number;
  }>({
    headline: ({ alert, atLeast, within, evaluations }) =>
      `alert ${alert}: ${within} holds ${evaluations} evaluations, so ${atLeast} violations can never be reached`,
    fix: ({ evaluations }) => `Set \`at_least\` to ${evaluations} or less, or lengthen \`within\`.`,
  }),
  'alert/short-hold': warning<{ alert: string; key: string; hold: string; interval: string }>({
    headline: ({ alert, key, hold, interval }) =>
      `alert ${alert}: \`${key}\` of ${hold} is shorter than the rule interval, so it lasts ${interval}`,
    fix: ({ key, interval }) =>
      `Set \`${key}\` to ${interval} or a multiple of it, remove it, or shorten \`service.rule_interval\`.`,
  }),
  'alert/missing-series': warning<{ alert: string }>({
    headline: ({ alert }) =>
      `alert ${alert} fires on low values but is silent when the series are missing, and does not say whether it should be`,
    fix: 'Add `missing: fires` to the alert, or `missing: silent` if something else watches over the series.',
  }),
  'alert/first-event': warning<{ alert: string; metric: string }>({
    headline: ({ alert, metric }) =>
      `alert ${alert} misses first events: series of ${metric} can appear with one, which increase and rate do not count`,
    fix: 'Write the condition as `when` with measure increase or rate, which counts them, or list the values of the labels.',
  }),
  'alert/more-than-targets': error<{ alert: string; below: number; targets: number }>({
    headline: ({ alert, below, targets }) =>
      `alert ${alert} fires below ${below} targets, but there are ${targets}, so it always fires`,
    fix: ({ targets }) => `Set \`below\` to ${targets} or less, or correct the number of targets.`,
  }),
  'alert/circular-cause': error<{ alert: string; circle: readonly string[] }>({
    headline: ({ circle }) => `circular causes silence each other: ${circle.join(' <- ')}`,
    fix: 'Remove the `caused_by` that does not name a cause: while all of them fire, nobody is notified.',
  }),
  'alert/quiet-cause': warning<{ alert: string; severity: string; cause: string; ofCause: string }>({
    headline: ({ alert, severity, cause, ofCause }) =>
      `alert ${alert} has severity ${severity}, but ${cause}, which silences it, has only severity ${ofCause}`,
    fix: ({ severity, cause }) =>
      `Raise ${cause} to severity ${severity}, or remove it from \`caused_by\`: while it fires, no ${severity} is sent.`,
  }),
} as const;
