import { promqlNotes } from '../../finding/catalogue/promql.ts';
import { suggest } from '../../finding/suggest.ts';
import type { Aggregate, Binary, LabelRef } from '../ast.ts';
import type { Flow } from '../flow.ts';
import type { Check, Problem } from '../problem.ts';

/** A grouping, a matching or a label function names a label that is not there. */
export const unknownGroupingLabel: Check = function* ({ nodes, inference }) {
  for (const { expr } of nodes) {
    if (expr.type === 'aggregate') yield* judgeGrouping(expr, inference.of(expr.expr));
    if (expr.type === 'binary') yield* judgeMatching(expr, inference.of(expr.left), inference.of(expr.right));
    if (expr.type === 'call' && expr.func === 'label_replace') {
      const [vector, , , source] = expr.args;
      if (vector !== undefined && source?.type === 'string' && source.value !== '')
        yield* judge({ name: source.value, span: source.span }, [inference.of(vector)]);
    }
  }
};

function* judgeGrouping({ grouping }: Aggregate, inner: Flow): Iterable<Problem> {
  for (const label of grouping?.labels ?? []) {
    // `without` of a label that is already gone changes nothing and is often written to be safe.
    const gone = inner.labels.get(label.name).reason.kind !== 'undeclared';
    if (grouping?.kind === 'without' && gone) continue;
    yield* judge(label, [inner]);
  }
}

function* judgeMatching({ matching }: Binary, left: Flow, right: Flow): Iterable<Problem> {
  for (const label of matching?.labels ?? []) yield* judge(label, [left, right]);
  const one = matching?.group?.side === 'left' ? right : left;
  for (const label of matching?.group?.include ?? []) yield* judge(label, [one]);
}

/** Problems of a label that none of these has. */
function* judge(label: LabelRef, flows: readonly Flow[]): Iterable<Problem> {
  if (label.name.startsWith('$') || label.name === '__name__') return;
  const facts = flows.map((flow) => flow.labels.get(label.name));
  if (facts.some(({ status }) => status !== 'impossible')) return;
  yield missingLabel(label, flows, facts.find(({ reason }) => reason.kind === 'aggregated')?.reason.span);
}

function missingLabel(
  label: LabelRef,
  flows: readonly Flow[],
  aggregated: LabelRef['span'] | undefined,
): Problem {
  const known = [...new Set(flows.flatMap((flow) => flow.labels.names()))];
  if (aggregated !== undefined)
    return {
      code: 'promql/label-gone',
      args: { label: label.name, known },
      span: label.span,
      related: [{ span: aggregated, note: promqlNotes.aggregatedHere(label.name) }],
    };
  const names = [...new Set(flows.flatMap(({ sources }) => sources.map(({ series }) => series)))];
  const of = names.length === 0 ? 'the expression' : names.join(' and ');
  return {
    code: 'promql/unknown-label',
    args: { label: label.name, of, suggestion: suggest(label.name, known), known },
    span: label.span,
  };
}

/**
 * Labels that a text about the result uses, such as an alert's `{{ $labels.model }}` or a legend's `{{model}}`, and
 * that no series of the result has. Spans of the problems are those of the labels as given; `related` lies in the
 * expression.
 */
export function checkUsedLabels(flow: Flow, labels: readonly LabelRef[]): Problem[] {
  return labels.flatMap((label) => [...judge(label, [flow])]);
}
