import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Code, FindingArgs } from '../finding/catalogue.ts';
import { type Finding, finding, type Place, type RelatedPlace } from '../finding/finding.ts';
import type { SpecPath } from './path.ts';
import { sourceOffsets } from './scalar-offsets.ts';

/** Which side of a map entry is meant. */
export type Side = 'key' | 'value';

interface Located {
  readonly node: Node;
  /** Start and end offsets in the text. */
  readonly range: readonly [number, number];
  /** Aliases that were followed on the way. */
  readonly via: readonly Node[];
  /** Steps of the path that lead somewhere. */
  readonly depth: number;
}

/** A parsed spec file that knows where everything stands. */
export class SpecDocument {
  readonly file: string;
  readonly text: string;
  readonly #yaml: Document;
  readonly #lines: LineCounter;

  constructor(file: string, text: string, yaml: Document, lines: LineCounter) {
    this.file = file;
    this.text = text;
    this.#yaml = yaml;
    this.#lines = lines;
  }

  /** The place between two offsets of the text. */
  placeAt(start: number, end: number): Place {
    const from = this.#lines.linePos(start);
    const to = this.#lines.linePos(Math.max(start, end));
    return {
      file: this.file,
      line: Math.max(1, from.line),
      column: Math.max(1, from.col),
      endLine: Math.max(1, to.line),
      endColumn: Math.max(1, to.col),
    };
  }

  /**
   * A finding about what stands at `path`. Where nothing stands there, its nearest ancestor is the place.
   * Reached through an alias, the place is at the anchor and the alias is a related place.
   */
  finding<C extends Code>(
    code: C,
    path: SpecPath,
    args: FindingArgs<C>,
    options: { readonly side?: Side; readonly related?: readonly RelatedPlace[] } = {},
  ): Finding {
    const located = this.#find(path, options.side ?? 'value');
    const related = [
      ...(options.related ?? []),
      ...located.via.map((alias) => ({ place: this.#placeOf(alias), note: 'used through this alias' })),
    ];
    return finding(code, args, this.placeAt(...located.range), related);
  }

  /** Whether the file itself says something at `path`, rather than a default. */
  has(path: SpecPath): boolean {
    return this.#find(path, 'value').depth === path.length;
  }

  /** The place of what stands at `path`, or of its nearest ancestor. */
  locate(path: SpecPath, side: Side = 'value'): Place {
    return this.placeAt(...this.#find(path, side).range);
  }

  /**
   * The place of the characters from `start` to `end` (exclusive, UTF-16 units) of the text at `path`, whatever
   * its YAML notation: quotes, escapes, folded and block scalars are accounted for.
   */
  locateText(path: SpecPath, start: number, end: number): Place {
    const { node, range } = this.#find(path, 'value');
    if (!isScalar(node) || typeof node.value !== 'string') return this.placeAt(...range);
    const offsets = sourceOffsets(this.text, node as Scalar<string>);
    const from = offsets[Math.min(start, offsets.length - 1)] ?? range[0];
    const last = offsets[Math.min(Math.max(end - 1, start), offsets.length - 1)] ?? from;
    return this.placeAt(from, Math.max(last + (end > start ? 1 : 0), from));
  }

  #placeOf(node: Node): Place {
    return this.placeAt(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
  }

  #find(path: SpecPath, side: Side): Located {
    let node = this.#yaml.contents as Node;
    let range: readonly [number, number] = rangeOf(node);
    const via: Node[] = [];
    let found = 0;
    for (const [depth, step] of path.entries()) {
      const child = childOf(node, step);
      if (child === undefined) break;
      found = depth + 1;
      range = rangeOf(
        child.key !== undefined && side === 'key' && depth === path.length - 1 ? child.key : child.value,
      );
      node = child.value;
      if (isAlias(node)) {
        const target = node.resolve(this.#yaml);
        if (target === undefined) break;
        via.push(node);
        node = target;
        if (side === 'value' || depth < path.length - 1) range = rangeOf(node);
      }
    }
    return { node, range: trimmed(this.text, range), via, depth: found };
  }
}

function rangeOf(node: Node): readonly [number, number] {
  return [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
}

/** Without the white space that YAML counts to a collection: its last line break belongs to nobody. */
function trimmed(text: string, [start, end]: readonly [number, number]): readonly [number, number] {
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last--;
  return [start, last];
}

function childOf(node: Node, step: string | number): { key?: Node; value: Node } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { value: item as Node };
  }
  if (!isMap(node)) return undefined;
  const pair = pairsOf(node).get(String(step));
  if (pair === undefined) return undefined;
  const key = pair.key as Node;
  const value = (pair.value as Node | null) ?? key;
  // `key:` with nothing after it has a value without extent: the key is what there is to point at.
  const [start, end] = rangeOf(value);
  return { key, value: start === end && !isAlias(value) ? key : value };
}

const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** The entries of a map by key. Indexed once: looking through a thousand metrics for each of them would not scale. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = indexes.get(map);
  if (known !== undefined) return known;
  const index = new Map<string, Pair>();
  for (const pair of map.items) {
    if (isScalar(pair.key) && !index.has(String(pair.key.value))) index.set(String(pair.key.value), pair);
  }
  indexes.set(map, index);
  return index;
}
