import type { Model } from '../../model/model.ts';
import { originKey, type RecordRule, type Rule, type RuleOrigin, type RulePlan } from '../../plan/plan.ts';
import { readsOfRule, readsOfText, writersOf } from '../../plan/reads.ts';
import { SLICES } from '../../slo/names.ts';
import { formatPath, type SpecPath } from '../../spec/path.ts';
import { pathBack } from '../cycles.ts';
import type { LintRule } from '../rule.ts';

/** A recording, SLO or alert, whose rules read what the rules of others record. */
interface Node {
  readonly name: string;
  readonly path: SpecPath;
  readonly reads: Set<Node>;
}

/** Nothing that is recorded feeds on itself, directly or through others. */
export const recordingCycles: LintRule = {
  codes: ['recording/cycle'],
  *check({ document, model, plan }) {
    const reported = new Set<string>();
    for (const node of nodesOf(model, plan)) {
      const cycle = pathBack(node, ({ reads }) => reads);
      if (cycle === undefined) continue;
      const key = cycle
        .map(({ path }) => formatPath(path))
        .sort()
        .join();
      if (reported.has(key)) continue;
      reported.add(key);
      const through = cycle.slice(1);
      const args = { record: node.name, through: through.map(({ name }) => name) };
      const related = through.map(({ path }) => ({
        place: document.locate(path),
        note: 'part of the cycle',
      }));
      yield document.finding('recording/cycle', node.path, args, { related });
    }
  },
};

/** In the order of the spec's recordings, then SLOs, then alerts. */
function nodesOf(model: Model, { groups }: RulePlan): Node[] {
  const rules = groups.flatMap((group) => group.rules);
  const nodes = new Map<string, Node>();
  const add = (key: string, name: string, path: SpecPath) => nodes.set(key, { name, path, reads: new Set() });
  for (const { record, path } of model.recordings) add(`recording ${record}`, record, [...path, 'record']);
  for (const { id, path } of model.slos) add(`slo ${id}`, `SLO ${id}`, [...path, 'id']);
  for (const { name, path } of model.alerts) add(`alert ${name}`, name, [...path, 'name']);
  const nodeOf = ({ origin }: { readonly origin: RuleOrigin }) => nodes.get(originKey(origin));
  const writers = writersOf(rules.filter((rule) => rule.kind === 'record'));
  // Which budgets missing slices count against, an SLO remembers from its earlier slices; its expression must not.
  const remembering = new Set(
    model.slos.flatMap(({ id, sli }) => {
      if (sli.kind !== 'threshold' || sli.missing !== 'bad') return [];
      const read = (readsOfText(sli.expr, model.service.prometheus) ?? []).flatMap(writers);
      return read.some(({ origin }) => origin.kind === 'slo' && origin.slo === id) ? [] : [id];
    }),
  );
  const remembers = ({ origin }: Rule, { record }: RecordRule) =>
    record === SLICES && origin.kind === 'slo' && remembering.has(origin.slo);
  const order = new Map<Rule, number>(rules.map((rule, index) => [rule, index]));
  for (const [rule, at] of order) {
    const reader = nodeOf(rule);
    for (const written of readsOfRule(rule, model.service.prometheus).flatMap(writers)) {
      const read = nodeOf(written);
      // The rules of one SLO read those before them; another SLO of the same name is a finding of its own.
      const later =
        written.path === rule.path && (order.get(written) ?? 0) >= at && !remembers(rule, written);
      if (read !== undefined && (read !== reader || later)) reader?.reads.add(read);
    }
  }
  return [...nodes.values()];
}
