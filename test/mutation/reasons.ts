import { SLICES } from '../../src/slo/names.ts';
import type { Mutant } from './mutate.ts';

/** Why no test can tell a surviving mutant from its original; undefined where that is a gap in the tests. */
export function reasonFor({ kind, change, rule, group, index }: Mutant): string | undefined {
  const original = group.rules[index]?.expr ?? '';
  if (kind === 'strictness') {
    return 'differs only where the value equals the threshold to the last bit, which a rate does not do on purpose';
  }
  if (kind === 'threshold' && change === '0 -> -1' && rule.kind === 'alert') {
    return 'without traffic the value becomes NaN, which no comparison lets through: the alert is silent as before';
  }
  const slices = group.rules.some((each) => each.kind === 'record' && each.record === SLICES);
  if (slices && kind === 'window' && original.includes(SLICES)) {
    return 'there are as many time slices in one evaluation as in the next, so their mean is that of any window';
  }
  if (slices && change === '0 -> -1')
    return 'where there are no time slices nothing is recorded that could be 0';
  if (
    slices &&
    kind === 'aggregation labels' &&
    change.endsWith('instance)') &&
    original.includes('sum by')
  ) {
    return 'the expression inside has no such label';
  }
  return undefined;
}
