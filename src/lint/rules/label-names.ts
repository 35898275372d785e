import type { Model } from '../../model/model.ts';
import type { SpecPath } from '../../spec/path.ts';
import { allLabels, chosenHere, isCamelCase, snakeCase } from '../names.ts';
import type { LintRule } from '../rule.ts';
import { writtenMetrics } from '../written-metrics.ts';

const BELONGS = 'names that start with __ are internal to Prometheus';

/** @see https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels */
function reason(name: string): string | undefined {
  if (name.startsWith('__')) return BELONGS;
  if (name === 'le') return 'it holds the boundary of a histogram bucket';
  if (name === 'quantile') return 'it holds the quantile of a summary';
  if (name === 'job' || name === 'instance') return 'Prometheus sets it on every series it scrapes';
  return undefined;
}

/** Names of the labels that are added to alerts, and where they are written. */
function addedLabels({ alerts, slos, service, outputs }: Model): (readonly [Iterable<string>, SpecPath])[] {
  return [
    ...alerts.map(({ labels, path }) => [labels.keys(), [...path, 'labels']] as const),
    ...slos.map(({ labels, path }) => [labels.keys(), [...path, 'alerts', 'labels']] as const),
    [service.alertLabels.keys(), ['service', 'alert_labels']],
    [Object.keys(outputs.prometheus?.external_labels ?? {}), ['outputs', 'prometheus', 'external_labels']],
  ];
}

/** Labels that Prometheus sets or reads itself cannot be declared or set; names are snake_case. */
export const labelNames: LintRule = {
  codes: ['label/reserved', 'label/camel-case'],
  *check({ document, model }) {
    const own = chosenHere(model);
    for (const label of [...allLabels(model), ...model.service.target.labels]) {
      const { name, path } = label;
      const why = reason(name);
      if (why !== undefined)
        yield document.finding('label/reserved', path, { label: name, why }, { side: 'key' });
      else if (own.has(label) && isCamelCase(name)) {
        const args = { label: name, snake: snakeCase(name) };
        yield document.finding('label/camel-case', path, args, { side: 'key' });
      }
    }
    for (const [names, path] of addedLabels(model)) {
      for (const label of names) {
        if (!label.startsWith('__')) continue;
        const args = { label, why: BELONGS };
        yield document.finding('label/reserved', [...path, label], args, { side: 'key' });
      }
    }
  },
};

/** A metric lists a label once; "drop" as a value does not go with `unknown: drop`. */
export const labelLists: LintRule = {
  codes: ['label/duplicate', 'label/overflow'],
  *check({ document, spec, model }) {
    for (const { name: metric, written, path: at } of writtenMetrics(spec)) {
      for (const [index, label] of written.labels.entries()) {
        const first = written.labels.indexOf(label);
        if (first === index) continue;
        const path = [...at, 'labels'];
        const related = [{ place: document.locate([...path, first]), note: 'first listed here' }];
        yield document.finding('label/duplicate', [...path, index], { label, metric }, { related });
      }
    }
    for (const { name, values, overflow, path } of model.labels.values()) {
      if (overflow !== undefined || !values?.includes('drop')) continue;
      yield document.finding('label/overflow', [...path, 'values'], { label: name });
    }
  },
};
