import { test } from 'vitest';
import { fuzz, hostileName } from './bulk.ts';

test(
  'small specs with names of every kind: located findings, or files that can be read',
  { timeout: 7_200_000 },
  () => fuzz('names of every kind', hostileName),
);
