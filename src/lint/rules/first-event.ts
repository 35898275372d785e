import type { Alert } from '../../model/alert.ts';
import { isBornWithEvent } from '../../model/metric.ts';
import type { Model } from '../../model/model.ts';
import { metricsRead, readsOf } from '../../plan/reads.ts';
import { recordingExpression } from '../../plan/recordings.ts';
import { type Expr, isComparison, isSetOp } from '../../promql/ast.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** An alert on single events sees the first one, although it creates its series. */
export const firstEvent: LintRule = {
  codes: ['alert/first-event'],
  needsWholeModel: true,
  *check(context) {
    for (const alert of context.model.alerts) {
      for (const { value, above } of conditionsOf(context, alert)) {
        const metric = unseen(context.model, value, above);
        if (metric === undefined) continue;
        const at = [...alert.path, alert.condition.kind === 'expr' ? 'expr' : 'when'];
        const args = { alert: alert.name, metric };
        yield context.document.finding('alert/first-event', at, args, { side: 'key' });
        break;
      }
    }
  },
};

interface Above {
  readonly value: Expr;
  readonly above: number;
}

/** What a raw expression, or a condition on a recording, holds against a number that it must exceed. */
function conditionsOf({ model, catalogue }: LintContext, { condition }: Alert): Above[] {
  if (condition.kind === 'expr') {
    const ast = catalogue.understand(condition.expr)?.ast;
    return ast === undefined ? [] : aboveIn(ast);
  }
  if (condition.kind !== 'recording' || condition.comparison.op !== '>') return [];
  const recording = model.recordings.find(({ record }) => record === condition.of.record);
  const value = recording && recordingExpression(recording, model.service.prometheus);
  return value === undefined ? [] : [{ value, above: condition.comparison.threshold.value }];
}

function aboveIn(expr: Expr): Above[] {
  if (expr.type !== 'binary') return [];
  const { op, left, right } = expr;
  if (isSetOp(op)) return [...aboveIn(left), ...(op === 'unless' ? [] : aboveIn(right))];
  if (!isComparison(op) || right.type !== 'number') return [];
  return op === '>' || op === '>=' || op === '!=' ? [{ value: left, above: right.value }] : [];
}

/** The metric whose first event a growth misses that single events take above the number; undefined without one. */
function unseen(model: Model, expr: Expr, above: number): string | undefined {
  if (expr.type === 'aggregate') return unseen(model, expr.expr, above);
  const [range] = expr.type === 'call' ? expr.args : [];
  if (expr.type !== 'call' || range?.type !== 'matrix') return undefined;
  const seconds = range.range.ms / 1000;
  const events = expr.func === 'increase' ? above : expr.func === 'rate' ? above * seconds : undefined;
  if (events === undefined || events >= 1) return undefined;
  return readsOf(range)
    .flatMap((read) => metricsRead(model, read))
    .find(isBornWithEvent)?.name;
}
