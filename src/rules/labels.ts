import type { ExternalMetric, Metric } from '../model/metric.ts';
import type { Model } from '../model/model.ts';
import { type Binary, type Call, type Expr, isSetOp } from '../promql/ast.ts';
import { parseExpression } from '../promql/parse.ts';
import { typeOf } from '../promql/types.ts';
import type { RulePlan } from './plan.ts';

/** Labels that every result of an expression carries; undefined where that cannot be told. */
export type Labels = ReadonlySet<string> | undefined;

/** Labels that Prometheus adds to what it scrapes. */
const TARGET_LABELS = ['instance', 'job'];

/** Tells the labels of expressions, through the records that they read. */
export class LabelReader {
  readonly #model: Model;
  readonly #records = new Map<string, { readonly expr: string; readonly labels: readonly string[] }>();
  readonly #known = new Map<string, Labels>();

  constructor(model: Model, plan: RulePlan) {
    this.#model = model;
    for (const { rules } of plan.groups) {
      for (const rule of rules) {
        if (rule.kind === 'record')
          this.#records.set(rule.record, { expr: rule.expr, labels: [...rule.labels.keys()] });
      }
    }
  }

  /** The labels that the results of an expression carry, without the metric name. */
  labelsOf(expr: string): Labels {
    const parsed = parseExpression(expr, { version: this.#model.service.prometheus });
    return parsed.ok ? this.#of(parsed.ast) : undefined;
  }

  #of(expr: Expr): Labels {
    switch (expr.type) {
      case 'number':
      case 'string':
        return new Set();
      case 'vector':
        return expr.name === undefined ? undefined : this.#ofSeries(expr.name.name);
      case 'matrix':
        return this.#of(expr.selector);
      case 'subquery':
      case 'unary':
        return this.#of(expr.expr);
      case 'call':
        return this.#ofCall(expr);
      case 'binary':
        return this.#ofBinary(expr);
      case 'aggregate': {
        if (['topk', 'bottomk', 'limitk', 'limit_ratio'].includes(expr.op)) return this.#of(expr.expr);
        const names = (expr.grouping?.labels ?? []).map(({ name }) => name);
        const inner = this.#of(expr.expr);
        if (expr.grouping?.kind === 'without') return inner && without(inner, names);
        return new Set(names.filter((name) => inner === undefined || inner.has(name)));
      }
    }
  }

  #ofSeries(name: string): Labels {
    if (this.#known.has(name)) return this.#known.get(name);
    // A record that reads itself has the labels of what it started from, which cannot be told.
    this.#known.set(name, undefined);
    const record = this.#records.get(name);
    const metric = this.#model.metrics.get(name) ?? this.#model.external.get(name);
    const labels =
      record === undefined
        ? metric === undefined
          ? this.#ofHistogram(name)
          : labelsOfMetric(metric)
        : including(this.labelsOf(record.expr), record.labels);
    this.#known.set(name, labels);
    return labels;
  }

  #ofHistogram(name: string): Labels {
    const base = name.replace(/_(?:bucket|count|sum)$/, '');
    const metric = this.#model.metrics.get(base) ?? this.#model.external.get(base);
    if (metric?.type !== 'histogram' || base === name) return undefined;
    return name.endsWith('_bucket') ? including(labelsOfMetric(metric), ['le']) : labelsOfMetric(metric);
  }

  #ofCall({ func, args }: Call): Labels {
    if (func === 'absent' || func === 'absent_over_time') return undefined;
    const source = args.find((arg) => typeOf(arg) === 'vector' || typeOf(arg) === 'matrix');
    if (source === undefined) return new Set();
    const labels = this.#of(source);
    if (func === 'histogram_quantile') return labels && without(labels, ['le']);
    const target = args[1];
    if ((func === 'label_replace' || func === 'label_join') && target?.type === 'string')
      return including(labels, [target.value]);
    return labels;
  }

  #ofBinary({ op, left, right, matching }: Binary): Labels {
    if (typeOf(left) === 'scalar') return this.#of(right);
    if (typeOf(right) === 'scalar') return this.#of(left);
    const [one, other] = [this.#of(left), this.#of(right)];
    if (op === 'or') return one && other && new Set([...one].filter((name) => other.has(name)));
    if (isSetOp(op)) return one;
    const names = matching?.labels.map(({ name }) => name) ?? [];
    if (matching?.group !== undefined) {
      const many = matching.group.side === 'left' ? one : other;
      return including(
        many,
        matching.group.include.map(({ name }) => name),
      );
    }
    return matching?.kind === 'on' ? new Set(names) : one && without(one, names);
  }
}

function labelsOfMetric(metric: Metric | ExternalMetric): ReadonlySet<string> {
  return new Set([...metric.labels.map(({ name }) => name), ...TARGET_LABELS]);
}

function without(labels: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  return new Set([...labels].filter((name) => !names.includes(name)));
}

function including(labels: Labels, names: readonly string[]): Labels {
  return labels && new Set([...labels, ...names]);
}
