import { didYouMean, error } from '../define.ts';

/** Findings about dashboard panels. */
export const panelFindings = {
  'panel/unknown-unit': error<{ unit: string; suggestion?: string | undefined; known: string }>({
    headline: ({ unit, suggestion }) =>
      `"${unit}" is not a unit of the spec or of Grafana${didYouMean(suggestion)}`,
    fix: ({ known }) => `Use a unit of the spec (${known}) or the id of a Grafana unit, such as reqps.`,
  }),
} as const;
