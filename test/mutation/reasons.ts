import type { Model } from '../../src/model/model.ts';
import { parseExpression } from '../../src/promql/parse.ts';
import { measuredIn } from '../../src/rule-tests/expression-measurement.ts';
import { SLICES, TIME_TO_EXHAUSTION } from '../../src/slo/names.ts';
import type { Mutant } from './mutate.ts';

/** Why no test can tell a surviving mutant from its original; undefined where that is a gap in the tests. */
export function reasonFor(mutant: Mutant, model: Model): string | undefined {
  const { kind, change, rule, group, index } = mutant;
  const original = group.rules[index]?.expr ?? '';
  if (kind === 'strictness') {
    return 'differs only where the value equals the threshold to the last bit, which an average does not do on purpose';
  }
  if (kind === 'threshold' && change === '0 -> -1' && rule.kind === 'alert') {
    return 'without traffic the value becomes NaN, which no comparison lets through: the alert is silent as before';
  }
  if (original.includes('_over_time(alert:') && isSameWholeNumber(change)) {
    return 'violations are whole numbers: as many as 1.8 are as many as 2';
  }
  if (
    kind === 'aggregation labels' &&
    change.endsWith('instance)') &&
    /(?:sum|count|max|min)(?: by \(\w+\) )?\(\s*(?:\w+:|\(*\s*(?:sum|min|max)\b)/.test(original)
  ) {
    return 'what it aggregates has no such label';
  }
  return givenReason(mutant, model) ?? sliceReason(mutant, original);
}

/** `2 -> 1.8`: a whole number that reaches the one reaches the other. */
function isSameWholeNumber(change: string): boolean {
  const [before, after] = change.split(' -> ').map(Number);
  return before !== undefined && after !== undefined && Math.ceil(after) === before;
}

/** An expression that no tests can be derived from has those that the spec gives it. */
function givenReason({ rule }: Mutant, model: Model): string | undefined {
  const { origin } = rule;
  const alert = origin.kind === 'alert' && model.alerts.find(({ name }) => name === origin.alert);
  if (alert && alert.condition.kind === 'expr')
    return 'a raw expression has the tests that the spec gives it';
  const slo = origin.kind === 'slo' ? model.slos.find(({ id }) => id === origin.slo) : undefined;
  if (rule.kind !== 'record' || slo?.sli.kind !== 'threshold') return undefined;
  const parsed = parseExpression(slo.sli.expr, { version: model.service.prometheus });
  const derived = parsed.ok && measuredIn(parsed.ast, { model, by: slo.by }) !== undefined;
  return derived ? undefined : 'the expression of the indicator has the tests that the spec gives it';
}

function sliceReason({ kind, rule, group }: Mutant, original: string): string | undefined {
  if (!group.rules.some((each) => each.kind === 'record' && each.record === SLICES)) return undefined;
  if (kind === 'threshold' && rule.kind === 'record' && rule.record === TIME_TO_EXHAUSTION) {
    return 'one bad time slice in the window of the moment burns faster than 1: there is nothing between it and none';
  }
  if (kind === 'window' && rule.kind === 'record' && rule.record === SLICES && /\brate\(/.test(original)) {
    return 'slices are counted whatever the value is, and it is there over either window';
  }
  if (kind === 'threshold' && rule.kind === 'alert') {
    return 'bad time slices are so few in the short window that the factor cannot be told from one a tenth apart';
  }
  return undefined;
}
