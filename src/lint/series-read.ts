import type { Model } from '../model/model.ts';
import type { RulePlan } from '../plan/plan.ts';
import { readsOfPanel, readsOfRule, readsOfText } from '../plan/reads.ts';

/** Whether rules, panels or runbooks read a series of one of these names. */
export function seriesRead(model: Model, { groups }: RulePlan): (names: readonly string[]) => boolean {
  const version = model.service.prometheus;
  const panels = panelsOf(model);
  const reads = [
    ...groups.flatMap(({ rules }) => rules.flatMap((rule) => readsOfRule(rule, version))),
    ...panels.flatMap(({ source }) => readsOfPanel(source, version)),
  ];
  const words = new Set<string>();
  for (const text of textsOf(model)) {
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

/** Every expression that the spec writes out. */
function* textsOf(model: Model): Iterable<string> {
  const { recordings, slos, alerts } = model;
  for (const { definition } of recordings) if (definition.kind === 'expr') yield definition.expr;
  for (const { sli } of slos) if (sli.kind === 'threshold') yield sli.expr;
  for (const { condition } of alerts) if (condition.kind === 'expr') yield condition.expr;
  for (const { source } of panelsOf(model))
    if (source.kind === 'expr') for (const { expr } of source.queries) yield expr;
  for (const { runbook } of [...alerts, ...slos])
    for (const { query } of runbook.diagnosis) if (query !== undefined) yield query;
}

function panelsOf({ dashboards }: Model) {
  return dashboards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels));
}
