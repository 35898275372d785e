import type { Place } from '../finding/finding.ts';
import type { SpecDocument } from '../spec/document.ts';

/** The budget where it is written; else the service, which the default budget is for. */
export function placeOfBudget(document: SpecDocument, key: string): Place {
  const path = ['budgets', key];
  return document.has(path) ? document.locate(path) : document.locate(['service'], 'key');
}
