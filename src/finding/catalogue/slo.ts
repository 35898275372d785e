import { blocking, error, warning } from '../define.ts';
import { listed } from '../prose.ts';

interface Tier {
  readonly slo: string;
  readonly long: string;
  readonly short: string;
  readonly factor: number;
}

const tier = ({ slo, long, short }: Tier) => `SLO "${slo}": burn-rate tier ${long}/${short}`;
const percent = (ratio: number) => `${Number((ratio * 100).toPrecision(6))}%`;

/** Findings about objectives, error budgets and burn rates. */
export const sloFindings = {
  'slo/not-a-boundary': error<{
    slo: string;
    text: string;
    metric: string;
    below?: string | undefined;
    above?: string | undefined;
  }>({
    headline: ({ slo, text, metric }) =>
      `SLO "${slo}": ${text} is not a bucket boundary of ${metric}, so requests under it cannot be counted`,
    fix: ({ text, metric, below, above }) => {
      const nearest = [below, above].filter((each) => each !== undefined).join(' or ');
      const where =
        below === undefined
          ? `before ${above}`
          : above === undefined
            ? `after ${below}`
            : `between ${below} and ${above}`;
      return `Use ${nearest}, the nearest ${below !== undefined && above !== undefined ? 'boundaries' : 'boundary'}, or add \`{ le: ${text} }\` ${where} to the buckets of ${metric}.`;
    },
  }),
  'slo/objective': blocking<{ slo: string; text: string }>({
    headline: ({ slo, text }) => `SLO "${slo}": the objective of ${text} is not above 0% and below 100%`,
    fix: 'Use an objective that leaves an error budget, such as 99.9%.',
  }),
  'slo/short-period': error<{ slo: string; period: string }>({
    headline: ({ slo, period }) => `SLO "${slo}": the period of ${period} is shorter than a day`,
    fix: 'Use a period of days or weeks, such as 30d. Measure over a shorter window in a recording or an alert.',
  }),
  'slo/tier-cannot-fire': error<Tier & { ratio: number }>({
    headline: (args) =>
      `${tier(args)} can never fire: a burn rate of ${args.factor} is an error ratio of ${percent(args.ratio)}`,
    fix: 'Lower the factor or the share of the budget, lengthen the long window, or remove the tier.',
  }),
  'slo/tier-left-out': warning<Tier & { ratio: number }>({
    headline: (args) =>
      `${tier(args)} is not generated: a burn rate of ${args.factor} is an error ratio of ${percent(args.ratio)}`,
    fix: 'Declare your own tiers in `burn_rate`, or waive the finding if the remaining tiers suffice.',
  }),
  'slo/slow-factor': warning<Tier & { period: string; longest?: string | undefined }>({
    headline: (args) =>
      `${tier(args)} fires above a burn rate of ${Number(args.factor.toPrecision(4))}, at which the budget outlasts its period of ${args.period}`,
    fix: ({ longest }) =>
      `${longest === undefined ? 'Use a shorter long window' : `Use a long window of ${longest} or less`}, or a larger share of the budget.`,
  }),
  'slo/short-window': error<
    Tier & { window: string; least: string; of: 'scrape' | 'rule'; interval: string }
  >({
    headline: (args) =>
      `${tier(args)} uses a window of ${args.window}, shorter than ${args.of === 'scrape' ? 'four scrape' : 'two rule'} intervals of ${args.interval}, ${args.of === 'scrape' ? 'so one lost scrape empties it' : 'so a rate over it lacks samples'}`,
    fix: ({ least }) => `Use a window of ${least} or more.`,
  }),
  'slo/tier-windows': error<Tier & { period: string }>({
    headline: (args) => `${tier(args)} does not satisfy short < long <= period (${args.period})`,
    fix: 'Make the short window shorter than the long one, and the long one no longer than the period.',
  }),
  'slo/floor-out-of-reach': error<{ slo: string; floor: number; window: string; slices: number }>({
    headline: ({ slo, floor, window, slices }) =>
      `SLO "${slo}": ${window} holds ${slices} time slices, so min_events of ${floor} is never reached`,
    fix: ({ slices }) =>
      `Remove min_events, or set it to at most ${slices}: time slices do not grow with traffic.`,
  }),
  'slo/window-beyond-retention': error<{ slo: string; window: string; retention: string }>({
    headline: ({ slo, window, retention }) =>
      `SLO "${slo}": the window of ${window} exceeds the retention of ${retention}, so its ratio would silently cover only ${retention}`,
    fix: ({ window }) =>
      `Set \`outputs.prometheus.remote_read\` to the storage that keeps the aggregates, keep raw samples for ${window}, or shorten the window.`,
  }),
  'slo/lost-label': error<{ slo: string; label: string; known: readonly string[] }>({
    headline: ({ slo, label }) =>
      `SLO "${slo}": its expression does not keep label "${label}", so all its values share one budget`,
    fix: ({ label, known }) =>
      `Keep ${label} in the expression with \`by (${[...known, label].join(', ')})\`, or remove it from \`by\`.`,
  }),
  'slo/missing-series': warning<{ slo: string }>({
    headline: ({ slo }) =>
      `SLO "${slo}": it does not say what a time slice is in which the series of its expression are missing`,
    fix: 'Add `missing: bad` to `threshold`, or `missing: ignored` if such slices do not count.',
  }),
  'slo/not-a-part': error<{ slo: string; kind: 'good' | 'bad'; relation: 'same' | 'outside' }>({
    headline: ({ slo, kind, relation }) =>
      relation === 'same'
        ? `SLO "${slo}": every event is ${kind}, because both selectors match the same series`
        : `SLO "${slo}": it counts ${kind} events that \`total\` does not include`,
    fix: ({ kind }) =>
      `Make \`${kind === 'bad' ? 'errors' : 'good'}\` match only some of the series of \`total\`: use the same selector with one more matcher.`,
  }),
  'slo/unrelated': error<{ slo: string; kind: 'good' | 'bad'; text: string; total: readonly string[] }>({
    headline: ({ slo, kind, text, total }) =>
      `SLO "${slo}": nothing says that ${listed(total)} counts the ${kind} events of ${text}, so there can be more of them than events`,
    fix: ({ kind, text }) =>
      `Use the counter of \`total\` with one more matcher, or add ${text} to a list of counters in \`total\`. If \`total\` counts each of these ${kind} events too, say so with \`counted_in_total: true\`.`,
  }),
  'slo/counted-twice': error<{ slo: string; text: string; other: string }>({
    headline: ({ slo, text, other }) =>
      `SLO "${slo}": it adds up ${text} and ${other}, which match series in common, so these count twice`,
    fix: 'Remove one of the two, or add matchers that tell their series apart.',
  }),
  'slo/untested': warning<{ slo: string; problem: string }>({
    headline: ({ slo, problem }) => `SLO "${slo}": ${problem}`,
    fix: 'Add `tests` next to `expr` with input series: one with a good time slice and one with a bad one.',
  }),
} as const;
