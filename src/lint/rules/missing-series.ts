import type { Alert } from '../../model/alert.ts';
import { type Expr, isComparison, isSetOp } from '../../promql/ast.ts';
import { yieldsWithoutSeries } from '../../rule-tests/alert-tests.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** Series that vanish look like health to a condition that only low values meet, and to one on time slices. */
export const missingSeries: LintRule = {
  codes: ['alert/missing-series', 'slo/missing-series'],
  *check(context) {
    const { document, model } = context;
    for (const alert of model.alerts) {
      if (alert.missing !== undefined || !firesOnLow(context, alert)) continue;
      const at = [...alert.path, alert.condition.kind === 'expr' ? 'expr' : 'when'];
      yield document.finding('alert/missing-series', at, { alert: alert.name }, { side: 'key' });
    }
    for (const { id, sli, path } of model.slos) {
      if (sli.kind !== 'threshold' || sli.missing !== undefined) continue;
      if (yieldsWithoutSeries(sli.expr, model.service.prometheus)) continue;
      const at = [...path, 'sli', 'threshold'];
      yield document.finding('slo/missing-series', at, { slo: id }, { side: 'key' });
    }
  },
};

function firesOnLow({ model, catalogue }: LintContext, { condition }: Alert): boolean {
  if (condition.kind === 'metric' || condition.kind === 'recording') return condition.comparison.op === '<';
  if (condition.kind !== 'expr' || yieldsWithoutSeries(condition.expr, model.service.prometheus))
    return false;
  const ast = catalogue.understand(condition.expr)?.ast;
  return ast !== undefined && isMetByLow(ast);
}

/** Whether a comparison with a number that low values meet decides about the result; `x == 0` is one. */
function isMetByLow(expr: Expr): boolean {
  if (expr.type !== 'binary') return false;
  const { op, left, right } = expr;
  if (isSetOp(op)) return isMetByLow(left) || (op !== 'unless' && isMetByLow(right));
  if (!isComparison(op) || expr.bool) return false;
  const turned = isNumber(left);
  if (!turned && !isNumber(right)) return false;
  if (op === '==') return numberOf(turned ? left : right) <= 0;
  return op === '!=' || op.startsWith(turned ? '>' : '<');
}

const isNumber = (expr: Expr): boolean =>
  expr.type === 'number' || (expr.type === 'unary' && isNumber(expr.expr));

function numberOf(expr: Expr): number {
  if (expr.type === 'unary') return expr.op === '-' ? -numberOf(expr.expr) : numberOf(expr.expr);
  return expr.type === 'number' ? expr.value : Number.NaN;
}
