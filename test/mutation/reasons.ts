import { SLICES, TIME_TO_EXHAUSTION } from '../../src/slo/names.ts';
import type { Mutant } from './mutate.ts';

/** Why no test can tell a surviving mutant from its original; undefined where that is a gap in the tests. */
export function reasonFor({ kind, change, rule, group, index }: Mutant): string | undefined {
  const original = group.rules[index]?.expr ?? '';
  if (kind === 'strictness') {
    return 'differs only where the value equals the threshold to the last bit, which an average does not do on purpose';
  }
  if (kind === 'threshold' && change === '0 -> -1' && rule.kind === 'alert') {
    return 'without traffic the value becomes NaN, which no comparison lets through: the alert is silent as before';
  }
  if (original.includes('sum_over_time(alert:') && change.startsWith('2 -> 1.')) {
    return 'violations are whole numbers: as many as 1.8 are as many as 2';
  }
  const slices = group.rules.some((each) => each.kind === 'record' && each.record === SLICES);
  if (slices && kind === 'threshold' && rule.kind === 'record' && rule.record === TIME_TO_EXHAUSTION) {
    return 'one bad time slice in the window of the moment burns faster than 1: there is nothing between it and none';
  }
  if (kind === 'window' && rule.kind === 'record' && rule.record === SLICES && /\brate\(/.test(original)) {
    return 'slices are counted whatever the value is, and it is there over either window';
  }
  if (slices && kind === 'threshold' && rule.kind === 'alert') {
    return 'bad time slices are so few in the short window that the factor cannot be told from one a tenth apart';
  }
  if (
    kind === 'aggregation labels' &&
    change.endsWith('instance)') &&
    /(?:sum|count|max|min)(?: by \(\w+\) )?\((?:\w+:|\(*(?:sum|min|max) by)/.test(original)
  ) {
    return 'what it aggregates has no such label';
  }
  if (rule.origin.kind === 'alert' && group.rules[index]?.kind === 'alert' && isRaw(original)) {
    return 'a raw expression has the tests that the spec gives it';
  }
  return undefined;
}

function isRaw(expr: string): boolean {
  return / and sum/.test(expr);
}
