import type { Label } from '../../model/label.ts';
import { compileRegexp } from '../../promql/regexp.ts';
import { longestMatch } from '../../promql/regexp-syntax.ts';
import type { SpecPath } from '../../spec/path.ts';
import type { LintRule } from '../rule.ts';

/** Characters; beyond it a value is text, and every series and every scrape carries it. */
const MOST = 128;

/** Label values are short, those of an open set as well. */
export const labelValueLength: LintRule = {
  codes: ['label/value-length'],
  *check({ document, model }) {
    for (const label of model.labels.values()) {
      for (const { what, path } of longValues(label)) {
        yield document.finding('label/value-length', path, { label: label.name, what, most: MOST });
      }
    }
  },
};

function* longValues({ bound, overflow, path }: Label): Iterable<{ what: string; path: SpecPath }> {
  if (overflow !== undefined && overflow.length > MOST)
    yield { what: 'the overflow value', path: [...path, 'unknown'] };
  if (bound.kind === 'open' && longest(bound.pattern) > MOST)
    yield { what: 'a value', path: [...path, 'pattern'] };
  if (bound.kind !== 'values') return;
  for (const [index, { value }] of bound.values.entries()) {
    if (value.length > MOST) yield { what: `value ${index + 1}`, path: [...path, 'values'] };
  }
}

/** Characters of the longest value that matches; 0 for an expression that RE2 refuses, which others report. */
function longest(pattern: string): number {
  return 'problem' in compileRegexp(pattern) ? 0 : longestMatch(pattern);
}
