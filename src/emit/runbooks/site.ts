import { type CardinalityReport, cardinalityOf } from '../../cardinality/cardinality.ts';
import type { Alert } from '../../model/alert.ts';
import type { Label } from '../../model/label.ts';
import type { AnyMetric } from '../../model/metric.ts';
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

/** Where a thing is, and what the spec says of it in few words. */
interface Place {
  readonly page: string;
  readonly anchor?: string;
  readonly note: string | undefined;
}

type Named = readonly [name: string, note: string | undefined];

/** The input of all pages, and the place of everything on them. */
export class Site {
  readonly model: Model;
  readonly plan: RulePlan;
  readonly usage: Usage;
  readonly cardinality: CardinalityReport;
  readonly #places = new Map<string, Place>();
  readonly metric = this.#refs('metric');
  readonly #label = this.#refs('label');
  readonly recording = this.#refs('recording');
  readonly slo = this.#refs('slo');
  readonly operation = this.#refs('operation');
  readonly alert = this.#refs('alert');

  constructor(model: Model, plan: RulePlan) {
    this.model = model;
    this.plan = plan;
    this.usage = usageOf(model, plan);
    this.cardinality = cardinalityOf(model, plan, seriesCatalogue(model, plan), []);
    const place = <T>(page: string, kind: Kind, things: Iterable<T>, named: (thing: T) => Named) =>
      this.#place(page, kind, new Map([...things].map(named)));
    const helped = ({ name, help }: AnyMetric): Named => [name, help];
    place(PAGE.own, 'metric', model.own.values(), helped);
    for (const { name } of model.groups) place(PAGE.group(name), 'metric', this.metricsOf(name), helped);
    place(PAGE.external, 'metric', model.external.values(), helped);
    place(PAGE.labels, 'label', model.labels.values(), ({ name, description }) => [name, description]);
    place(PAGE.recordings, 'recording', model.recordings, ({ record, description }) => [record, description]);
    place(PAGE.slos, 'slo', model.slos, ({ id, title }) => [id, title]);
    place(PAGE.operations, 'operation', model.operations, ({ name, description }) => [name, description]);
    for (const entry of this.usage.alerts)
      this.#places.set(`alert ${entry.name}`, { page: PAGE.alert(entry.name), note: titleOf(entry) });
  }

  /** The metrics of a group, in the order of the spec. */
  metricsOf(group: string) {
    return [...this.model.metrics.values()].filter((metric) => metric.group === group);
  }

  /** Names are the headings of their pages. Titles and sub-headings there hold a space, which no name does. */
  #place(page: string, kind: Kind, notes: ReadonlyMap<string, string | undefined>): void {
    for (const [name, anchor] of anchorsOf(notes.keys()))
      this.#places.set(`${kind} ${name}`, { page, anchor, note: notes.get(name) });
  }

  /** Links to things of a kind `from` a page; the usual note is what the spec says of the thing. */
  #refs(kind: Kind): (from: string, name: string, note?: string) => Ref {
    return (from, name, note) => {
      const place = this.#places.get(`${kind} ${name}`);
      if (place === undefined) throw new Error(`no page has a section on the ${kind} ${name}`);
      const isCard = from === PAGE.catalogue && CARDS.has(kind);
      return {
        text: asCode(name),
        href: isCard ? `#${cardId(kind, name)}` : href(from, place.page, place.anchor),
        note: note ?? place.note ?? '',
      };
    };
  }

  /** A label of the module itself, or of a source, is on no other page. */
  label(from: string, label: Label): Ref {
    const { name, description = '' } = label;
    if (this.model.labels.get(name) !== label) return { text: asCode(name), href: '', note: description };
    return this.#label(from, name);
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
