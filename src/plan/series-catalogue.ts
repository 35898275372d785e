import type { Model } from '../model/model.ts';
import type { Expr } from '../promql/ast.ts';
import type { DeclaredLabel, LabelValues, MetricCatalogue, SeriesDeclaration } from '../promql/catalogue.ts';
import type { Flow } from '../promql/flow.ts';
import { inferFlow } from '../promql/infer.ts';
import { parseExpression } from '../promql/parse.ts';
import { BAD_EVENTS, EVENTS, GOOD_EVENTS } from '../slo/names.ts';
import { declaredSeries } from './declared-series.ts';
import type { RecordRule, RulePlan } from './plan.ts';

/** Sums of counters that reset together are counters themselves: their rates mean something. */
const RUNNING_TOTALS: ReadonlySet<string> = new Set([EVENTS, BAD_EVENTS, GOOD_EVENTS]);

/** An expression with what is known of its result. */
interface Understood {
  readonly ast: Expr;
  readonly flow: Flow;
}

/** What can be queried once the rules run: the declared metrics, external ones, and everything that rules record. */
export interface SeriesCatalogue extends MetricCatalogue {
  /**
   * An expression, parsed and inferred once however often it is asked for; undefined where it does not parse. With
   * `variables`, those of Grafana may stand in it.
   */
  understand(expr: string, variables?: boolean): Understood | undefined;
  /** Labels that results of an expression carry, the metric name left aside; undefined where that is not known. */
  readonly labelsOf: LabelReader;
}

export type LabelReader = (expr: string) => ReadonlySet<string> | undefined;

const catalogues = new WeakMap<RulePlan, { readonly model: Model; readonly catalogue: SeriesCatalogue }>();

/** The same catalogue for the same model and plan: lint, reports and emitters share what it has worked out. */
export function seriesCatalogue(model: Model, plan: RulePlan): SeriesCatalogue {
  const known = catalogues.get(plan);
  if (known?.model === model) return known.catalogue;
  const catalogue = new Catalogue(model, plan);
  catalogues.set(plan, { model, catalogue });
  return catalogue;
}

/** Records are worked out when they are first asked for: a rule may read one that stands in a later group. */
class Catalogue implements SeriesCatalogue {
  readonly #model: Model;
  readonly #declared: ReadonlyMap<string, SeriesDeclaration>;
  readonly #writers = new Map<string, RecordRule[]>();
  readonly #records = new Map<string, SeriesDeclaration>();
  readonly #understood = new Map<string, Understood | undefined>();

  constructor(model: Model, plan: RulePlan) {
    this.#model = model;
    this.#declared = new Map(declaredSeries(model).map((series) => [series.series, series]));
    for (const rule of plan.groups.flatMap(({ rules }) => rules)) {
      if (rule.kind !== 'record') continue;
      this.#writers.set(rule.record, [...(this.#writers.get(rule.record) ?? []), rule]);
    }
  }

