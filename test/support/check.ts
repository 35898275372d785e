import type { Finding } from '../../src/finding/finding.ts';
import { inOrder } from '../../src/finding/words.ts';
import { checkText } from '../../src/run.ts';

/** The day on which the tests judge waivers. */
export const TODAY = '2026-07-01';

/** Everything that is wrong with a spec, as the command line finds it. */
export function check(file: string, text: string, today = TODAY): readonly Finding[] {
  return inOrder(checkText(file, text, today).findings);
}

/** `metric/help 14:3-14:19`: code and place, as the corpus writes them. */
export function codeAndPlace({ code, place }: Finding): string {
  return `${code} ${place.line}:${place.column}-${place.endLine}:${place.endColumn}`;
}
