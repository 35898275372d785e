import { test } from 'vitest';
import { fuzz, hostileValue } from './bulk.ts';

test(
  'small specs with values of every kind: located findings, or files that can be read',
  { timeout: 7_200_000 },
  () => fuzz('values of every kind', hostileValue),
);
