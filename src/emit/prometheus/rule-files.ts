import type { Node } from 'yaml';
import type { Model } from '../../model/model.ts';
import type { Rule, RuleGroup, RulePlan } from '../../plan/plan.ts';
import { prettyText } from '../../promql/pretty.ts';
import type { RelativeFile } from '../output.ts';
import { apart, block, commented, seconds, type Value, yamlFile } from './yaml.ts';

const WIDTH = 90;

/** `rules/*.yml`: a file for each objective, one for alerts and one for recordings. */
export function ruleFiles(model: Model, plan: RulePlan): RelativeFile[] {
  return ruleFileNames(plan).map((file) => {
    const groups = plan.groups.filter((group) => group.file === file).map((group) => groupNode(model, group));
    return {
      path: `rules/${file}.yml`,
      content: yamlFile(model, aboutFile(file), { groups: apart(groups) }),
    };
  });
}

function aboutFile(file: string): string {
  if (file === 'recordings') return 'Recordings that no alert and no objective reads.';
  return file === 'alerts'
    ? 'Alerts, with the recordings that they read.'
    : 'An objective: what is recorded for it, then its burn-rate alerts.';
}

/** Files of the plan, without folder and extension, in the order in which their groups come. */
export function ruleFileNames({ groups }: RulePlan): string[] {
  return [...new Set(groups.map(({ file }) => file))];
}

function groupNode(model: Model, { name, interval, rules }: RuleGroup): Node {
  return commented(groupWords(model, rules), {
    name,
    interval: seconds(interval),
    rules: apart(rules.map((rule) => ruleNode(model, rule))),
  });
}

/** The spec's words about the objective that a group is for. */
function groupWords({ slos }: Model, rules: readonly Rule[]): string[] {
  const ids = new Set(rules.flatMap(({ origin }) => (origin.kind === 'slo' ? [origin.slo] : [])));
  return slos
    .filter(({ id }) => ids.has(id))
    .flatMap(({ title, description }) => [title, ...(description === undefined ? [] : [description])]);
}

function ruleNode(model: Model, rule: Rule): Node {
  const expr = block(prettyText(rule.expr, model.service.prometheus, WIDTH));
  if (rule.kind === 'record') {
    return commented([rule.comment ?? ''], { record: rule.record, expr, labels: mapOf(rule.labels) });
  }
  return commented([titleOf(model, rule)], {
    alert: rule.alert,
    expr,
    for: rule.for === 0 ? undefined : seconds(rule.for),
    keep_firing_for: rule.keepFiringFor === 0 ? undefined : seconds(rule.keepFiringFor),
    labels: mapOf(rule.labels),
    annotations: mapOf(rule.annotations),
  });
}

function titleOf({ alerts }: Model, rule: Rule): string {
  if (rule.origin.kind !== 'alert') return '';
  const { alert } = rule.origin;
  return alerts.find(({ name }) => name === alert)?.title ?? '';
}

function mapOf(entries: ReadonlyMap<string, string>): Value | undefined {
  return entries.size === 0 ? undefined : Object.fromEntries(entries);
}
