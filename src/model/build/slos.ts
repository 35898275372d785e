import { parseExpression } from '../../promql/parse.ts';
import type { SpecPath } from '../../spec/path.ts';
import { parseDuration } from '../../spec/scalars.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import { apartIn } from '../scope.ts';
import { kept, type MetricSelector } from '../selector.ts';
import type { Sli, Slo, TierDeclaration } from '../slo.ts';
import { successionOf } from '../succession.ts';
import { labelSetsOf, runbookOf, testInputOf } from './alerting.ts';
import type { BuildContext } from './context.ts';
import { counterSelector, metricSelector } from './selectors.ts';

type WrittenSlo = Spec['slos'][number];
type WrittenTier = Exclude<WrittenSlo['alerts']['burn_rate'], string>[number];

export function buildSlos(context: BuildContext): Slo[] {
  return context.spec.slos.flatMap((written, index) => {
    const path = ['slos', index];
    const objective = objectiveOf(written.objective);
    const sli = sliOf(context, written, objective.bound, path);
    if (sli === undefined) return [];
    const {
      burn_rate: burnRate,
      without,
      min_events: minEvents,
      min_bad_events: minBadEvents,
      missing,
    } = written.alerts;
    for (const [at, name] of without.entries()) context.severity(name, [...path, 'alerts', 'without', at]);
    return [
      {
        id: written.id,
        title: written.title,
        description: written.description,
        sli,
        by: keptBy(context, sli, written.by),
        objectivePercent: objective.percent,
        objectiveText: written.objective,
        window: parseDuration(written.window),
        burnRate:
          typeof burnRate === 'string'
            ? burnRate
            : burnRate.map((tier, at) => tierOf(context, tier, [...path, 'alerts', 'burn_rate', at])),
        without,
        alertName: written.alerts.name,
        labels: new Map(Object.entries(written.alerts.labels)),
        keepFiringFor: parseDuration(written.alerts.keep_firing_for ?? '0s'),
        evaluate: parseDuration(written.evaluate ?? context.spec.service.rule_interval),
        minEvents,
        minBadEvents,
        missing:
          missing === undefined || missing === 'ignored'
            ? missing
            : context.severity(missing, [...path, 'alerts', 'missing']),
        severities: context.severities,
        owner: context.owner(written.owner, [...path, 'owner']),
        ...successionOf(written),
        runbook: runbookOf(context, written.runbook, [...path, 'runbook']),
        path,
      },
    ];
  });
}

/** One error budget for each value of these labels, and of those judged apart. */
function keptBy(context: BuildContext, sli: Sli, by: readonly string[]): readonly string[] {
  if (sli.kind === 'latency') return kept(by, sli.of);
  if (sli.kind === 'events') return kept(by, ...sli.total, ...sli.part);
  const { ast } = parseExpression(sli.written, { version: context.spec.service.prometheus });
  return [...new Set([...by, ...(ast === undefined ? [] : apartIn(context.scoped, ast))])];
}

/** `99.9%`, or `p95 < 500ms`: the latter is the SLI "at or below 500 ms" at 95 %. */
function objectiveOf(text: string): { readonly percent: string; readonly bound?: string } {
  const quantile = /^p([\d.]+)\s*<\s*(\S+)$/.exec(text);
  if (quantile === null) return { percent: text.replace('%', '') };
  return { percent: quantile[1] ?? '', bound: quantile[2] ?? '' };
}

function tierOf(context: BuildContext, written: WrittenTier, path: SpecPath): TierDeclaration {
  return {
    severity: context.severity(written.severity, [...path, 'severity']),
    long: parseDuration(written.long),
    short: parseDuration(written.short),
    budgetPercent: written.budget?.slice(0, -1),
    factor: written.factor,
    path,
  };
}

type Refuse = (problem: string, ...keys: (string | number)[]) => undefined;

