import { panelsIn } from '../model/references.ts';
import type { Matcher } from '../model/selector.ts';
import { originKey } from '../plan/plan.ts';
import { metricsRead, type Read, readsOf, readsOfPanel } from '../plan/reads.ts';
import type { Expr, VectorSelector } from '../promql/ast.ts';
import { valueTest } from '../promql/label-values.ts';
import { parseExpression } from '../promql/parse.ts';
import { print } from '../promql/print.ts';
import type { Side } from './side.ts';

/** A query of a spec with the thing that asks it. */
export interface Query {
  /** `alert ShopSlow`, `slo success`, `recording x`, `dashboard shop`, `runbook of ShopSlow`. */
  readonly reader: string;
  /** Undefined where the tool derives the query anew from a structured form. */
  readonly expr?: Expr;
  /** Labels that a structured form keeps. */
  readonly by?: readonly string[] | undefined;
  readonly reads: readonly Read[];
}

/** Every query that a spec writes or that its rules are made of; dashboards that follow from the whole spec are not. */
export function queriesOf({ model, plan }: Side): Query[] {
  const { prometheus: version } = model.service;
  const parsed = (reader: string, text: string): Query[] => {
    const { ast } = parseExpression(text, { version, variables: true });
    return ast === undefined ? [] : [{ reader, expr: ast, reads: readsOf(ast) }];
  };
  return [
    ...plan.groups.flatMap(({ rules }) => rules.flatMap((rule) => parsed(originKey(rule.origin), rule.expr))),
    ...panelsIn(model).flatMap(({ source, by, path }) => {
      const reader = `dashboard ${model.dashboards[Number(path[1])]?.uid}`;
      if (source.kind === 'expr') return source.queries.flatMap(({ expr }) => parsed(reader, expr));
      return [{ reader, by, reads: readsOfPanel(source, version) }];
    }),
    ...[...model.slos, ...model.alerts].flatMap(({ runbook, ...of }) =>
      runbook.diagnosis.flatMap(({ query }) =>
        query === undefined ? [] : parsed(`runbook of ${'id' in of ? of.id : of.name}`, query.expr),
      ),
    ),
  ];
}

/** Who asks a query that passes the test, each once. */
export function readersOf(queries: readonly Query[], test: (query: Query) => boolean): string[] {
  return [...new Set(queries.filter(test).map(({ reader }) => reader))];
}

/** Whether a selector reads a metric. */
export const readsMetric = (side: Side, metric: string) => (read: Read) =>
  metricsRead(side.model, read).some(({ name }) => name === metric);

/** The matchers of a query on a label that its metrics, or a record that it reads, may have. */
export function matchersOn({ model }: Side, { reads }: Query, label: string): Matcher[] {
  return reads.flatMap((read) => {
    const metrics = metricsRead(model, read);
    const isConcerned =
      metrics.length === 0 || metrics.some(({ labels }) => labels.some(({ name }) => name === label));
    return isConcerned ? read.matchers.filter((matcher) => matcher.label === label) : [];
  });
}

/** Whether a query names a label: it matches on it, keeps it, or joins by it. */
export function namesLabel({ expr, by, reads }: Query, label: string): boolean {
  if (expr !== undefined)
    return (
      print(expr)
        .match(/[a-zA-Z_]\w*/g)
        ?.includes(label) ?? false
    );
  return (
    by?.includes(label) === true ||
    reads.some(({ matchers }) => matchers.some((matcher) => matcher.label === label))
  );
}

/** Whether a matcher tells a value apart from the others: it asks for it by name, or leaves it out. */
export function namesValue(matcher: Matcher, value: string, all: readonly string[]): boolean {
  const accepts = valueTest(matcher);
  const isNegative = matcher.op === '!=' || matcher.op === '!~';
  return isNegative ? !accepts(value) : accepts(value) && !all.every(accepts);
}

/**
 * What becomes of a label that the picked selectors gain: it stays in the result or in a match of two sides, or an
 * aggregation removes it.
 */
export function keepsLabel(expr: Expr, picks: (selector: VectorSelector) => boolean, label: string): boolean {
  return fateOf(expr, picks, label) !== 'gone';
}

/** `breaks`: two sides are matched of which only one has the label. */
type Fate = 'gone' | 'kept' | 'breaks';

const KEEPING: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);
const CONSTANT: ReadonlySet<string> = new Set(['absent', 'absent_over_time', 'scalar']);

function fateOf(expr: Expr, picks: (selector: VectorSelector) => boolean, label: string): Fate {
  const fate = (inner: Expr) => fateOf(inner, picks, label);
  switch (expr.type) {
    case 'number':
    case 'string':
      return 'gone';
    case 'vector':
      return picks(expr) ? 'kept' : 'gone';
    case 'matrix':
      return fate(expr.selector);
    case 'subquery':
    case 'unary':
      return fate(expr.expr);
    case 'call':
      return worst(expr.args.map(fate), CONSTANT.has(expr.func) ? 'gone' : 'kept');
    case 'aggregate': {
      const { op, grouping } = expr;
      const named = grouping?.labels.some(({ name }) => name === label) ?? false;
      const keeps = KEEPING.has(op) || (grouping?.kind === 'without' ? !named : named);
      return worst([fate(expr.expr)], keeps ? 'kept' : 'gone');
    }
    case 'binary': {
      const sides = [fate(expr.left), fate(expr.right)];
      const scalar = [expr.left, expr.right].some(({ type }) => type === 'number');
      const isOneSided = sides.includes('kept') && sides.includes('gone') && !scalar;
      return isOneSided ? 'breaks' : worst(sides, 'kept');
    }
  }
}

/** What is kept becomes `kept`, as the expression around it says; what breaks stays broken. */
function worst(fates: readonly Fate[], kept: Fate): Fate {
  if (fates.includes('breaks')) return 'breaks';
  return fates.includes('kept') ? kept : 'gone';
}
