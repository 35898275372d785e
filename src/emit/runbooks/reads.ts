import type { PanelSource } from '../../model/dashboard.ts';
import type { Model } from '../../model/model.ts';
import type { RecordRule, Rule, RulePlan } from '../../plan/plan.ts';
import { metricsRead, type Read, readsOfPanel, readsOfRule, writersOf } from '../../plan/reads.ts';

/** What an expression reads by name. */
export interface Reads {
  readonly metrics: ReadonlySet<string>;
  /** Recordings of the spec. */
  readonly recordings: ReadonlySet<string>;
  readonly slos: ReadonlySet<string>;
}

export interface Traced {
  readonly direct: Reads;
  /** With what the recordings and objectives read that are read. */
  readonly all: Reads;
}

export const EMPTY: Reads = { metrics: new Set(), recordings: new Set(), slos: new Set() };

export function union(reads: readonly Reads[]): Reads {
  const all = (key: keyof Reads) => new Set(reads.flatMap((one) => [...one[key]]));
  return { metrics: all('metrics'), recordings: all('recordings'), slos: all('slos') };
}

/** Finds what expressions read, and follows records to what they are computed from. */
export class Reader {
  readonly #model: Model;
  readonly #rules: readonly RecordRule[];
  readonly #writers: (read: Read) => readonly RecordRule[];

  constructor(model: Model, { groups }: RulePlan) {
    this.#model = model;
    this.#rules = groups.flatMap(({ rules }) => rules).filter((rule) => rule.kind === 'record');
    this.#writers = writersOf(this.#rules);
  }

  /** `within` are the rules of alerts that are being followed. */
  #resolve(reads: readonly Read[], within: readonly Rule[] = []): Reads {
    const metrics = reads.flatMap((read) => metricsRead(this.#model, read)).map(({ name }) => name);
    const recordings = new Set<string>();
    const slos = new Set<string>();
    const nested: Reads[] = [];
    for (const rule of reads.flatMap(this.#writers)) {
      if (rule.origin.kind === 'recording') recordings.add(rule.record);
      else if (rule.origin.kind === 'slo') slos.add(rule.origin.slo);
      // A record that only serves an alert: what it reads, the alert reads.
      else if (!within.includes(rule)) nested.push(this.rule(rule, [...within, rule]));
    }
    return union([{ metrics: new Set(metrics), recordings, slos }, ...nested]);
  }

  rule(rule: Rule, within: readonly Rule[] = []): Reads {
    return this.#resolve(readsOfRule(rule, this.#model.service.prometheus), within);
  }

  recording(record: string): Reads {
    return this.#of((rule) => rule.origin.kind === 'recording' && rule.record === record);
  }

  /** Its own records left aside. */
  slo(id: string): Reads {
    const reads = this.#of(({ origin }) => origin.kind === 'slo' && origin.slo === id);
    return { ...reads, slos: new Set([...reads.slos].filter((other) => other !== id)) };
  }

  #of(picks: (rule: RecordRule) => boolean): Reads {
    return union(this.#rules.filter(picks).map((rule) => this.rule(rule)));
  }

  panel(source: PanelSource): Reads {
    if (source.kind === 'slo') return { ...EMPTY, slos: new Set([source.slo]) };
    return this.#resolve(readsOfPanel(source, this.#model.service.prometheus));
  }

  traced(direct: Reads): Traced {
    return { direct, all: this.closure(direct) };
  }

  /** `reads` with what its recordings and SLOs read, and so on. */
  closure(reads: Reads): Reads {
    let all = reads;
    for (;;) {
      const next = union([
        all,
        ...[...all.recordings].map((record) => this.recording(record)),
        ...[...all.slos].map((id) => this.slo(id)),
      ]);
      const size = (one: Reads) => one.metrics.size + one.recordings.size + one.slos.size;
      if (size(next) === size(all)) return next;
      all = next;
    }
  }
}
