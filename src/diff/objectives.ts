import type { Sli, Slo, TierDeclaration } from '../model/slo.ts';
import { tierName } from '../slo/names.ts';
import { STANDARD_TIERS } from '../slo/tiers.ts';
import { formatDuration } from '../spec/scalars.ts';
import { breaking, type Change, info, quoted, warning } from './change.ts';
import { pair } from './pair.ts';
import { presenceChanges } from './presence.ts';
import { type Query, readersOf } from './readers.ts';
import { type Renames, same } from './same.ts';
import type { Side } from './side.ts';

export function* objectiveChanges(
  before: Side,
  after: Side,
  queries: readonly Query[],
  renames: Renames,
): Iterable<Change> {
  const nameOf = ({ id }: Slo) => id;
  const pairing = pair(before.model.slos, after.model.slos, nameOf, (old, now) =>
    same(old.sli, now.sli, renames),
  );
  yield* presenceChanges(pairing, {
    what: 'objective',
    section: 'slos',
    level: 'breaking',
    nameOf,
    loses: 'its records carry the name, and their history ends',
    affects: ({ id }) =>
      readersOf(
        queries,
        ({ reader, reads }) =>
          reader !== `slo ${id}` &&
          reads.some(({ matchers }) =>
            matchers.some(({ label, op, value }) => label === 'slo' && op === '=' && value === id),
          ),
      ),
  });
  for (const [old, now] of [...pairing.both, ...pairing.renamed]) yield* changesOf(old, now, renames);
}

function* changesOf(old: Slo, now: Slo, renames: Renames): Iterable<Change> {
  const object = `slos.${now.id}`;
  const name = `objective ${quoted(now.id)}`;
  const promise = (code: string, weaker: boolean, message: string) =>
    weaker
      ? warning(code, object, `the promise of ${name} changes: ${message}`)
      : info(code, object, `${name}: ${message}`);
  const [was, is] = [Number(old.objectivePercent), Number(now.objectivePercent)];
  if (was !== is) yield promise('objective-target', is < was, `${was}% becomes ${is}%`);
  const moved = boundChange(old.sli, now.sli, renames);
  if (moved !== undefined)
    yield promise('objective-bound', moved.looser, `the bound moves from ${moved.from} to ${moved.to}`);
  else if (!same(old.sli, now.sli, renames))
    yield promise('objective-indicator', true, 'it counts other events');
  if (old.window !== now.window)
    yield promise(
      'objective-window',
      true,
      `its period is ${formatDuration(now.window)} instead of ${formatDuration(old.window)}`,
    );
  for (const [labels, others, verb] of [
    [old.by, now.by, 'removed'],
    [now.by, old.by, 'added'],
  ] as const)
    for (const label of labels.filter((each) => !others.includes(each)))
      yield breaking(
        `label-${verb}`,
        `${object}.by.${label}`,
        `records and alerts of ${name} ${verb === 'added' ? 'gain' : 'lose'} the label ${quoted(label)}`,
      );
  yield* floorChanges(old, now, promise);
  yield* tierChanges(old, now, promise);
  if (old.alertName !== now.alertName || !same(old.labels, now.labels))
    yield promise(
      'objective-labels',
      true,
      'its alerts have another name or other labels, which routes and silences match on',
    );
  const [missed, misses] = [old, now].map(({ missing }) =>
    typeof missing === 'object' ? missing.name : (missing ?? 'default'),
  );
  if (missed !== misses)
    yield promise(
      'objective-missing',
      misses === 'ignored',
      `missing events are ${misses} instead of ${missed}`,
    );
  if (old.keepFiringFor !== now.keepFiringFor)
    yield promise(
      'objective-keep-firing-for',
      now.keepFiringFor < old.keepFiringFor,
      'its alerts keep firing for another time',
    );
  if (old.owner !== now.owner)
    yield info('objective-owner', object, `${name} passes from ${quoted(old.owner)} to ${quoted(now.owner)}`);
}

type Judge = (code: string, weaker: boolean, message: string) => Change;

function* floorChanges(old: Slo, now: Slo, promise: Judge): Iterable<Change> {
  for (const [key, what] of [
    ['minEvents', 'events'],
    ['minBadEvents', 'bad events'],
  ] as const) {
    const [was, is] = [old[key] ?? 0, now[key] ?? 0];
    if (was !== is)
      yield promise(
        `objective-${key === 'minEvents' ? 'min-events' : 'min-bad-events'}`,
        is > was,
        `its alerts need ${is} ${what} instead of ${was}`,
      );
  }
}

function* tierChanges(old: Slo, now: Slo, promise: Judge): Iterable<Change> {
  const [had, has] = [tiersOf(old), tiersOf(now)];
  for (const name of had.keys())
    if (!has.has(name)) yield promise('tier-removed', true, `the tier ${name} is removed`);
  for (const [name, tier] of has) {
    const known = had.get(name);
    if (known === undefined) yield promise('tier-added', true, `the tier ${name} is new`);
    else if (
      known.budgetPercent !== undefined &&
      tier.budgetPercent !== undefined &&
      Number(known.budgetPercent) !== Number(tier.budgetPercent)
    )
      yield promise(
        'tier-changed',
        Number(tier.budgetPercent) > Number(known.budgetPercent),
        `the tier ${name} fires at ${tier.budgetPercent}% of the budget instead of ${known.budgetPercent}%`,
      );
    else if (known.factor !== tier.factor)
      yield promise(
        'tier-changed',
        (tier.factor ?? Infinity) > (known.factor ?? 0),
        `the tier ${name} fires at another burn rate`,
      );
  }
}

type Declared = Pick<TierDeclaration, 'budgetPercent' | 'factor'>;

/** Tiers by name, as they are declared: what follows from the period is not a change of theirs. */
function tiersOf({ burnRate, without }: Slo): ReadonlyMap<string, Declared> {
  if (burnRate === 'none') return new Map();
  const tiers =
    burnRate === 'standard'
      ? STANDARD_TIERS.map((tier) => ({ ...tier, severity: { name: tier.severity } }))
      : burnRate;
  const asked = tiers.filter(({ severity }) => !without.includes(severity.name));
  return new Map(asked.map((tier): [string, Declared] => [tierName(tier), tier]));
}

/** A bound between good and bad that moved, where the indicators differ in nothing else. */
function boundChange(old: Sli, now: Sli, renames: Renames) {
  const parts = ([old, now] as const).map((sli) => {
    if (sli.kind === 'latency') return { limit: sli.bound.value, up: true, rest: sli.of };
    if (sli.kind !== 'threshold') return undefined;
    const { threshold, ...rest } = sli;
    return { limit: threshold.value, up: sli.comparison === '<', rest };
  });
  const [was, is] = parts;
  if (was === undefined || is === undefined || was.limit === is.limit || !same(was.rest, is.rest, renames))
    return undefined;
  return { looser: is.up ? is.limit > was.limit : is.limit < was.limit, from: was.limit, to: is.limit };
}
