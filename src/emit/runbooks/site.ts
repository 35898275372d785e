import { type CardinalityReport, cardinalityOf } from '../../cardinality/cardinality.ts';
import type { Alert } from '../../model/alert.ts';
import type { Label } from '../../model/label.ts';
import { metricNamed } from '../../model/metric.ts';
import type { Model } from '../../model/model.ts';
import type { Slo } from '../../model/slo.ts';
import { dashboardUrl } from '../../plan/links.ts';
import type { RulePlan } from '../../plan/plan.ts';
import { seriesCatalogue } from '../../plan/series-catalogue.ts';
import { asCode } from './escape.ts';
import { type AlertEntry, type Usage, usageOf } from './usage.ts';

/** Where pages are, relative to the folder of the runbooks: every link is made of these. */
export const PAGE = {
  index: 'README.md',
  slos: 'slos.md',
  labels: 'labels.md',
  recordings: 'recordings.md',
  operations: 'operations.md',
  cardinality: 'cardinality.md',
  external: 'external-metrics.md',
  own: 'module-metrics.md',
  catalogue: 'catalogue.html',
  alert: (name: string) => `alerts/${name}.md`,
  group: (name: string) => `metrics/${name}.md`,
} as const;

/** A link in a page; `note` says in a few words why it is there. */
export interface Ref {
  readonly text: string;
  /** Empty if the spec does not give the address. */
  readonly href: string;
  readonly note: string;
}

type Kind = 'metric' | 'label' | 'recording' | 'slo' | 'operation' | 'alert';

/** Kinds that have a card in the catalogue. */
const CARDS: ReadonlySet<Kind> = new Set(['metric', 'label', 'slo', 'alert']);

/** The input of all pages, and the place of everything on them. */
export class Site {
  readonly model: Model;
  readonly plan: RulePlan;
  readonly usage: Usage;
  readonly cardinality: CardinalityReport;
  readonly #places = new Map<string, { readonly page: string; readonly anchor?: string }>();

  constructor(model: Model, plan: RulePlan) {
    this.model = model;
    this.plan = plan;
    this.usage = usageOf(model, plan);
    this.cardinality = cardinalityOf(model, plan, seriesCatalogue(model, plan), []);
    const names = (of: readonly { readonly name: string }[]) => of.map(({ name }) => name);
    this.#place(PAGE.own, 'metric', model.own.keys());
    for (const { name } of model.groups) this.#place(PAGE.group(name), 'metric', names(this.metricsOf(name)));
    this.#place(PAGE.external, 'metric', model.external.keys());
    this.#place(PAGE.labels, 'label', model.labels.keys());
    this.#place(
      PAGE.recordings,
      'recording',
      model.recordings.map(({ record }) => record),
    );
    this.#place(
      PAGE.slos,
      'slo',
      model.slos.map(({ id }) => id),
    );
    this.#place(PAGE.operations, 'operation', names(model.operations));
    for (const { name } of this.usage.alerts) this.#places.set(`alert ${name}`, { page: PAGE.alert(name) });
  }

  /** The metrics of a group, in the order of the spec. */
  metricsOf(group: string) {
    return [...this.model.metrics.values()].filter((metric) => metric.group === group);
  }

  /** Names are the headings of their pages. Titles and sub-headings there hold a space, which no name does. */
  #place(page: string, kind: Kind, names: Iterable<string>): void {
    for (const [name, anchor] of anchorsOf(names)) this.#places.set(`${kind} ${name}`, { page, anchor });
  }

  #ref(from: string, kind: Kind, name: string, note = ''): Ref {
    const place = this.#places.get(`${kind} ${name}`);
    if (place === undefined) throw new Error(`no page has a section on the ${kind} ${name}`);
    const isCard = from === PAGE.catalogue && CARDS.has(kind);
    return {
      text: asCode(name),
      href: isCard ? `#${cardId(kind, name)}` : href(from, place.page, place.anchor),
      note,
    };
  }

  metric(from: string, name: string): Ref {
    const metric = metricNamed(this.model, name);
    return this.#ref(from, 'metric', name, metric?.help);
  }

  /** A label of the module itself, or of a source, is on no other page. */
  label(from: string, label: Label): Ref {
    const { name, description = '' } = label;
    if (this.model.labels.get(name) !== label) return { text: asCode(name), href: '', note: description };
    return this.#ref(from, 'label', name, description);
  }

  recording(from: string, record: string): Ref {
    const recording = this.model.recordings.find((one) => one.record === record);
    return this.#ref(from, 'recording', record, recording?.description);
  }

  slo(from: string, id: string): Ref {
    return this.#ref(from, 'slo', id, this.model.slos.find((slo) => slo.id === id)?.title);
  }

  operation(from: string, name: string): Ref {
    const operation = this.model.operations.find((one) => one.name === name);
    return this.#ref(from, 'operation', name, operation?.description);
  }

  alert(from: string, name: string, note?: string): Ref {
    const entry = this.usage.alerts.find((one) => one.name === name);
    return this.#ref(from, 'alert', name, note ?? (entry && titleOf(entry)));
  }

  dashboard({ uid, title }: { readonly uid: string; readonly title: string }, note: string): Ref {
    return { text: title, href: dashboardUrl(this.model, uid) ?? '', note };
  }
}

/** Of an element of the catalogue. */
export function cardId(kind: Kind, name: string): string {
  return `${kind}-${name}`;
}

/** What the spec says of an alert, or of the objective that it belongs to. */
export function sourceOf({ alert, slo }: AlertEntry): Alert | Slo | undefined {
  return alert ?? slo;
}

/** The title of an alert. */
export function titleOf(entry: AlertEntry): string {
  return entry.alert?.title ?? `Error budget burn: ${entry.slo?.title ?? entry.name}`;
}

/** A link from one page to another (and to an anchor on it). */
export function href(from: string, to: string, anchor?: string): string {
  const fragment = anchor === undefined ? '' : `#${anchor}`;
  if (from === to && anchor !== undefined) return fragment;
  const up = '../'.repeat(from.split('/').length - 1);
  const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : '';
  const path = folder !== '' && to.startsWith(folder) ? to.slice(folder.length) : `${up}${to}`;
  return `${path}${fragment}`;
}

/**
 * Anchors that GitHub and GitLab give the headings of one page, in order; a repeated one gets a number.
 * @see https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
 */
function anchorsOf(headings: Iterable<string>): Map<string, string> {
  const taken = new Map<string, number>();
  const anchors = new Map<string, string>();
  for (const heading of headings) {
    const slug = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let n = taken.get(slug) ?? 0; taken.has(anchor); ) {
      n += 1;
      anchor = `${slug}-${n}`;
      taken.set(slug, n);
    }
    taken.set(anchor, 0);
    if (!anchors.has(heading)) anchors.set(heading, anchor);
  }
  return anchors;
}
