import { promqlFindings } from '../../finding/catalogue/promql.ts';
import { expressionsIn } from '../../model/references.ts';
import { PARSE_CODES } from '../../promql/check.ts';
import { checkUsedLabels } from '../../promql/checks/labels.ts';
import type { PromqlCode } from '../../promql/problem.ts';
import { atCharacters, checked } from '../promql.ts';
import type { LintRule } from '../rule.ts';

const CODES = Object.keys(promqlFindings) as PromqlCode[];
const FORM_CODES: readonly PromqlCode[] = Object.values(PARSE_CODES);

/** Every expression of the spec is PromQL of the target's Prometheus, about metrics, labels and values that exist. */
export const expressions: LintRule = {
  codes: CODES,
  needsWholeModel: CODES.filter((code) => !FORM_CODES.includes(code)),
  *check(context) {
    const { document, model } = context;
    for (const { expr, path, use, legend } of expressionsIn(model)) {
      const { problems, inference } = checked(context, expr, use);
      for (const problem of problems) yield atCharacters(document, path, problem);
      if (legend === undefined || inference === undefined) continue;
      for (const problem of checkUsedLabels(inference.root, labelsIn(legend.text)))
        yield atCharacters(document, legend.path, { ...problem, related: [] });
    }
  },
};

/** Labels that a Grafana legend fills in: `{{model}}`. */
function labelsIn(legend: string) {
  return [...legend.matchAll(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g)].map((match) => {
    const name = match[1] ?? '';
    const offset = match.index + match[0].indexOf(name);
    return { name, span: { offset, end: offset + name.length } };
  });
}
