import { suggest } from '../finding/suggest.ts';
import type { Succession } from '../model/succession.ts';

/** Things of one kind in two specs, by name and by what `renamed_from` says. */
export interface Pairing<T> {
  readonly both: readonly (readonly [before: T, after: T])[];
  readonly renamed: readonly (readonly [before: T, after: T])[];
  /** `like` is the added one that it may have become. */
  readonly removed: readonly { readonly item: T; readonly like: string | undefined }[];
  readonly added: readonly T[];
}

export function pair<T extends Succession>(
  before: Iterable<T>,
  after: Iterable<T>,
  nameOf: (item: T) => string,
  alike: (before: T, after: T) => boolean,
): Pairing<T> {
  const old = new Map([...before].map((item) => [nameOf(item), item]));
  const now = new Map([...after].map((item) => [nameOf(item), item]));
  const renamed: [T, T][] = [];
  const added: T[] = [];
  const both: [T, T][] = [];
  const gone = new Map([...old].filter(([name]) => !now.has(name)));
  for (const [name, item] of now) {
    const known = old.get(name);
    const earlier = item.renamedFrom === undefined ? undefined : gone.get(item.renamedFrom);
    if (known !== undefined) both.push([known, item]);
    else if (earlier === undefined) added.push(item);
    else {
      renamed.push([earlier, item]);
      gone.delete(item.renamedFrom ?? '');
    }
  }
  const removed = [...gone].map(([name, item]) => {
    const twin = added.find((candidate) => alike(item, candidate));
    return { item, like: twin === undefined ? suggest(name, added.map(nameOf)) : nameOf(twin) };
  });
  return { both, renamed, removed, added };
}
