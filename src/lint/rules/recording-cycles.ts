import type { Recording } from '../../model/recording.ts';
import { walk } from '../../promql/ast.ts';
import { parseExpression } from '../../promql/parse.ts';
import { formatPath } from '../../spec/path.ts';
import type { LintRule } from '../rule.ts';

/** No recording feeds on itself. Structured ones read metrics alone, so only written expressions can. */
export const recordingCycles: LintRule = {
  codes: ['recording/cycle'],
  *check({ document, model }) {
    const { recordings, service } = model;
    const byName = new Map(recordings.map((recording) => [recording.record, recording]));
    const reads = new Map(
      recordings.map((recording) => [
        recording,
        namesIn(recording, service.prometheus).flatMap((name) => byName.get(name) ?? []),
      ]),
    );
    const told = new Set<string>();
    for (const recording of recordings) {
      const cycle = pathBack(recording, reads);
      if (cycle === undefined) continue;
      const key = cycle
        .map(({ path }) => formatPath(path))
        .sort()
        .join();
      if (told.has(key)) continue;
      told.add(key);
      const through = cycle.slice(1).map(({ record }) => record);
      const args = { record: recording.record, through };
      const related = cycle.slice(1).map((other) => ({
        place: document.locate([...other.path, 'record']),
        note: 'part of the cycle',
      }));
      yield document.finding('recording/cycle', [...recording.path, 'record'], args, { related });
    }
  },
};

function namesIn({ definition }: Recording, version: string): string[] {
  if (definition.kind !== 'expr') return [];
  const parsed = parseExpression(definition.expr, { version });
  const names: string[] = [];
  if (parsed.ok) {
    walk(parsed.ast, (node) => {
      if (node.type === 'vector' && node.name !== undefined) names.push(node.name.name);
    });
  }
  return names;
}

/** The shortest way from a recording back to itself, itself first; undefined where there is none. */
function pathBack(
  start: Recording,
  reads: ReadonlyMap<Recording, readonly Recording[]>,
): readonly Recording[] | undefined {
  const queue: (readonly Recording[])[] = [[start]];
  const seen = new Set<Recording>();
  for (const path of queue) {
    for (const next of reads.get(path.at(-1) ?? start) ?? []) {
      if (next === start) return path;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...path, next]);
    }
  }
  return undefined;
}
