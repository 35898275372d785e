import { type LabelValueView, valuesOf } from './breakdown.ts';
import { href, INDEX_PAGE, LABEL_PAGE } from './pages.ts';
import type { Ref, Site } from './site.ts';
import { bound } from './words.ts';

export interface LabelsView {
  readonly service: string;
  readonly index: string;
  readonly labels: readonly {
    readonly name: string;
    readonly description: string;
    readonly bound: string;
    readonly cardinality: number;
    /** What the module does with other values. */
    readonly overflow: string;
    readonly values: readonly LabelValueView[];
    readonly described: boolean;
    readonly metrics: readonly Ref[];
  }[];
}

/** Values beyond this many are named by their bound alone. */
const MOST_VALUES = 100;

export function labelsView(site: Site): LabelsView {
  const { model } = site;
  return {
    service: model.service.title,
    index: href(LABEL_PAGE, INDEX_PAGE),
    labels: [...model.labels.values()].map((label) => {
      const values = valuesOf(label);
      return {
        name: label.name,
        description: label.description ?? '',
        bound: bound(label),
        cardinality: label.cardinality,
        overflow: label.overflow ?? '',
        values: values.length > MOST_VALUES ? [] : values,
        described: values.some(({ description }) => description !== ''),
        metrics: [...model.metrics.values(), ...model.external.values()]
          .filter(({ labels }) => labels.includes(label))
          .map(({ name }) => site.metric(LABEL_PAGE, name)),
      };
    }),
  };
}
