import { expect } from 'vitest';
import type { Finding, Place } from '../../src/finding/finding.ts';

/** Where findings say they are, the text has such places. */
export function expectPlaces(findings: readonly Finding[], text: string): void {
  const lines = text.split('\n');
  for (const { place, related } of findings) {
    for (const each of [place, ...(related ?? []).map((other) => other.place)]) {
      if (!isPlace(each, lines)) expect.fail(`there is no place ${JSON.stringify(each)}`);
    }
  }
}

function isPlace(place: Place, lines: readonly string[]): boolean {
  const isPoint = (line: number, column: number) =>
    line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1;
  if (!isPoint(place.line, place.column)) return false;
  return place.endLine === place.line ? place.endColumn >= place.column : place.endLine > place.line;
}
