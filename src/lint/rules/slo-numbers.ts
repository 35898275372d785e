import type { Code, FindingArgs } from '../../finding/catalogue.ts';
import type { Finding } from '../../finding/finding.ts';
import { isSliced, type Slo } from '../../model/slo.ts';
import { burnFactor, declaredTiers, errorBudget, type Tier } from '../../slo/tiers.ts';
import { SCRAPES_PER_WINDOW, shortestWindow } from '../../slo/windows.ts';
import type { SpecPath } from '../../spec/path.ts';
import { formatDuration } from '../../spec/scalars.ts';
import type { LintContext, LintRule } from '../rule.ts';

const DAY = 86_400;

/** Every objective leaves a budget, and every tier can fire within what is scraped and kept. */
export const sloNumbers: LintRule = {
  codes: [
    'slo/objective',
    'slo/short-period',
    'slo/tier-cannot-fire',
    'slo/tier-left-out',
    'slo/slow-factor',
    'slo/short-window',
    'slo/tier-windows',
    'slo/floor-out-of-reach',
  ],
  *check(context) {
    const { document, model } = context;
    for (const slo of model.slos) {
      const { id, objectiveText: text, path } = slo;
      const budget = errorBudget(slo);
      const withoutBudget = budget.lte(0) || budget.gte(1);
      if (withoutBudget) yield document.finding('slo/objective', [...path, 'objective'], { slo: id, text });
      if (slo.window < DAY) {
        const args = { slo: id, period: formatDuration(slo.window) };
        yield document.finding('slo/short-period', [...path, 'window'], args);
      }
      // Without a budget no factor means anything.
      if (withoutBudget || slo.window < DAY) continue;
      for (const tier of declaredTiers(slo)) yield* tierProblems(context, slo, tier);
    }
  },
};

function* tierProblems(context: LintContext, slo: Slo, tier: Tier): Iterable<Finding> {
  const { document, model } = context;
  const { factor, ratio } = tier;
  const [long, short, period] = [tier.long, tier.short, slo.window].map(formatDuration) as [
    string,
    string,
    string,
  ];
  // Standard tiers stand nowhere in the spec: what makes them odd is the objective or the period.
  const found = <C extends Code>(
    code: C,
    key: string,
    args: Omit<FindingArgs<C>, 'slo' | 'long' | 'short' | 'factor'>,
  ) => {
    const at: SpecPath = tier.origin === 'declared' ? tier.path : [...slo.path, key];
    return document.finding(code, at, { slo: slo.id, long, short, factor, ...args } as FindingArgs<C>);
  };
  if (tier.short >= tier.long || tier.long > slo.window) {
    yield found('slo/tier-windows', 'window', { period });
    return;
  }
  const least = shortestWindow(model.service);
  if (tier.short < least) {
    const { scrapeInterval, ruleInterval } = model.service;
    const of = tier.short < SCRAPES_PER_WINDOW * scrapeInterval ? 'scrape' : 'rule';
    const interval = formatDuration(of === 'scrape' ? scrapeInterval : ruleInterval);
    yield found('slo/short-window', 'id', { window: short, least: formatDuration(least), of, interval });
  }
  if (ratio >= 1)
    yield found(tier.origin === 'declared' ? 'slo/tier-cannot-fire' : 'slo/tier-left-out', 'objective', {
      ratio,
    });
  if (factor < 1) yield found('slo/slow-factor', 'window', { period, longest: longestWindow(slo, tier) });
  yield* floorProblem(context, slo, tier);
}

/** The long window at which the budget share of the tier gives a factor of exactly 1. */
function longestWindow(slo: Slo, tier: Tier): string | undefined {
  // The share follows from the factor: factor x long / period.
  const seconds = Math.floor(tier.factor * tier.long + 1e-6);
  return seconds < 60 || burnFactor('100', slo.window, seconds).lt(1) ? undefined : formatDuration(seconds);
}

/** A window holds the time slices of its evaluations, so a floor of more can never be reached. */
function* floorProblem(context: LintContext, slo: Slo, { long }: Tier): Iterable<Finding> {
  const { id, minEvents: floor, path } = slo;
  const { ruleInterval } = context.model.service;
  const slices = Math.floor(long / ruleInterval) * slicesAtOnce(slo, context);
  if (floor === undefined || floor <= slices) return;
  const args = { slo: id, floor, window: formatDuration(long), slices };
  yield context.document.finding('slo/floor-out-of-reach', [...path, 'alerts', 'min_events'], args);
}

/** Time slices that one evaluation yields at most for one budget: the series of the expression that share it. */
function slicesAtOnce({ sli, by }: Slo, { catalogue }: LintContext): number {
  const understood = isSliced(sli) ? catalogue.understand(sli.expr) : undefined;
  if (understood === undefined) return Number.POSITIVE_INFINITY;
  const { labels, series } = understood.flow;
  const reason = { kind: 'aggregated', span: understood.ast.span } as const;
  return Math.min(series, labels.without(by, reason).combinations());
}

/**
 * Windows end where the samples do. A rule over a longer one is not refused by Prometheus: it silently covers what is left.
 * Long-term storage that is read makes up for it.
 */
export const sloRetention: LintRule = {
  codes: ['slo/window-beyond-retention'],
  *check({ document, model }) {
    const { retention } = model.service;
    if (model.outputs.prometheus?.remote_read !== undefined) return;
    for (const slo of model.slos) {
      const longest = Math.max(slo.window, ...declaredTiers(slo).map(({ long }) => long));
      if (longest <= retention.raw) continue;
      const args = {
        slo: slo.id,
        window: formatDuration(longest),
        retention: formatDuration(retention.raw),
      };
      const raw = ['service', 'retention', 'raw'];
      const related = document.has(raw) ? [{ place: document.locate(raw), note: 'the retention' }] : [];
      const window = [...slo.path, 'window'];
      const path = document.has(window) ? window : [...slo.path, 'id'];
      yield document.finding('slo/window-beyond-retention', path, args, { related });
    }
  },
};
