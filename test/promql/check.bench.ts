import { bench, describe } from 'vitest';
import { checkExpression } from '../../src/promql/check.ts';
import { FIXTURES } from './check-fixtures.ts';
import { RYOT } from './ryot.catalogue.ts';

const texts = Object.values(FIXTURES).flatMap(({ fires, silent, honest }) => [
  ...fires,
  ...silent,
  ...honest,
]);

// npx vitest bench test/promql
describe('checking', () => {
  bench('5,000 expressions', () => {
    for (let count = 0; count < 5000; count++)
      checkExpression(texts[count % texts.length] ?? '', RYOT, { use: 'alert' });
  });
});
