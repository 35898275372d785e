import { describe, expect, test } from 'vitest';
import { modelOf } from '../support/model.ts';

function labelOf(bound: string) {
  const { labels } = modelOf(`version: 1
service: { name: shop, title: Shop, owner: { team: web } }
labels: { size: ${bound} }
`);
  return labels.get('size');
}

describe('the values of a label', () => {
  test.each([
    ['{ ranges: [1, 4, 8] }', ['1', '2-4', '5-8', '9+']],
    ['{ ranges: [4, 8] }', ['0-4', '5-8', '9+']],
    ['{ ranges: [0.5, 2] }', ['0-0.5', '0.5-2', '2+']],
    ['{ integers: { from: 3, to: 5 } }', ['3', '4', '5']],
    ['{ values: [a, b], unknown: other }', ['a', 'b', 'other']],
    ['{ values: [a, b], unknown: b }', ['a', 'b']],
  ])('bound by %s', (bound, values) => {
    expect(labelOf(bound)).toMatchObject({ values, cardinality: values.length });
  });

  test('of an open set are as many as its ceiling', () => {
    expect(labelOf('{ at_most: 7, pattern: "[a-z]{1,9}" }')).toMatchObject({ cardinality: 7 });
  });
});
