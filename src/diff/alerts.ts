import type { Alert, Condition } from '../model/alert.ts';
import { isComparison } from '../promql/ast.ts';
import { print } from '../promql/print.ts';
import { formatDuration } from '../spec/scalars.ts';
import { URGENCIES } from '../spec/schema/routing.ts';
import { type Change, info, quoted, warning } from './change.ts';
import { pair } from './pair.ts';
import { presenceChanges } from './presence.ts';
import { astOf, type Renames, same } from './same.ts';
import type { Side } from './side.ts';

export function* alertChanges(before: Side, after: Side, renames: Renames): Iterable<Change> {
  const nameOf = ({ name }: Alert) => name;
  // What follows from an objective is compared with it.
  const ownOf = ({ model }: Side) => model.alerts.filter(({ path }) => path[0] !== 'slos');
  const pairing = pair(ownOf(before), ownOf(after), nameOf, (old, now) =>
    same(old.condition, now.condition, renames),
  );
  yield* presenceChanges(pairing, {
    what: 'alert',
    section: 'alerts',
    level: 'warning',
    nameOf,
    loses: 'what it covered is not watched by that name, and silences for it match nothing',
    affects: ({ name }) =>
      before.model.alerts
        .filter(({ causedBy }) => causedBy.includes(name))
        .map((alert) => `alert ${alert.name}`),
  });
  for (const [old, now] of [...pairing.both, ...pairing.renamed]) yield* changesOf(old, now, renames);
}

function* changesOf(old: Alert, now: Alert, renames: Renames): Iterable<Change> {
  const object = `alerts.${now.name}`;
  const name = `alert ${quoted(now.name)}`;
  /** Covering less is a warning, covering more is not. */
  const judged = (code: string, less: boolean, message: string) =>
    less
      ? warning(code, object, `${name} covers less: ${message}`)
      : info(code, object, `${name}: ${message}`);
  if (old.severity.name !== now.severity.name)
    yield judged(
      'alert-severity',
      URGENCIES.indexOf(now.severity.like) > URGENCIES.indexOf(old.severity.like),
      `severity ${old.severity.name} becomes ${now.severity.name}`,
    );
  if (old.for !== now.for)
    yield judged(
      'alert-for',
      now.for > old.for,
      `it waits ${formatDuration(now.for)} instead of ${formatDuration(old.for)}`,
    );
  if (old.keepFiringFor !== now.keepFiringFor)
    yield judged(
      'alert-keep-firing-for',
      now.keepFiringFor < old.keepFiringFor,
      `it keeps firing for ${formatDuration(now.keepFiringFor)} instead of ${formatDuration(old.keepFiringFor)}`,
    );
  if (!same(old.violations, now.violations)) {
    const [was, is] = [
      old.violations ?? { atLeast: 1, within: 0 },
      now.violations ?? { atLeast: 1, within: 0 },
    ];
    const isTighter = is.atLeast <= was.atLeast && is.within >= was.within;
    yield judged(
      'alert-violations',
      !isTighter || now.violations === undefined,
      'other violations are counted',
    );
  }
  if (!same(old.condition, now.condition, renames)) {
    const moved = thresholdChange(old.condition, now.condition, renames);
    if (moved === undefined) yield warning('alert-condition', object, `${name} has another condition`);
    else
      yield judged('alert-threshold', moved.looser, `the threshold moves from ${moved.from} to ${moved.to}`);
  }
  if (!same(old.labels, now.labels))
    yield warning('alert-labels', object, `${name} has other labels: routes and silences match on them`);
  if (old.owner !== now.owner)
    yield info('alert-owner', object, `${name} passes from ${quoted(old.owner)} to ${quoted(now.owner)}`);
  if (!same(old.causedBy.toSorted(), now.causedBy.toSorted()))
    yield info('alert-caused-by', object, `${name} is silenced by other alerts`);
}

interface Limit {
  /** All of the condition but its threshold. */
  readonly rest: unknown;
  readonly op: string;
  readonly value: number;
}

/** How far a threshold moved; undefined where the conditions differ in more than that. */
function thresholdChange(old: Condition, now: Condition, renames: Renames) {
  const [was, is] = [limitOf(old), limitOf(now)];
  if (was === undefined || is === undefined || was.op !== is.op || !same(was.rest, is.rest, renames))
    return undefined;
  const looser = was.op.startsWith('>') ? is.value > was.value : is.value < was.value;
  return { looser, from: was.value, to: is.value };
}

function limitOf(condition: Condition): Limit | undefined {
  switch (condition.kind) {
    case 'absent':
    case 'missing':
      return undefined;
    case 'down': {
      const { below: value, ...rest } = condition;
      return { rest, op: '<', value };
    }
    case 'expr': {
      const ast = astOf(condition.written);
      if (
        ast?.type !== 'binary' ||
        !isComparison(ast.op) ||
        !/[<>]/.test(ast.op) ||
        ast.right.type !== 'number'
      )
        return undefined;
      return { rest: { kind: 'expr', written: print(ast.left) }, op: ast.op, value: ast.right.value };
    }
    default: {
      const { comparison, ...rest } = condition;
      return { rest, op: comparison.op, value: comparison.threshold.value };
    }
  }
}
