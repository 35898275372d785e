import { type CardinalityReport, cardinalityOf } from '../../cardinality/cardinality.ts';
import type { Model } from '../../model/model.ts';
import type { RulePlan } from '../../plan/plan.ts';
import { seriesCatalogue } from '../../plan/series-catalogue.ts';
import { asCode } from './escape.ts';
import {
  alertPage,
  anchorsOf,
  EXTERNAL_PAGE,
  groupPage,
  href,
  LABEL_PAGE,
  OPERATION_PAGE,
  RECORDING_PAGE,
  SLO_PAGE,
} from './pages.ts';
import { type Usage, usageOf } from './usage.ts';

/** A link in a page; `note` says in a few words why it is there. */
export interface Ref {
  readonly text: string;
  readonly href: string;
  readonly note: string;
}

/** What all pages are made from, and where on them everything is. */
export class Site {
  readonly model: Model;
  readonly plan: RulePlan;
  readonly usage: Usage;
  readonly cardinality: CardinalityReport;
  readonly #places = new Map<string, { readonly page: string; readonly anchor: string }>();

  constructor(model: Model, plan: RulePlan) {
    this.model = model;
    this.plan = plan;
    this.usage = usageOf(model, plan);
    this.cardinality = cardinalityOf(model, plan, seriesCatalogue(model, plan), []);
    for (const { name } of model.groups) {
      const metrics = [...model.metrics.values()].filter(({ group }) => group === name);
      this.#place(
        groupPage(name),
        'metric',
        metrics.map((metric) => metric.name),
      );
    }
    this.#place(EXTERNAL_PAGE, 'metric', [...model.external.keys()]);
    this.#place(LABEL_PAGE, 'label', [...model.labels.keys()]);
    this.#place(
      RECORDING_PAGE,
      'recording',
      model.recordings.map(({ record }) => record),
    );
    this.#place(
      SLO_PAGE,
      'slo',
      model.slos.map(({ id }) => id),
    );
    this.#place(
      OPERATION_PAGE,
      'operation',
      model.operations.map(({ name }) => name),
    );
  }

  /** Names are the headings of their pages. Titles and sub-headings there hold a space, which no name does. */
  #place(page: string, kind: string, names: readonly string[]): void {
    for (const [name, anchor] of anchorsOf(names)) this.#places.set(`${kind} ${name}`, { page, anchor });
  }

  #ref(from: string, kind: string, name: string, note: string): Ref {
    const place = this.#places.get(`${kind} ${name}`);
    if (place === undefined) throw new Error(`no page has a section on the ${kind} ${name}`);
    return { text: asCode(name), href: href(from, place.page, place.anchor), note };
  }

  metric(from: string, name: string): Ref {
    const metric = this.model.metrics.get(name) ?? this.model.external.get(name);
    return this.#ref(from, 'metric', name, metric?.help ?? '');
  }

  label(from: string, name: string): Ref {
    return this.#ref(from, 'label', name, this.model.labels.get(name)?.description ?? '');
  }

  recording(from: string, record: string): Ref {
    const recording = this.model.recordings.find((one) => one.record === record);
    return this.#ref(from, 'recording', record, recording?.description ?? '');
  }

  slo(from: string, id: string): Ref {
    return this.#ref(from, 'slo', id, this.model.slos.find((slo) => slo.id === id)?.title ?? '');
  }

  operation(from: string, name: string): Ref {
    const operation = this.model.operations.find((one) => one.name === name);
    return this.#ref(from, 'operation', name, operation?.description ?? '');
  }

  alert(from: string, name: string, note?: string): Ref {
    const entry = this.usage.alerts.find((one) => one.name === name);
    return {
      text: asCode(name),
      href: href(from, alertPage(name)),
      note: note ?? (entry ? titleOf(entry) : ''),
    };
  }
}

/** What people call an alert. */
export function titleOf(entry: Usage['alerts'][number]): string {
  return entry.alert?.title ?? `Error budget burns: ${entry.slo?.title ?? entry.name}`;
}
