import type { Rule, RuleGroup } from './plan.ts';
import { readsOfRule, writersOf } from './reads.ts';

/** The rules of one recording, SLO or alert; they stay together and in order. */
export interface RuleSet {
  readonly kind: 'recording' | 'slo' | 'alert';
  /** Record name, SLO id or alert name. */
  readonly id: string;
  readonly rules: readonly Rule[];
  /** Seconds between its evaluations, where they are fewer: then it is a group of its own, whatever it reads. */
  readonly every?: number;
}

/**
 * Groups such that nothing lags what it reads: rules of one group are evaluated one after the other, those of different
 * groups are not. Sets that read each other's records, directly or not, form one group, readers last.
 */
export function groupRules(
  service: string,
  sets: readonly RuleSet[],
  interval: number,
  version: string,
): RuleGroup[] {
  const reads = readsBetween(sets, version);
  const groups = new Map<string, { file: string; sets: RuleSet[]; every?: number | undefined }>();
  for (const component of componentsOf(sets, reads)) {
    const { name, file } = nameOf(service, component);
    const group = groups.get(name) ?? { file, sets: [], every: component[0]?.every };
    group.sets.push(...ordered(component, reads));
    groups.set(name, group);
  }
  return [...groups].map(([name, group]) => ({
    name,
    file: group.file,
    interval: group.every ?? interval,
    rules: group.sets.flatMap(({ rules }) => rules),
  }));
}

type Reads = ReadonlyMap<RuleSet, ReadonlySet<RuleSet>>;

/** Which sets read the records of which others. */
function readsBetween(sets: readonly RuleSet[], version: string): Reads {
  const owners = new Map<Rule, RuleSet>(sets.flatMap((set) => set.rules.map((rule) => [rule, set])));
  const writers = writersOf([...owners.keys()].filter((rule) => rule.kind === 'record'));
  return new Map(
    sets.map((set) => {
      const read = set.rules.flatMap((rule) => readsOfRule(rule, version)).flatMap(writers);
      const others = read.flatMap((rule) => owners.get(rule) ?? []).filter((other) => other !== set);
      const together = others.filter(({ every }) => every === set.every);
      return [set, new Set(together)];
    }),
  );
}

/** Sets that are connected by reading, in the order of the spec. */
function componentsOf(sets: readonly RuleSet[], reads: Reads): RuleSet[][] {
  const leader = new Map<RuleSet, RuleSet>(sets.map((set) => [set, set]));
  const find = (set: RuleSet): RuleSet => {
    let root = set;
    for (let next = leader.get(root); next !== undefined && next !== root; next = leader.get(root))
      root = next;
    leader.set(set, root);
    return root;
  };
  for (const [reader, read] of reads) for (const other of read) leader.set(find(reader), find(other));
  const components = new Map<RuleSet, RuleSet[]>();
  for (const set of sets) {
    const component = components.get(find(set));
    if (component === undefined) components.set(find(set), [set]);
    else component.push(set);
  }
  return [...components.values()];
}

/** Each set after those it reads, else in the order of the spec. A circle keeps the order of the spec. */
function ordered(sets: readonly RuleSet[], reads: Reads): RuleSet[] {
  const done = new Set<RuleSet>();
  const visit = (set: RuleSet): void => {
    if (done.has(set)) return;
    done.add(set);
    for (const other of reads.get(set) ?? []) visit(other);
    result.push(set);
  };
  const result: RuleSet[] = [];
  for (const set of sets) visit(set);
  return result;
}

/** Names follow from what the group holds, so that they stay while the rest of the spec changes. */
function nameOf(service: string, sets: readonly RuleSet[]): { name: string; file: string } {
  const slo = sets.find(({ kind }) => kind === 'slo');
  if (slo !== undefined) {
    const kind = slo.every === undefined ? '' : '-period';
    return { name: `${service}-slo-${slo.id}${kind}`, file: `slo-${slo.id}` };
  }
  const alert = sets.find(({ kind }) => kind === 'alert');
  if (alert === undefined) return { name: `${service}-recordings`, file: 'recordings' };
  const recording = sets.find(({ kind }) => kind === 'recording');
  if (recording === undefined) return { name: `${service}-alerts`, file: 'alerts' };
  return { name: `${service}-alerts-${recording.id.replaceAll(':', '-')}`, file: 'alerts' };
}
