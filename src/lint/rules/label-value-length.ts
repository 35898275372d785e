import type { Label } from '../../model/label.ts';
import type { SpecPath } from '../../spec/path.ts';
import { chosenHere } from '../names.ts';
import type { LintRule } from '../rule.ts';

/** Characters; beyond it a value is text, and every series and every scrape carries it. */
const MOST = 128;

/** Label values are short, those of an open set as well. */
export const labelValueLength: LintRule = {
  codes: ['label/value-length'],
  *check({ document, model }) {
    for (const label of chosenHere(model)) {
      for (const { what, path } of longValues(label)) {
        yield document.finding('label/value-length', path, { label: label.name, what, most: MOST });
      }
    }
  },
};

function* longValues({ bound, overflow, path }: Label): Iterable<{ what: string; path: SpecPath }> {
  if (overflow !== undefined && overflow.length > MOST)
    yield { what: 'the overflow value', path: [...path, 'unknown'] };
  if (bound.kind === 'open' && bound.matcher.longest > MOST)
    yield { what: 'a value', path: [...path, 'pattern'] };
  if (bound.kind !== 'values') return;
  for (const [index, { value }] of bound.values.entries()) {
    if (value.length > MOST) yield { what: `value ${index + 1}`, path: [...path, 'values'] };
  }
}
