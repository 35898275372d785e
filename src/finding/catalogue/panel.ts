import { didYouMean, kind } from '../define.ts';

/** Findings about dashboard panels. */
export const panelFindings = {
  'panel/unknown-unit': kind<{ unit: string; suggestion?: string | undefined; known: string }>({
    severity: 'error',
    headline: ({ unit, suggestion }) =>
      `"${unit}" is neither a unit of the spec nor one of Grafana's${didYouMean(suggestion)}`,
    fix: ({ known }) => `Units of the spec: ${known}. Grafana's own ids, such as reqps, are allowed too.`,
  }),
} as const;
