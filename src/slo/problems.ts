import type { Service } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import type { SpecPath } from '../spec/path.ts';
import { formatDuration } from '../spec/scalars.ts';
import { burnFactor, declaredTiers, errorBudget, type Tier } from './tiers.ts';
import { shortestWindow } from './windows.ts';

/** What the numbers of an SLO get wrong: the code of the finding, its facts and its place. Durations as people write them. */
export type SloProblem = { readonly path: SpecPath } & (
  | { readonly code: 'slo/objective'; readonly args: { slo: string; text: string } }
  | { readonly code: 'slo/short-period'; readonly args: { slo: string; period: string } }
  | { readonly code: 'slo/tier-cannot-fire'; readonly args: TierFacts & { ratio: number } }
  | { readonly code: 'slo/tier-left-out'; readonly args: TierFacts & { ratio: number } }
  | { readonly code: 'slo/slow-factor'; readonly args: TierFacts & { period: string; longest?: string } }
  | {
      readonly code: 'slo/short-window';
      readonly args: TierFacts & { window: string; least: string; scrape: string };
    }
  | { readonly code: 'slo/tier-windows'; readonly args: TierFacts & { period: string } }
  | {
      readonly code: 'slo/floor-out-of-reach';
      readonly args: { slo: string; floor: number; window: string; slices: number };
    }
);

interface TierFacts {
  readonly slo: string;
  readonly long: string;
  readonly short: string;
  readonly factor: number;
}

const DAY = 86_400;

/**
 * Everything that makes the budget or a tier of an SLO meaningless, in the order of the spec. `slicesAtOnce`: time slices
 * that one evaluation yields at most for one budget.
 */
export function sloProblems(slo: Slo, service: Service, slicesAtOnce: number): SloProblem[] {
  const budget = errorBudget(slo);
  const problems: SloProblem[] = [];
  if (budget.lte(0) || budget.gte(1)) {
    problems.push({
      code: 'slo/objective',
      path: [...slo.path, 'objective'],
      args: { slo: slo.id, text: slo.objectiveText },
    });
  }
  if (slo.window < DAY) {
    const args = { slo: slo.id, period: formatDuration(slo.window) };
    problems.push({ code: 'slo/short-period', path: [...slo.path, 'window'], args });
  }
  // Without a budget no factor means anything.
  if (problems.length > 0) return problems;
  return declaredTiers(slo).flatMap((tier) => tierProblems(slo, tier, service, slicesAtOnce));
}

function tierProblems(slo: Slo, tier: Tier, service: Service, slicesAtOnce: number): SloProblem[] {
  const { ratio } = tier;
  // Standard tiers stand nowhere in the spec: what makes them odd is the objective or the period.
  const at = (key: string) => (tier.origin === 'declared' ? tier.path : [...slo.path, key]);
  const facts: TierFacts = {
    slo: slo.id,
    long: formatDuration(tier.long),
    short: formatDuration(tier.short),
    factor: tier.factor,
  };
  const period = formatDuration(slo.window);
  if (tier.short >= tier.long || tier.long > slo.window)
    return [{ code: 'slo/tier-windows', path: at('window'), args: { ...facts, period } }];
  const least = shortestWindow(service);
  const problems: SloProblem[] = [];
  if (tier.short < least) {
    const words = {
      window: facts.short,
      least: formatDuration(least),
      scrape: formatDuration(service.scrapeInterval),
    };
    problems.push({ code: 'slo/short-window', path: at('id'), args: { ...facts, ...words } });
  }
  if (ratio >= 1) {
    const code = tier.origin === 'declared' ? 'slo/tier-cannot-fire' : 'slo/tier-left-out';
    problems.push({ code, path: at('objective'), args: { ...facts, ratio } });
  }
  if (tier.factor < 1) {
    const longest = longestWindow(slo, tier);
    const args = { ...facts, period, ...(longest === undefined ? {} : { longest }) };
    problems.push({ code: 'slo/slow-factor', path: at('window'), args });
  }
  return [...problems, ...floorProblems(slo, tier, service, slicesAtOnce)];
}

/** The long window at which the budget share of the tier gives a factor of exactly 1. */
function longestWindow(slo: Slo, tier: Tier): string | undefined {
  // The share follows from the factor: factor x long / period.
  const seconds = Math.floor(tier.factor * tier.long + 1e-6);
  return seconds < 60 || burnFactor('100', slo.window, seconds).lt(1) ? undefined : formatDuration(seconds);
}

/** A window holds the time slices of its evaluations, so a floor of more can never be reached. */
function floorProblems(
  slo: Slo,
  { long }: Tier,
  { ruleInterval }: Service,
  slicesAtOnce: number,
): SloProblem[] {
  const slices = Math.floor(long / ruleInterval) * slicesAtOnce;
  if (slo.sli.kind !== 'threshold' || slo.minEvents === undefined || slo.minEvents <= slices) return [];
  const args = { slo: slo.id, floor: slo.minEvents, window: formatDuration(long), slices };
  return [{ code: 'slo/floor-out-of-reach', path: [...slo.path, 'alerts', 'min_events'], args }];
}

/** The bucket boundaries around a threshold that is none; undefined where it is one. */
export function boundaryProblem({
  sli,
}: Slo): { readonly below?: string; readonly above?: string } | undefined {
  if (sli.kind !== 'latency') return undefined;
  const { buckets } = sli.of.metric;
  if (buckets.some(({ le }) => le === sli.bound.value)) return undefined;
  const below = buckets.findLast(({ le }) => le < sli.bound.value)?.text;
  const above = buckets.find(({ le }) => le > sli.bound.value)?.text;
  return { ...(below === undefined ? {} : { below }), ...(above === undefined ? {} : { above }) };
}

/**
 * The windows of an SLO that reach further back than Prometheus keeps samples, longest first, in seconds. A rule over
 * such a window is not refused: it silently covers what is left. Long-term storage that is read mends it.
 */
export function windowsBeyondRetention(slo: Slo, service: Service, readsLongTerm: boolean): number[] {
  if (readsLongTerm) return [];
  const windows = [slo.window, ...declaredTiers(slo).map(({ long }) => long)];
  return [...new Set(windows)].filter((window) => window > service.retention.raw).sort((a, b) => b - a);
}
