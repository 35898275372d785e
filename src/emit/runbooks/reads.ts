import type { PanelSource } from '../../model/dashboard.ts';
import type { ExternalMetric, Metric } from '../../model/metric.ts';
import type { Model } from '../../model/model.ts';
import type { RulePlan } from '../../plan/plan.ts';
import { walk } from '../../promql/ast.ts';
import { parseExpression } from '../../promql/parse.ts';
import { LABEL } from '../../slo/names.ts';

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

/** The metric that a series belongs to: histograms expose theirs with a suffix. */
export function metricOfSeries(model: Model, series: string): Metric | ExternalMetric | undefined {
  const find = (name: string) => model.metrics.get(name) ?? model.external.get(name);
  const base = find(series.replace(/_(bucket|sum|count)$/, ''));
  return find(series) ?? (base?.type === 'histogram' ? base : undefined);
}

export const EMPTY: Reads = { metrics: new Set(), recordings: new Set(), slos: new Set() };

export function union(reads: readonly Reads[]): Reads {
  const all = (key: keyof Reads) => new Set(reads.flatMap((one) => [...one[key]]));
  return { metrics: all('metrics'), recordings: all('recordings'), slos: all('slos') };
}

/** Finds what expressions read, and follows records to what they are computed from. */
export class Reader {
  readonly #model: Model;
  /** Expressions by the record that they compute, without those of SLOs. */
  readonly #records = new Map<string, string[]>();
  readonly #recordings: ReadonlySet<string>;

  constructor(model: Model, plan: RulePlan) {
    this.#model = model;
    this.#recordings = new Set(model.recordings.map(({ record }) => record));
    for (const rule of plan.groups.flatMap(({ rules }) => rules)) {
      if (rule.kind !== 'record' || rule.origin.kind === 'slo') continue;
      const known = this.#records.get(rule.record);
      if (known === undefined) this.#records.set(rule.record, [rule.expr]);
      else known.push(rule.expr);
    }
  }

  expression(text: string, path: readonly string[] = []): Reads {
    const result = parseExpression(text, { version: this.#model.service.prometheus, variables: true });
    const ast = result.ok ? result.ast : result.ast;
    const metrics = new Set<string>();
    const recordings = new Set<string>();
    const slos = new Set<string>();
    const nested: Reads[] = [];
    if (ast !== undefined)
      walk(ast, (node) => {
        if (node.type !== 'vector' || node.name === undefined) return;
        const { name } = node.name;
        const metric = metricOfSeries(this.#model, name);
        if (metric !== undefined) metrics.add(metric.name);
        else if (this.#recordings.has(name)) recordings.add(name);
        else if (name.startsWith('slo:')) {
          const of = node.matchers.find((one) => one.name.name === LABEL.slo && one.op === '=');
          if (of !== undefined) slos.add(of.value);
        } else if (!path.includes(name)) {
          // A record that only serves an alert: what it reads, the alert reads.
          for (const expr of this.#records.get(name) ?? [])
            nested.push(this.expression(expr, [...path, name]));
        }
      });
    return union([{ metrics, recordings, slos }, ...nested]);
  }

  recording(record: string): Reads {
    return union((this.#records.get(record) ?? []).map((expr) => this.expression(expr)));
  }

  slo(id: string): Reads {
    const sli = this.#model.slos.find((slo) => slo.id === id)?.sli;
    if (sli === undefined) return EMPTY;
    if (sli.kind === 'threshold') return this.expression(sli.expr);
    const selectors = sli.kind === 'latency' ? [sli.of] : [sli.bad, sli.good, sli.total];
    return { ...EMPTY, metrics: new Set(selectors.flatMap((one) => (one ? [one.metric.name] : []))) };
  }

  panel(source: PanelSource): Reads {
    switch (source.kind) {
      case 'metric':
        return { ...EMPTY, metrics: new Set([source.of.metric.name]) };
      case 'recording':
        return { ...EMPTY, recordings: new Set([source.of.record]) };
      case 'slo':
        return { ...EMPTY, slos: new Set([source.slo]) };
      case 'expr':
        return union(source.queries.map(({ expr }) => this.expression(expr)));
      case 'alert':
      case 'text':
        return EMPTY;
    }
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
