import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { REPORT_FORMATS, REPORTERS } from '../../src/report/reporters.ts';
import { check } from '../support/check.ts';
import { mutate, mutations, REFERENCE, SETTINGS } from './mutations.ts';
import { expectPlaces } from './places.ts';

const edits = fc.record({
  at: fc.nat({ max: REFERENCE.length }),
  remove: fc.oneof(fc.constant(0), fc.nat({ max: 3 }), fc.nat({ max: 400 })),
  insert: fc.oneof(
    fc.constantFrom(
      '',
      '\n',
      '\t',
      ':',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a ',
      '*a',
      '!x ',
      '#',
      '|',
      '>',
      '%',
      '---\n',
      '<<: ',
      '? ',
    ),
    fc.string(),
  ),
});

function expectSound(text: string): void {
  const findings = check('spec.yaml', text);
  expectPlaces(findings, text);
  const context = { sources: new Map([['spec.yaml', text]]), colour: false, waived: [] };
  for (const format of REPORT_FORMATS)
    expect(REPORTERS[format](findings, context)).not.toContain('undefined');
}

describe('however the reference spec is damaged, there is a located finding or nothing wrong, never an exception', () => {
  it('as data: nodes deleted, renamed, repeated, replaced, grafted, wrapped', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(fc.array(mutations, { minLength: 1, maxLength: 4 }), (changes) => {
        const tree = parse(REFERENCE);
        for (const change of changes) mutate(tree, change);
        expectSound(stringify(tree));
      }),
      SETTINGS,
    );
  });

  it('as text: characters removed and inserted', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(fc.array(edits, { minLength: 1, maxLength: 3 }), (changes) => {
        let text = REFERENCE;
        for (const { at: start, remove, insert } of changes)
          text = text.slice(0, start) + insert + text.slice(start + remove);
        expectSound(text);
      }),
      SETTINGS,
    );
  });
});
