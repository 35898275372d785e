import type { Expr } from './ast.ts';
import { childrenOf } from './ast.ts';
import type { MetricCatalogue } from './catalogue.ts';
import {
  decidedComparison,
  firesWhenHealthy,
  implausibleThreshold,
  thresholdUnit,
  unitMismatch,
} from './checks/comparisons.ts';
import { counterWithoutRate, rateOfGauge, rateOfSum } from './checks/counters.ts';
import { dividesByItself, unsafeDivision } from './checks/divisions.ts';
import { averagedQuantiles, missingLe, quantileRange, summedBuckets } from './checks/histograms.ts';
import { unknownGroupingLabel } from './checks/labels.ts';
import { boundaries, impossibleSelector, unknownLabelValue, unknownMatcherLabel } from './checks/matchers.ts';
import { manyToMany, neverMatches } from './checks/matching.ts';
import { unknownMetric } from './checks/metrics.ts';
import { beyondRetention, impossibleDuration, shortRange, unreadableEdges } from './checks/times.ts';
import { fragileTopk, noCondition, topLevelType } from './checks/uses.ts';
import { type Inference, inferFlow } from './infer.ts';
import { type ParseProblem, parseExpression } from './parse.ts';
import type { Check, CheckSettings, Problem, PromqlCode, SubjectNode } from './problem.ts';

const CHECKS: readonly Check[] = [
  topLevelType,
  unknownMetric,
  unknownMatcherLabel,
  unknownLabelValue,
  impossibleSelector,
  boundaries,
  unknownGroupingLabel,
  rateOfGauge,
  rateOfSum,
  counterWithoutRate,
  missingLe,
  summedBuckets,
  quantileRange,
  averagedQuantiles,
  neverMatches,
  manyToMany,
  dividesByItself,
  unsafeDivision,
  decidedComparison,
  implausibleThreshold,
  thresholdUnit,
  unitMismatch,
  firesWhenHealthy,
  impossibleDuration,
  unreadableEdges,
  shortRange,
  beyondRetention,
  noCondition,
  fragileTopk,
];

/** Codes of what keeps an expression from being PromQL at all. */
export const PARSE_CODES = {
  syntax: 'promql/syntax',
  type: 'promql/type',
  regexp: 'promql/regexp',
  version: 'promql/unsupported',
} as const satisfies Record<ParseProblem['kind'], PromqlCode>;

/** What checking an expression gave; `ast` and `inference` are there once it parses and type-checks. */
export interface Checked {
  /** In the order of the text, and of the checks where they begin alike. */
  readonly problems: readonly Problem[];
  readonly ast?: Expr;
  readonly inference?: Inference;
}

/**
 * Parses an expression and runs every check on it. Grafana variables are understood in panels. A panel of a counter
 * or an alert is judged by `settings.use`.
 */
export function checkExpression(text: string, catalogue: MetricCatalogue, settings: CheckSettings): Checked {
  const { version, use, rewrite = (written) => written } = settings;
  const parsed = parseExpression(text, {
    variables: use === 'panel',
    ...(version === undefined ? {} : { version }),
  });
  if (parsed.ok) return checkAst(rewrite(parsed.ast), catalogue, settings);
  const problems = parsed.problems.map(
    ({ kind, message, span }): Problem => ({ code: PARSE_CODES[kind], args: { problem: message }, span }),
  );
  return { problems };
}

function checkAst(
  ast: Expr,
  catalogue: MetricCatalogue,
  { use, evaluationInterval }: CheckSettings,
): Checked {
  const inference = inferFlow(ast, catalogue, evaluationInterval === undefined ? {} : { evaluationInterval });
  const subject = { ast, inference, catalogue, use, nodes: [...nodesOf(ast, [])] };
  const problems = CHECKS.flatMap((check) => [...check(subject)]);
  return { problems: problems.toSorted((a, b) => a.span.offset - b.span.offset), ast, inference };
}

function* nodesOf(expr: Expr, around: readonly Expr[]): Iterable<SubjectNode> {
  yield { expr, around };
  for (const child of childrenOf(expr)) yield* nodesOf(child, [expr, ...around]);
}
