import { kind } from '../define.ts';

/** Findings about PromQL expressions. */
export const promqlFindings = {
  'promql/syntax': kind<{ problem: string }>({
    severity: 'error',
    headline: ({ problem }) => `PromQL does not parse: ${problem}`,
  }),
} as const;
