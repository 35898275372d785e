import { finding } from '../../finding/finding.ts';
import { expressionsIn } from '../../model/references.ts';
import { apartIn } from '../../model/scope.ts';
import { checked } from '../promql.ts';
import type { LintRule } from '../rule.ts';

/**
 * Labels that prometheus-operator adds to every series of a target.
 * @see https://github.com/prometheus-operator/prometheus-operator/blob/main/Documentation/api-reference/api.md
 */
const OF_OPERATOR = ['namespace', 'pod', 'service', 'container', 'node', 'endpoint'];

/**
 * A label of a metric is not one that Prometheus adds to the series: the metric's would be renamed.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config (honor_labels)
 */
export const pushedAside: LintRule = {
  codes: ['label/pushed-aside'],
  *check({ document, model, spec }) {
    if (spec.outputs.prometheus?.scrape?.honor_labels) return;
    const { target } = model.service;
    const declared = new Map(target.labels.map(({ name, path }) => [name, path]));
    const discovered = spec.service.discovery === 'prometheus-operator' ? OF_OPERATOR : [];
    for (const [metric, { labels }] of Object.entries(spec.metrics)) {
      for (const [index, label] of labels.entries()) {
        const path = declared.get(label);
        if (path === undefined && !discovered.includes(label)) continue;
        const by = path === undefined ? 'prometheus-operator' : '`service.target_labels`';
        const related =
          path === undefined ? [] : [{ place: document.locate(path, 'key'), note: 'declared here' }];
        const at = ['metrics', metric, 'labels', index];
        yield document.finding('label/pushed-aside', at, { label, metric, by }, { related });
      }
    }
  },
};

/** What is judged apart stays apart in the author's own expressions; structured forms keep it by themselves. */
export const lostApart: LintRule = {
  codes: ['label/lost-apart'],
  needsWholeModel: true,
  *check(context) {
    const { document, model } = context;
    if (model.service.target.apart.length === 0) return;
    for (const { expr, path, use } of expressionsIn(model)) {
      if (use === 'panel') continue;
      const { ast, inference } = checked(context, expr, use);
      if (ast === undefined || inference === undefined) continue;
      for (const label of apartIn(model, ast)) {
        const { status, reason } = inference.root.labels.get(label);
        if (status !== 'impossible') continue;
        const { offset, end } = reason.span;
        yield finding('label/lost-apart', { label }, document.locateText(path, offset, end));
      }
    }
  },
};
