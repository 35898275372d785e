import type { Place } from '../finding/finding.ts';
import type { Sample, Scrape } from '../scrape/parse.ts';

/** A page or a server. */
export interface Source {
  /** The URL or path that was given; the file of its findings. */
  readonly name: string;
  /** The page; empty for a target of a server. */
  readonly text: string;
  readonly scrape: Scrape;
}

/** The place of a line of a page; of a server, the server. */
export function lineOf(source: Pick<Source, 'name' | 'text'>, line: number): Place {
  const endColumn = (linesOf(source)[line - 1]?.length ?? 0) + 1;
  return { file: source.name, line, column: 1, endLine: line, endColumn };
}

export function grouped<Key>(samples: readonly Sample[], keyOf: (sample: Sample) => Key): Map<Key, Sample[]> {
  const groups = new Map<Key, Sample[]>();
  for (const sample of samples) {
    const group = groups.get(keyOf(sample));
    if (group === undefined) groups.set(keyOf(sample), [sample]);
    else group.push(sample);
  }
  return groups;
}

const lines = new WeakMap<object, readonly string[]>();

/** The lines of a page, split once. */
function linesOf(source: Pick<Source, 'text'>): readonly string[] {
  const known = lines.get(source) ?? source.text.split('\n');
  lines.set(source, known);
  return known;
}
