import { test } from 'vitest';
import { fuzz, graft } from './bulk.ts';

test(
  'small specs with parts of other specs: located findings, or files that can be read',
  { timeout: 7_200_000 },
  () => fuzz('parts of other specs', graft),
);
