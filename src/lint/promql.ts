import { type Finding, finding, type RelatedPlace } from '../finding/finding.ts';
import { scoped } from '../model/scope.ts';
import type { Expr } from '../promql/ast.ts';
import type { MetricCatalogue } from '../promql/catalogue.ts';
import { type Checked, checkExpression } from '../promql/check.ts';
import type { ExpressionUse, Problem } from '../promql/problem.ts';
import type { SpecDocument } from '../spec/document.ts';
import type { SpecPath } from '../spec/path.ts';
import type { LintContext } from './rule.ts';

/** Runs the checks of PromQL on an expression, as the Prometheus of the service would evaluate it. */
export function checked(
  { model, catalogue }: LintContext,
  text: string,
  use: ExpressionUse,
  known: MetricCatalogue = catalogue,
): Checked {
  const { prometheus: version, ruleInterval: evaluationInterval } = model.service;
  const rewrite = (written: Expr) => scoped(model, written);
  return checkExpression(text, known, { use, version, evaluationInterval, rewrite });
}

/** A problem of the expression at `path`, at its exact characters. */
export function atCharacters(document: SpecDocument, path: SpecPath, problem: Problem): Finding {
  const { code, args, span, related = [] } = problem;
  const places = related.map(
    ({ span: other, note }): RelatedPlace => ({
      place: document.locateText(path, other.offset, other.end),
      note,
    }),
  );
  // Code and args of a problem belong together; the compiler cannot see it in a union.
  return finding(code, args as never, document.locateText(path, span.offset, span.end), places);
}
