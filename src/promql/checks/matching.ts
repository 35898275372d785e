import { promqlNotes } from '../../finding/catalogue/promql.ts';
import type { Binary } from '../ast.ts';
import { isSetOp } from '../ast.ts';
import type { Flow } from '../flow.ts';
import { disagreement, matchedLabels } from '../flow-binary.ts';
import { countValues } from '../label-values.ts';
import type { LabelFact } from '../labels.ts';
import type { Check, Subject } from '../problem.ts';

/** Two sides of an operator of which no two series can match. */
export const neverMatches: Check = function* (subject) {
  for (const { expr, left, right } of vectorPairs(subject)) {
    if (expr.op === 'or') continue;
    const label = disagreement(expr, left.labels, right.labels);
    if (label === undefined || left.series === 0 || right.series === 0) continue;
    const [a, b] = [left.labels.get(label), right.labels.get(label)];
    const deciding = [a, b].find(({ reason }) => reason.kind === 'aggregated' || reason.kind === 'matched');
    yield {
      code: 'promql/never-matches',
      args: { op: expr.op, label, left: describe(a), right: describe(b) },
      span: expr.opSpan,
      ...(deciding === undefined
        ? {}
        : { related: [{ span: deciding.reason.span, note: noteOf(label, deciding) }] }),
    };
  }
};

/** An operator without group_left or group_right whose sides hold several series for one match. */
export const manyToMany: Check = function* (subject) {
  for (const { expr, left, right } of vectorPairs(subject)) {
    if (isSetOp(expr.op) || disagreement(expr, left.labels, right.labels) !== undefined) continue;
    const grouped = expr.matching?.group?.side;
    for (const side of ['left', 'right'] as const) {
      if (side === grouped) continue;
      const labels = surplus(expr, side === 'left' ? left : right, side === 'left' ? right : left);
      if (labels.length > 0) {
        yield { code: 'promql/many-to-many', args: { op: expr.op, side, labels }, span: expr.opSpan };
        break;
      }
    }
  }
};

interface Pair {
  readonly expr: Binary;
  readonly left: Flow;
  readonly right: Flow;
}

function* vectorPairs({ nodes, inference }: Subject): Iterable<Pair> {
  for (const { expr } of nodes) {
    if (expr.type !== 'binary') continue;
    const [left, right] = [inference.of(expr.left), inference.of(expr.right)];
    if (left.type === 'vector' && right.type === 'vector') yield { expr, left, right };
  }
}

/** Labels beyond the matched ones in which series of one side are known to differ. */
function surplus(expr: Binary, side: Flow, other: Flow): string[] {
  if (side.series <= 1) return [];
  const matched = matchedLabels(expr, side.labels, other.labels);
  return side.labels
    .names()
    .filter((name) => !matched.includes(name))
    .filter((name) => {
      const fact = side.labels.get(name);
      return fact.reason.kind !== 'unknown' && countValues(name, fact.values) > 1;
    });
}

function describe({ status, values }: LabelFact): string {
  if (status === 'impossible') return 'missing';
  if (values.kind !== 'closed') return 'present';
  return values.values.map((value) => `"${value}"`).join(' or ');
}

function noteOf(label: string, { reason }: LabelFact): string {
  return reason.kind === 'aggregated' ? promqlNotes.aggregatedHere(label) : promqlNotes.matchedHere();
}
