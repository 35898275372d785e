import { promqlFindings } from '../finding/catalogue/promql.ts';
import type { PromqlCode } from '../promql/problem.ts';

/** Every code about PromQL expressions. */
export const PROMQL_CODES = Object.keys(promqlFindings) as PromqlCode[];
