import { type Finding, finding } from '../../finding/finding.ts';
import type { Alert } from '../../model/alert.ts';
import { type AlertRule, rulesByAlert } from '../../plan/plan.ts';
import { expressionsOf, type Span, type TemplateExpr } from '../../plan/template-ast.ts';
import { parseTemplate } from '../../plan/templates.ts';
import { burnAlertName } from '../../slo/names.ts';
import type { SpecPath } from '../../spec/path.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** A text of an alert that Prometheus expands. */
interface AlertText {
  /** Its name. */
  readonly alert: string;
  readonly path: SpecPath;
  readonly text: string;
  /** The label that the text is the value of; none for annotations. */
  readonly label?: string;
}

/** The labels and annotations of an alert are templates that Prometheus can expand. */
export const alertTexts: LintRule = {
  codes: ['alert/template', 'alert/value-in-label', 'alert/unknown-label'],
  needsWholeModel: ['alert/unknown-label'],
  *check(context) {
    const rules = rulesByAlert(context.plan);
    for (const alert of context.model.alerts) {
      const returned = labelsOf(context, alert, rules.get(alert.name));
      for (const text of textsOf(alert)) yield* faultsOf(context, text, returned);
    }
    for (const slo of context.model.slos) {
      const alert = burnAlertName(context.model.service.name, slo);
      const rule = rules.get(alert);
      const returned = rule && context.catalogue.labelsOf(rule.expr);
      for (const text of labelTexts(alert, slo.labels, [...slo.path, 'alerts']))
        yield* faultsOf(context, text, returned);
    }
  },
};

function* textsOf(alert: Alert): Iterable<AlertText> {
  yield* labelTexts(alert.name, alert.labels, alert.path);
  for (const key of ['summary', 'description'] as const) {
    const text = alert[key];
    if (text !== undefined) yield { alert: alert.name, path: [...alert.path, key], text };
  }
}

function labelTexts(alert: string, labels: ReadonlyMap<string, string>, path: SpecPath): AlertText[] {
  return [...labels].map(([label, text]) => ({ alert, path: [...path, 'labels', label], text, label }));
}

/** The labels of the samples, which are what templates see; unknown where the expression is not understood. */
function labelsOf(
  { catalogue }: LintContext,
  { condition }: Alert,
  rule: AlertRule | undefined,
): ReadonlySet<string> | undefined {
  // absent() returns the labels of its selector, and is asked for each value of those judged apart.
  return condition.kind === 'absent'
    ? new Set([
        ...condition.of.matchers.filter(({ op }) => op === '=').map(({ label }) => label),
        ...condition.of.metric.target.apart,
      ])
    : rule && catalogue.labelsOf(rule.expr);
}

function* faultsOf(
  { document }: LintContext,
  { alert, path, text, label }: AlertText,
  returned: ReadonlySet<string> | undefined,
): Iterable<Finding> {
  const place = ({ start, end }: Span) => document.locateText(path, start, end);
  const invalid = (problem: string, span: Span, suggestion?: string) => {
    const where = label === undefined ? `its ${path.at(-1)}` : `label "${label}"`;
    return finding('alert/template', { alert, text: where, problem, suggestion }, place(span));
  };
  const parsed = parseTemplate(text);
  if ('problems' in parsed) {
    for (const problem of parsed.problems) yield invalid(problem.message, problem, problem.suggestion);
    return;
  }
  for (const expr of expressionsOf(parsed.nodes)) {
    if (label !== undefined && expr.kind === 'value') {
      const source = text.slice(expr.start, expr.end);
      yield finding('alert/value-in-label', { alert, label, text: source }, place(expr));
    }
    if (label !== undefined && expr.kind === 'call' && expr.name === 'title') {
      yield invalid('"title" is not supported in labels: its result depends on the Prometheus version', expr);
    }
    if (isUnknown(expr, returned)) {
      const args = { alert, label: expr.name, known: [...(returned ?? [])] };
      yield finding('alert/unknown-label', args, place(expr));
    }
  }
}

function isUnknown(
  expr: TemplateExpr,
  returned: ReadonlySet<string> | undefined,
): expr is Extract<TemplateExpr, { kind: 'label' }> {
  return expr.kind === 'label' && expr.of === 'labels' && returned !== undefined && !returned.has(expr.name);
}
