import { kind } from '../define.ts';

/** Findings about alerts: what they say, what they count, and whether they are shown to fire. */
export const alertFindings = {
  'alert/untested': kind<{ alert: string; problem: string }>({
    severity: 'warning',
    headline: ({ alert, problem }) => `alert ${alert}: ${problem}`,
    fix: () =>
      'Write the condition as `when`, from which tests follow, or add `tests` with input series: one that fires, one that is silent.',
  }),
  'alert/unknown-label': kind<{ alert: string; label: string; known: readonly string[] }>({
    severity: 'error',
    headline: ({ alert, label }) =>
      `alert ${alert}: its expression returns no label "${label}", so {{ $labels.${label} }} stays empty`,
    fix: ({ known }) =>
      known.length === 0
        ? 'The expression keeps no labels: leave the reference out, or keep the label with `by`.'
        : `Labels that it returns: ${known.join(', ')}.`,
  }),
  'alert/braces': kind<{ alert: string; text: string }>({
    severity: 'warning',
    headline: ({ alert, text }) => `alert ${alert}: ${text} is printed as it stands`,
    fix: () =>
      'Only {{ $value }} and {{ $labels.x }} are filled in, each also with a filter like `| humanize`.',
  }),
  'alert/violations-out-of-reach': kind<{
    alert: string;
    atLeast: number;
    within: string;
    evaluations: number;
  }>({
    severity: 'error',
    headline: ({ alert, atLeast, within, evaluations }) =>
      `alert ${alert}: ${within} hold ${evaluations} evaluations, so ${atLeast} violations never come together`,
    fix: ({ evaluations }) => `Ask for at most ${evaluations}, or count them in a longer window.`,
  }),
  'alert/circular-cause': kind<{ alert: string; circle: readonly string[] }>({
    severity: 'error',
    headline: ({ circle }) => `alerts silence each other in a circle: ${circle.join(' <- ')}`,
    fix: () => 'Remove the `caused_by` that does not name a cause: while all fire, nobody would be told.',
  }),
  'alert/quiet-cause': kind<{ alert: string; severity: string; cause: string; ofCause: string }>({
    severity: 'warning',
    headline: ({ alert, severity, cause, ofCause }) =>
      `alert ${alert} is a ${severity}, and ${cause}, which silences it, only ${ofCause === 'info' ? 'information' : `a ${ofCause}`}`,
    fix: ({ severity }) =>
      `Give the cause the severity ${severity}, or remove it from \`caused_by\`: while it fires, nobody gets the ${severity}.`,
  }),
} as const;