  names(): Iterable<string> {
    return [...this.#declared.keys(), ...this.#writers.keys()];
  }

  lookup(series: string): SeriesDeclaration | undefined {
    const known = this.#declared.get(series) ?? this.#records.get(series);
    const writers = this.#writers.get(series);
    if (known !== undefined || writers === undefined) return known;
    // While a record is worked out, a rule that reads itself learns nothing of it.
    this.#records.set(series, this.#unknownRecord(series));
    const declarations = writers.flatMap((rule) => this.#recorded(rule) ?? []);
    const declaration = declarations.reduce<SeriesDeclaration | undefined>(
      (left, right) => (left === undefined ? right : union(left, right)),
      undefined,
    );
    if (declaration !== undefined) {
      const parts = declarations.length > 1 ? { parts: declarations } : {};
      this.#records.set(series, { ...declaration, ...parts });
    }
    return this.#records.get(series);
  }

  understand(expr: string, variables = false): Understood | undefined {
    const key = `${variables} ${expr}`;
    if (this.#understood.has(key)) return this.#understood.get(key);
    const { prometheus: version, ruleInterval: evaluationInterval } = this.#model.service;
    const parsed = parseExpression(expr, { version, variables });
    const understood = parsed.ok
      ? { ast: parsed.ast, flow: inferFlow(parsed.ast, this, { evaluationInterval }).root }
      : undefined;
    this.#understood.set(key, understood);
    return understood;
  }

  readonly labelsOf: LabelReader = (expr) => {
    const labels = this.understand(expr)?.flow.labels;
    return labels?.rest.status === 'impossible' ? new Set(labels.names()) : undefined;
  };

  #recorded(rule: RecordRule): SeriesDeclaration | undefined {
    const flow = this.understand(rule.expr)?.flow;
    if (flow === undefined) return undefined;
    const { unit, kind, aggregated, quantile, range, series: maxSeries } = flow;
    const labels = new Map<string, DeclaredLabel>();
    for (const [name, fact] of flow.labels.known) {
      if (name === '__name__' || fact.status === 'impossible') continue;
      labels.set(name, { values: fact.values, optional: fact.status === 'possible' });
    }
    for (const [name, value] of rule.labels)
      labels.set(name, { values: { kind: 'closed', values: [value] } });
    return {
      ...this.#unknownRecord(rule.record),
      kind,
      aggregated: aggregated && !RUNNING_TOTALS.has(rule.record),
      quantile,
      range,
      labels,
      undeclaredLabels: flow.labels.rest.status !== 'impossible',
      maxSeries,
      ...(unit === undefined ? {} : { unit }),
    };
  }

  #unknownRecord(series: string): SeriesDeclaration {
    const { outputs, service } = this.#model;
    const { raw, aggregated = raw } = service.retention;
    return {
      series,
      metric: series,
      origin: 'recording',
      kind: 'unknown',
      part: 'value',
      labels: new Map(),
      undeclaredLabels: true,
      maxSeries: Number.POSITIVE_INFINITY,
      interval: service.ruleInterval,
      // Aggregates outlive the raw samples only where long-term storage answers queries.
      retention: outputs.prometheus?.remote_read === undefined ? raw : aggregated,
    };
  }
}

/** Several rules can record under one name, told apart by the labels they set. */
function union(left: SeriesDeclaration, right: SeriesDeclaration): SeriesDeclaration {
  const labels = new Map<string, DeclaredLabel>();
  for (const name of new Set([...left.labels.keys(), ...right.labels.keys()])) {
    const [one, other] = [left.labels.get(name), right.labels.get(name)];
    const optional =
      one === undefined || other === undefined || one.optional === true || other.optional === true;
    labels.set(name, { values: unionValues(one?.values, other?.values), optional });
  }
  const { unit, range, kind, aggregated, ...rest } = left;
  return {
    ...rest,
    kind: kind === right.kind ? kind : 'unknown',
    aggregated: aggregated === true || right.aggregated === true,
    quantile: left.quantile === true || right.quantile === true,
    labels,
    undeclaredLabels: left.undeclaredLabels === true || right.undeclaredLabels === true,
    maxSeries: left.maxSeries + right.maxSeries,
    ...(unit !== undefined && unit === right.unit ? { unit } : {}),
    range: {
      min: Math.min(range?.min ?? Number.NEGATIVE_INFINITY, right.range?.min ?? Number.NEGATIVE_INFINITY),
      max: Math.max(range?.max ?? Number.POSITIVE_INFINITY, right.range?.max ?? Number.POSITIVE_INFINITY),
    },
  };
}

function unionValues(left: LabelValues | undefined, right: LabelValues | undefined): LabelValues {
  if (left === undefined || right === undefined) return left ?? right ?? { kind: 'unknown' };
  if (left.kind !== 'closed' || right.kind !== 'closed') return { kind: 'unknown' };
  return { kind: 'closed', values: [...new Set([...left.values, ...right.values])] };
}
