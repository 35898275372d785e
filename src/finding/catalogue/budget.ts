import { error, warning } from '../define.ts';

interface Over {
  readonly used: number;
  readonly budget: number;
}

const over = ({ used, budget }: Over) => `${used - budget} over the budget of ${budget}`;

/** Findings about what a spec costs: label combinations, buckets, series and samples. */
export const budgetFindings = {
  'budget/combinations': error<
    Over & { metric: string; product: string; largest?: { label: string; size: number } | undefined }
  >({
    headline: ({ metric, product, largest, ...rest }) =>
      `${metric} has ${product} label combinations, ${over(rest)}${largest === undefined ? '' : `; \`${largest.label}\` alone has ${largest.size} values`}`,
    fix: ({ largest, metric }) =>
      largest === undefined
        ? `Give ${metric} its own \`budget\` with a reason.`
        : `Drop or coarsen \`${largest.label}\`, declare \`impossible\` combinations, or give ${metric} its own \`budget\` with a reason.`,
  }),
  'budget/buckets': error<Over & { metric: string; perBucket: number }>({
    headline: ({ metric, perBucket, ...rest }) =>
      `${metric} has ${rest.used} finite buckets, ${over(rest)}; each costs ${perBucket} series per target`,
    fix: ({ metric }) =>
      `Keep only the boundaries that objectives and alerts use, or give ${metric} its own \`budget\` with a reason.`,
  }),
  'budget/target-series': error<
    Over & { largest?: { metric: string; series: number } | undefined; other: number }
  >({
    headline: ({ largest, other, ...rest }) => {
      const parts = [
        ...(largest === undefined ? [] : [`${largest.metric} alone has ${largest.series}`]),
        ...(other === 0 ? [] : [`other libraries have ${other}`]),
      ];
      return `one target exposes ${rest.used} series, ${over(rest)}; ${parts.join(', ')}`;
    },
    fix: ({ largest }) =>
      largest === undefined
        ? 'Raise `budgets.series_per_target`, or expose fewer series of other libraries.'
        : `Start with ${largest.metric}: use fewer labels, tighter bounds or fewer buckets. Or raise \`budgets.series_per_target\`.`,
  }),
  'budget/total-series': error<Over & { targets: number; perTarget: number; derived: number }>({
    headline: ({ targets, perTarget, derived, ...rest }) =>
      `the fleet has ${targets} x ${perTarget}${derived > 0 ? ` + ${derived} recorded` : ''} = ${rest.used} series, ${over(rest)}`,
    fix: 'Reduce the series of each target, or raise `budgets.series_total`.',
  }),
  'budget/samples': error<Over & { rule: string }>({
    headline: ({ rule, ...rest }) => `one evaluation of ${rule} reads ${rest.used} samples, ${over(rest)}`,
    fix: 'Shorten the window, read a recording instead of the raw series, or raise `budgets.samples_per_evaluation`.',
  }),
  'budget/near': warning<Over & { subject: string; what: string }>({
    headline: ({ subject, what, used, budget }) =>
      `${subject} ${used} ${what}, ${((used / budget) * 100).toFixed(0)}% of the budget of ${budget}`,
    fix: 'Free some of the budget or raise it: the next label value or bucket may exceed it.',
  }),
} as const;
