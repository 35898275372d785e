import type { Recording } from '../model/recording.ts';
import { breaking, type Change, quoted, warning } from './change.ts';
import { pair } from './pair.ts';
import { presenceChanges } from './presence.ts';
import { type Query, readersOf } from './readers.ts';
import { type Renames, same } from './same.ts';
import type { Side } from './side.ts';

export function* recordingChanges(
  before: Side,
  after: Side,
  queries: readonly Query[],
  renames: Renames,
): Iterable<Change> {
  const nameOf = ({ record }: Recording) => record;
  const pairing = pair(before.model.recordings, after.model.recordings, nameOf, (old, now) =>
    same(old.definition, now.definition, renames),
  );
  const readers = ({ record }: Recording) =>
    readersOf(queries, ({ reads }) => reads.some(({ hasName }) => hasName(record)));
  yield* presenceChanges(pairing, {
    what: 'recording',
    section: 'recordings',
    level: 'breaking',
    nameOf,
    loses: 'it is a metric name, and its history ends',
    affects: readers,
  });
  for (const [old, now] of [...pairing.both, ...pairing.renamed]) {
    if (same(old.definition, now.definition, renames)) continue;
    const name = quoted(now.record);
    const [had, has] = [labelsOf(before, old), labelsOf(after, now)];
    const lost = had.filter((label) => !has.includes(label));
    const gained = has.filter((label) => !had.includes(label));
    for (const [labels, verb] of [
      [lost, 'loses'],
      [gained, 'gains'],
    ] as const)
      for (const label of labels)
        yield breaking(
          verb === 'loses' ? 'label-removed' : 'label-added',
          `recordings.${now.record}.labels.${label}`,
          `recording ${name} ${verb} the label ${quoted(label)}: its series change identity`,
          readers(old),
        );
    if (lost.length + gained.length > 0 && same(bare(old), bare(now), renames)) continue;
    yield warning(
      'recording-changed',
      `recordings.${now.record}`,
      `recording ${name} is computed differently: its history mixes two definitions`,
      readers(old),
    );
  }
}

/** The definition without the labels that it keeps. */
function bare({ definition }: Recording): object {
  return 'by' in definition ? { ...definition, by: [] } : definition;
}

/** Labels of what is recorded, as far as they are known. */
function labelsOf({ plan, catalogue }: Side, { record }: Recording): string[] {
  const rule = plan.groups
    .flatMap(({ rules }) => rules)
    .find((each) => each.kind === 'record' && each.record === record);
  return [...((rule && catalogue.labelsOf(rule.expr)) ?? [])];
}
