import { modelFindings } from './catalogue/model.ts';
import { promqlFindings } from './catalogue/promql.ts';
import { specFindings } from './catalogue/spec.ts';
import type { FindingKind } from './define.ts';

/** Every finding code with its words. A code never changes its meaning once released. */
export const CATALOGUE = { ...specFindings, ...modelFindings, ...promqlFindings } as const;

export type Code = keyof typeof CATALOGUE;

/** The facts that a finding of code `C` carries. */
export type FindingArgs<C extends Code> =
  (typeof CATALOGUE)[C] extends FindingKind<infer Args> ? Args : never;
