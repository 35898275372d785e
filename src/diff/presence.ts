import type { Succession } from '../model/succession.ts';
import { type Change, info, type Level, quoted } from './change.ts';
import type { Pairing } from './pair.ts';

interface Kind<T> {
  /** `metric`, `recording`, `alert`, `objective`: begins the codes and messages. */
  readonly what: string;
  /** Key of the spec that they stand under. */
  readonly section: string;
  /** Of a removal or a rename. */
  readonly level: Level;
  readonly nameOf: (item: T) => string;
  /** What a removal or a rename does. */
  readonly loses: string;
  /** What of the old spec it affects. */
  readonly affects: (item: T) => readonly string[];
}

/** What came, went, got another name, or is to go. */
export function* presenceChanges<T extends Succession>(
  { both, renamed, removed, added }: Pairing<T>,
  { what, section, level, nameOf, loses, affects }: Kind<T>,
): Iterable<Change> {
  const object = (item: T) => `${section}.${nameOf(item)}`;
  for (const { item, like } of removed) {
    const name = quoted(nameOf(item));
    const announced = item.deprecated !== undefined;
    const hint =
      like === undefined
        ? ''
        : `; it looks like ${quoted(like)}: declare \`renamed_from: ${nameOf(item)}\` there`;
    yield {
      code: `${what}-removed`,
      level: announced ? 'info' : level,
      object: object(item),
      message: announced
        ? `${what} ${name} is removed, as announced`
        : `${what} ${name} is removed: ${loses}${hint}`,
      affects: affects(item),
    };
  }
  for (const [before, after] of renamed)
    yield {
      code: `${what}-renamed`,
      level: before.deprecated === undefined ? level : 'info',
      object: object(before),
      message: `${what} ${quoted(nameOf(before))} is renamed to ${quoted(nameOf(after))}: ${loses}`,
      affects: affects(before),
    };
  for (const item of added)
    yield info(`${what}-added`, object(item), `${what} ${quoted(nameOf(item))} is new`);
  for (const [before, after] of [...both, ...renamed])
    if (before.deprecated === undefined && after.deprecated !== undefined)
      yield info(
        `${what}-deprecated`,
        object(after),
        `${what} ${quoted(nameOf(after))} is deprecated`,
        affects(before),
      );
}
