import type { Finding } from '../../finding/finding.ts';
import type { Slo } from '../../model/slo.ts';
import { inferFlow } from '../../promql/infer.ts';
import { parseExpression } from '../../promql/parse.ts';
import { boundaryProblem, sloProblems, windowsBeyondRetention } from '../../slo/problems.ts';
import { formatDuration } from '../../spec/scalars.ts';
import type { LintContext, LintRule } from '../rule.ts';

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
    const seen = new Set<string>();
    for (const slo of model.slos) {
      for (const { code, path, args } of sloProblems(slo, model.service, slicesAtOnce(slo, context))) {
        // Tiers share their place where the spec does not list them; a fault that all have is one fault.
        const key = JSON.stringify([code, path, args]);
        if (seen.has(key)) continue;
        seen.add(key);
        yield document.finding(code, path, args as never);
      }
    }
  },
};

/** Series of the expression of an indicator that share one budget: each is a time slice. */
function slicesAtOnce({ sli, by }: Slo, { model, catalogue }: LintContext): number {
  if (sli.kind !== 'threshold') return 0;
  const { prometheus: version, ruleInterval: evaluationInterval } = model.service;
  const parsed = parseExpression(sli.expr, { version });
  if (!parsed.ok) return Number.POSITIVE_INFINITY;
  const { labels, series } = inferFlow(parsed.ast, catalogue, { evaluationInterval }).root;
  return Math.min(series, labels.without(by, { kind: 'aggregated', span: parsed.ast.span }).combinations());
}

/** A threshold can only be counted at a bucket boundary. */
export const sloBoundaries: LintRule = {
  codes: ['slo/not-a-boundary'],
  *check(context) {
    for (const slo of context.model.slos) {
      const nearest = boundaryProblem(slo);
      if (nearest === undefined || slo.sli.kind !== 'latency') continue;
      const { of, bound } = slo.sli;
      const args = { slo: slo.id, text: bound.text, metric: of.metric.name, ...nearest };
      yield boundFinding(context, slo.path, args, of.metric.path);
    }
  },
};

function boundFinding(
  { document }: LintContext,
  slo: readonly (string | number)[],
  args: { slo: string; text: string; metric: string; below?: string; above?: string },
  metric: readonly (string | number)[],
): Finding {
  const below = [...slo, 'sli', 'below'];
  const path = document.has(below) ? below : [...slo, 'objective'];
  const related = [{ place: document.locate([...metric, 'buckets'], 'key'), note: 'its buckets' }];
  return document.finding('slo/not-a-boundary', path, args, { related });
}

/** Windows end where the samples do. */
export const sloRetention: LintRule = {
  codes: ['slo/window-beyond-retention'],
  *check({ document, model }) {
    const readsLongTerm = model.outputs.prometheus?.remote_read !== undefined;
    for (const slo of model.slos) {
      const [longest] = windowsBeyondRetention(slo, model.service, readsLongTerm);
      if (longest === undefined) continue;
      const args = {
        slo: slo.id,
        window: formatDuration(longest),
        retention: formatDuration(model.service.retention.raw),
      };
      const raw = ['service', 'retention', 'raw'];
      const related = document.has(raw) ? [{ place: document.locate(raw), note: 'the retention' }] : [];
      const window = [...slo.path, 'window'];
      const path = document.has(window) ? window : [...slo.path, 'id'];
      yield document.finding('slo/window-beyond-retention', path, args, { related });
    }
  },
};
