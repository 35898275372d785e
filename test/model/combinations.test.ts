import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelOf } from '../typescript/build-model.ts';

const specOf = (open: string, impossible: readonly object[]) => `version: 1
service: { name: s, title: S, owner: { team: t } }
labels:
  tenant: ${open}
  zone: { values: [x, y] }
metrics:
  s_jobs_total: { type: counter, help: Jobs., labels: [tenant, zone], impossible: ${JSON.stringify(impossible)} }
`;

const combinations = (open: string, impossible: readonly object[]) =>
  modelOf(specOf(open, impossible)).metrics.get('s_jobs_total')?.combinations;

describe('Combinations of an open label', () => {
  test.each([
    ['{ at_most: 1, pattern: "[a-z]" }', [{ tenant: ['a', 'b'] }], 2],
    ['{ at_most: 3, pattern: "[a-z]" }', [{ tenant: 'a', zone: 'x' }], 6],
    ['{ at_most: 3, pattern: "[a-c]" }', [{ tenant: 'a', zone: 'x' }], 5],
    ['{ at_most: 3, pattern: "[a-c]" }', [{ tenant: ['a', 'b', 'c'] }], 0],
    ['{ at_most: 3, pattern: "[a-z]", unknown: other }', [{ tenant: 'other', zone: 'x' }], 5],
    ['{ at_most: 1, pattern: "c[0-9]+", unknown: other }', [{ tenant: ['c1', 'c2', 'c3'] }], 2],
    ['{ at_most: 2, pattern: "[a-z]+" }', [{ zone: 'x' }], 2],
  ])('%s less %j are %d', (open, impossible, expected) => {
    expect(combinations(open, impossible)).toBe(expected);
  });

  test('are those of the values that have most, whatever is declared impossible', () => {
    const values = ['a', 'b', 'c', 'd', 'other'];
    const some = (from: readonly string[]) => fc.subarray([...from], { minLength: 1 });
    const pattern = fc.oneof(
      some(values).map((tenant) => ({ tenant })),
      fc.record({ tenant: some(values), zone: some(['x', 'y']) }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(pattern, { maxLength: 3 }),
        (atMost, impossible) => {
          const isPossible = (tenant: string, zone: string) =>
            !impossible.some(
              (one) => one.tenant.includes(tenant) && (!('zone' in one) || one.zone.includes(zone)),
            );
          const countOf = (tenant: string) => ['x', 'y'].filter((zone) => isPossible(tenant, zone)).length;
          const best = ['a', 'b', 'c', 'd']
            .map(countOf)
            .sort((one, other) => other - one)
            .slice(0, atMost - 1);
          const expected = best.reduce((sum, count) => sum + count, countOf('other'));
          const open = `{ at_most: ${atMost}, pattern: "[a-d]", unknown: other }`;
          expect(combinations(open, impossible)).toBe(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are not declared impossible by a value that the label never has', () => {
    const open = '{ at_most: 3, pattern: "[a-z]" }';
    expect(() => combinations(open, [{ tenant: 'A' }])).toThrow('which is not a value of tenant');
  });
});