function sliOf(
  context: BuildContext,
  { id, sli }: WrittenSlo,
  boundOfObjective: string | undefined,
  path: SpecPath,
): Sli | undefined {
  const refuse: Refuse = (problem, ...keys) => {
    context.report('slo/incomplete', [...path, ...keys], { slo: id, problem });
  };
  if (sli.latency !== undefined) return latencyOf(context, sli, sli.latency, boundOfObjective, refuse, path);
  if (boundOfObjective !== undefined) {
    return refuse('an objective like p95 < 500ms needs a latency SLI', 'objective');
  }
  if (sli.below !== undefined) return refuse('`below` is only for a latency SLI', 'sli', 'below');
  if (sli.threshold !== undefined) return thresholdOf(context, sli.threshold, path);
  if (sli.error_ratio !== undefined) {
    const { expr, tests } = sli.error_ratio;
    const exprPath = [...path, 'sli', 'error_ratio', 'expr'];
    return { kind: 'error_ratio', ...context.expression(expr), exprPath, tests: testsOf(context, tests) };
  }
  if (sli.total === undefined) return refuse('`errors` and `good` need `total`', 'sli');
  const key = sli.errors === undefined ? 'good' : 'errors';
  const total = countersOf(context, sli.total, [...path, 'sli', 'total'], refuse);
  const part = countersOf(context, sli[key] ?? [], [...path, 'sli', key], refuse);
  if (total === undefined || part === undefined) return undefined;
  const counts = key === 'errors' ? 'bad' : 'good';
  return { kind: 'events', counts, part, total, countedInTotal: sli.counted_in_total ?? false };
}

/** The counters of one side; undefined where one of them is none. */
function countersOf(
  context: BuildContext,
  written: string | readonly string[],
  path: SpecPath,
  refuse: Refuse,
): readonly MetricSelector[] | undefined {
  const texts =
    typeof written === 'string'
      ? [[written, path] as const]
      : written.map((text, index) => [text, [...path, index]] as const);
  const found = texts.map(([text, at]) =>
    counterSelector(context, text, at, (problem) => refuse(problem, ...at.slice(2))),
  );
  return found.includes(undefined) ? undefined : (found as MetricSelector[]);
}

function latencyOf(
  context: BuildContext,
  sli: WrittenSlo['sli'],
  text: string,
  boundOfObjective: string | undefined,
  refuse: Refuse,
  path: SpecPath,
): Sli | undefined {
  if (sli.total !== undefined) return refuse('`total` cannot be combined with `latency`', 'sli', 'total');
  const of = metricSelector(context, text, [...path, 'sli', 'latency']);
  if (of === undefined) return undefined;
  const { name, type, unit } = of.metric;
  if (type !== 'histogram')
    return refuse(`${name} is a ${type}; a latency SLI needs a histogram`, 'sli', 'latency');
  const written = sli.below ?? boundOfObjective;
  if (written === undefined)
    return refuse('the SLI has no threshold: add `below`, or an objective like p95 < 500ms', 'sli');
  if (sli.below !== undefined && boundOfObjective !== undefined) {
    return refuse('the SLI has two thresholds: `below` and the objective', 'sli', 'below');
  }
  const number = Number(written);
  const at = sli.below === undefined ? [...path, 'objective'] : [...path, 'sli', 'below'];
  const bound = context.quantity(Number.isNaN(number) ? written : number, unit, name, at);
  return bound && { kind: 'latency', of, bound };
}

function thresholdOf(
  context: BuildContext,
  threshold: NonNullable<WrittenSlo['sli']['threshold']>,
  path: SpecPath,
): Sli | undefined {
  const side = threshold.above === undefined ? 'below' : 'above';
  const at = [...path, 'sli', 'threshold'];
  const bound = context.quantity(threshold[side] ?? 0, undefined, 'the expression', [...at, side]);
  return (
    bound && {
      kind: 'threshold',
      ...context.expression(threshold.expr),
      exprPath: [...at, 'expr'],
      comparison: side === 'above' ? '>' : '<',
      threshold: bound,
      missing: threshold.missing,
      tests: testsOf(context, threshold.tests),
    }
  );
}

function testsOf(context: BuildContext, tests: NonNullable<WrittenSlo['sli']['threshold']>['tests'] = []) {
  return tests.map((test) => ({
    ...testInputOf(context, test),
    good: labelSetsOf(test.good),
    bad: labelSetsOf(test.bad),
  }));
}
