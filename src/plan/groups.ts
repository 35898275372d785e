import { walk } from '../promql/ast.ts';
import { parseExpression } from '../promql/parse.ts';
import type { Rule, RuleGroup } from './plan.ts';

/** The rules of one recording, SLO or alert; they stay together and in order. */
export interface RuleSet {
  readonly kind: 'recording' | 'slo' | 'alert';
  /** Record name, SLO id or alert name. */
  readonly id: string;
  readonly rules: readonly Rule[];
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
  const reads = readsOf(sets, version);
  const groups = new Map<string, { file: string; sets: RuleSet[] }>();
  for (const component of componentsOf(sets, reads)) {
    const { name, file } = nameOf(service, component);
    const group = groups.get(name) ?? { file, sets: [] };
    group.sets.push(...ordered(component, reads));
    groups.set(name, group);
  }
  return [...groups].map(([name, group]) => ({
    name,
    file: group.file,
    interval,
    rules: group.sets.flatMap(({ rules }) => rules),
  }));
}

type Reads = ReadonlyMap<RuleSet, ReadonlySet<RuleSet>>;

/** Which sets read the records of which. */
function readsOf(sets: readonly RuleSet[], version: string): Reads {
  const writers = new Map<string, RuleSet[]>();
  for (const set of sets) {
    for (const rule of set.rules) {
      if (rule.kind !== 'record') continue;
      const known = writers.get(rule.record) ?? [];
      if (!known.includes(set)) writers.set(rule.record, [...known, set]);
    }
  }
  return new Map(
    sets.map((set) => {
      const own = new Set(set.rules.flatMap((rule) => (rule.kind === 'record' ? [rule.record] : [])));
      const names = set.rules.flatMap(({ expr }) => namesIn(expr, version)).filter((name) => !own.has(name));
      return [set, new Set(names.flatMap((name) => writers.get(name) ?? []))];
    }),
  );
}

/** Names of the series that an expression reads. */
export function namesIn(expr: string, version: string): string[] {
  const parsed = parseExpression(expr, { version });
  const names: string[] = [];
  if (parsed.ok) {
    walk(parsed.ast, (node) => {
      if (node.type === 'vector' && node.name !== undefined) names.push(node.name.name);
    });
  }
  return names;
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
  if (slo !== undefined) return { name: `${service}-slo-${slo.id}`, file: `slo-${slo.id}` };
  const alert = sets.find(({ kind }) => kind === 'alert');
  if (alert === undefined) return { name: `${service}-recordings`, file: 'recordings' };
  const recording = sets.find(({ kind }) => kind === 'recording');
  if (recording === undefined) return { name: `${service}-alerts`, file: 'alerts' };
  return { name: `${service}-alerts-${recording.id.replaceAll(':', '-')}`, file: 'alerts' };
}
