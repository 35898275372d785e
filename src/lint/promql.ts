import { type Finding, finding, type RelatedPlace } from '../finding/finding.ts';
import type { Problem } from '../promql/problem.ts';
import type { SpecDocument } from '../spec/document.ts';
import type { SpecPath } from '../spec/path.ts';

// Code and args of a problem belong together; the compiler cannot see it in a union.

/** A problem of the expression at `path`, at its exact characters. */
export function atCharacters(document: SpecDocument, path: SpecPath, problem: Problem): Finding {
  const { code, args, span, related = [] } = problem;
  const places = related.map(
    ({ span: other, note }): RelatedPlace => ({
      place: document.locateText(path, other.offset, other.end),
      note,
    }),
  );
  return finding(code, args as never, document.locateText(path, span.offset, span.end), places);
}

/** A problem of an expression that was derived from what stands at `path`. */
export function atWhole(document: SpecDocument, path: SpecPath, { code, args }: Problem): Finding {
  return document.finding(code, path, args as never);
}
