import type { Model } from '../model/model.ts';
import { expressionsIn, panelsIn } from '../model/references.ts';
import type { RulePlan } from '../plan/plan.ts';
import { readsOfPanel, readsOfRule, readsOfText } from '../plan/reads.ts';

/** Whether rules, panels or runbooks read a series of one of these names. */
export function seriesRead(model: Model, { groups }: RulePlan): (names: readonly string[]) => boolean {
  const version = model.service.prometheus;
  const reads = [
    ...groups.flatMap(({ rules }) => rules.flatMap((rule) => readsOfRule(rule, version))),
    ...panelsIn(model).flatMap(({ source }) => readsOfPanel(source, version)),
  ];
  const words = new Set<string>();
  for (const { expr: text } of expressionsIn(model)) {
    const read = readsOfText(text, version);
    // Reported elsewhere. Until it parses, every word in it counts as read.
    if (read === undefined) for (const [word] of text.matchAll(/[a-zA-Z_:][\w:]*/g)) words.add(word);
    else reads.push(...read);
  }
  const named = new Set(reads.flatMap(({ name }) => name ?? []));
  const patterns = reads.filter(({ name }) => name === undefined);
  return (names) =>
    names.some((name) => words.has(name) || named.has(name) || patterns.some(({ hasName }) => hasName(name)));
}
