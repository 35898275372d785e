import { promqlFindings } from '../../finding/catalogue/promql.ts';
import type { Finding } from '../../finding/finding.ts';
import type { Model } from '../../model/model.ts';
import { checkExpression, PARSE_CODES } from '../../promql/check.ts';
import { checkUsedLabels } from '../../promql/checks/labels.ts';
import type { ExpressionUse, PromqlCode } from '../../promql/problem.ts';
import type { SpecPath } from '../../spec/path.ts';
import { atCharacters } from '../promql.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** An expression as the spec writes it. */
interface Written {
  readonly expr: string;
  readonly path: SpecPath;
  readonly use: ExpressionUse;
  /** A text that names labels of the result, such as a legend. */
  readonly legend?: { readonly text: string; readonly path: SpecPath };
}

const FORM_CODES: readonly PromqlCode[] = Object.values(PARSE_CODES);
const MEANING_CODES = (Object.keys(promqlFindings) as PromqlCode[]).filter(
  (code) => !FORM_CODES.includes(code),
);

/** Every expression of the spec is PromQL that the target's Prometheus can evaluate. */
export const expressionForms: LintRule = {
  codes: FORM_CODES,
  *check(context) {
    for (const written of writtenExpressions(context.model)) yield* problemsOf(written, context, FORM_CODES);
  },
};

/** Every expression says something about metrics, labels and values that exist. */
export const expressionMeanings: LintRule = {
  codes: MEANING_CODES,
  needsWholeModel: true,
  *check(context) {
    for (const written of writtenExpressions(context.model))
      yield* problemsOf(written, context, MEANING_CODES);
  },
};

function* problemsOf(
  written: Written,
  { document, model, catalogue }: LintContext,
  codes: readonly PromqlCode[],
): Iterable<Finding> {
  const { prometheus: version, ruleInterval } = model.service;
  const settings = { use: written.use, version, evaluationInterval: ruleInterval };
  const { problems, inference } = checkExpression(written.expr, catalogue, settings);
  for (const problem of problems) {
    if (codes.includes(problem.code)) yield atCharacters(document, written.path, problem);
  }
  if (written.legend === undefined || inference === undefined) return;
  for (const problem of checkUsedLabels(inference.root, labelsIn(written.legend.text))) {
    if (codes.includes(problem.code))
      yield atCharacters(document, written.legend.path, { ...problem, related: [] });
  }
}

/** Labels that a Grafana legend fills in: `{{model}}`. */
function labelsIn(legend: string) {
  return [...legend.matchAll(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g)].map((match) => {
    const name = match[1] ?? '';
    const offset = match.index + match[0].indexOf(name);
    return { name, span: { offset, end: offset + name.length } };
  });
}

function* writtenExpressions({ recordings, slos, alerts, dashboards }: Model): Iterable<Written> {
  for (const { definition } of recordings) {
    if (definition.kind === 'expr') {
      yield { expr: definition.expr, path: definition.exprPath, use: 'recording' };
    }
  }
  for (const { sli } of slos) {
    if (sli.kind === 'threshold') yield { expr: sli.expr, path: sli.exprPath, use: 'sli' };
  }
  for (const { condition } of alerts) {
    if (condition.kind === 'expr') yield { expr: condition.expr, path: condition.exprPath, use: 'alert' };
  }
  for (const { runbook } of [...slos, ...alerts]) {
    for (const { query, path } of runbook.diagnosis) {
      if (query !== undefined) yield { expr: query, path: [...path, 'query'], use: 'panel' };
    }
  }
  for (const panel of dashboards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))) {
    if (panel.source.kind !== 'expr') continue;
    for (const { expr, legend, path } of panel.source.queries) {
      const text = legend ?? panel.legend;
      const at = legend === undefined ? [...panel.path, 'legend'] : [...path.slice(0, -1), 'legend'];
      yield { expr, path, use: 'panel', ...(text === undefined ? {} : { legend: { text, path: at } }) };
    }
  }
}
