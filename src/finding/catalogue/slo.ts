import { kind } from '../define.ts';

interface Tier {
  readonly slo: string;
  readonly long: string;
  readonly short: string;
  readonly factor: number;
}

const tier = ({ slo, long, short }: Tier) => `SLO "${slo}": the tier of ${long} and ${short}`;
const percent = (ratio: number) => `${Number((ratio * 100).toPrecision(6))} %`;

/** Findings about objectives, error budgets and burn rates. */
export const sloFindings = {
  'slo/not-a-boundary': kind<{
    slo: string;
    text: string;
    metric: string;
    below?: string | undefined;
    above?: string | undefined;
  }>({
    severity: 'error',
    headline: ({ slo, text, metric }) =>
      `SLO "${slo}": ${text} is no bucket boundary of ${metric}, so nobody can count what is below it`,
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
  'slo/objective': kind<{ slo: string; text: string }>({
    severity: 'error',
    headline: ({ slo, text }) =>
      `SLO "${slo}": an objective of ${text} leaves no error budget that could burn`,
    fix: () => 'Choose an objective above 0% and below 100%, such as 99.9%.',
    waivable: false,
  }),
  'slo/short-period': kind<{ slo: string; period: string }>({
    severity: 'error',
    headline: ({ slo, period }) => `SLO "${slo}": a period of ${period} is shorter than a day`,
    fix: () =>
      'An error budget is for days or weeks; use 30d. A shorter window of measurement belongs to a recording or an alert.',
  }),
  'slo/tier-cannot-fire': kind<Tier & { ratio: number }>({
    severity: 'error',
    headline: (args) =>
      `${tier(args)} fires above a burn rate of ${args.factor}, an error ratio of ${percent(args.ratio)}: never`,
    fix: () => 'Spend a smaller share of the budget, use a longer window, or remove the tier.',
  }),
  'slo/tier-left-out': kind<Tier & { ratio: number }>({
    severity: 'warning',
    headline: (args) =>
      `${tier(args)} is left out: a burn rate of ${args.factor} would need an error ratio of ${percent(args.ratio)}`,
    fix: () => 'Nothing is wrong if the other tiers suffice; else declare tiers of your own in `burn_rate`.',
  }),
  'slo/slow-factor': kind<Tier & { period: string; longest?: string | undefined }>({
    severity: 'warning',
    headline: (args) =>
      `${tier(args)} fires above a burn rate of ${Number(args.factor.toPrecision(4))}, slower than the budget of ${args.period} allows`,
    fix: ({ longest }) =>
      `${longest === undefined ? 'Use a shorter long window' : `Use a long window of ${longest} or less`}, or spend a larger share of the budget.`,
  }),
  'slo/short-window': kind<Tier & { window: string; least: string; scrape: string }>({
    severity: 'error',
    headline: (args) =>
      `${tier(args)} looks at ${args.window}, less than four scrapes of ${args.scrape}: one lost scrape empties it`,
    fix: ({ least }) => `Use a window of ${least} or more.`,
  }),
  'slo/tier-windows': kind<Tier & { period: string }>({
    severity: 'error',
    headline: (args) => `${tier(args)} does not go from short to long to the period of ${args.period}`,
    fix: () =>
      'The short window must be shorter than the long one, and the long one no longer than the period.',
  }),
  'slo/floor-out-of-reach': kind<{ slo: string; floor: number; window: string; slices: number }>({
    severity: 'error',
    headline: ({ slo, floor, window, slices }) =>
      `SLO "${slo}": ${window} hold ${slices} time slices, so min_events of ${floor} is never reached`,
    fix: ({ slices }) => `Time slices are not traffic: leave min_events out, or use at most ${slices}.`,
  }),
  'slo/window-beyond-retention': kind<{ slo: string; window: string; retention: string }>({
    severity: 'error',
    headline: ({ slo, window, retention }) =>
      `SLO "${slo}": a window of ${window} reaches beyond the ${retention} that Prometheus keeps; its ratio would silently cover ${retention}`,
    fix: ({ window }) =>
      `Set \`outputs.prometheus.remote_read\` to the storage that keeps the aggregates, keep raw samples for ${window}, or shorten the window.`,
  }),
  'slo/lost-label': kind<{ slo: string; label: string; known: readonly string[] }>({
    severity: 'error',
    headline: ({ slo, label }) =>
      `SLO "${slo}": its expression keeps no label "${label}" to tell budgets apart`,
    fix: ({ label, known }) =>
      `Keep ${label} in the expression with \`by (${[...known, label].join(', ')})\`, or leave it out of \`by\`.`,
  }),
  'slo/not-a-part': kind<{ slo: string; kind: 'good' | 'bad'; relation: 'same' | 'outside' }>({
    severity: 'error',
    headline: ({ slo, kind, relation }) =>
      relation === 'same'
        ? `SLO "${slo}": every event is ${kind}, because both selectors pick the same series`
        : `SLO "${slo}": it counts ${kind} events that \`total\` does not count`,
    fix: ({ kind }) =>
      `Let \`${kind === 'bad' ? 'errors' : 'good'}\` pick some of the series that \`total\` picks, by one matcher more.`,
  }),
  'slo/untested': kind<{ slo: string; problem: string }>({
    severity: 'warning',
    headline: ({ slo, problem }) => `SLO "${slo}": ${problem}`,
    fix: () =>
      'Add `tests` next to `expr` with input series: one that shows a good time slice, one that shows a bad one.',
  }),
} as const;
