import type { Finding, Place } from '../finding/finding.ts';
import { inOrder, wordsOf } from '../finding/words.ts';
import type { Reporter } from './report.ts';
import { countBySeverity } from './report.ts';

/** For programs: described in docs/json-report.md. Keys are only ever added; `version` counts breaking changes. */
export const jsonReport: Reporter = (findings, { waived }) => {
  const { error: errors, warning: warnings, note: notes } = countBySeverity(findings);
  const report = {
    version: 1,
    summary: { errors, warnings, notes, waived: waived.length },
    findings: inOrder(findings).map(entry),
    waived: waived.map(({ finding, waiver: { reason, expires } }) => ({
      ...entry(finding),
      waiver: { reason, expires },
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
};

function entry(finding: Finding) {
  const { severity, headline, fix } = wordsOf(finding);
  return {
    code: finding.code,
    severity,
    message: headline,
    ...(fix === undefined ? {} : { fix }),
    ...placeOf(finding.place),
    related: (finding.related ?? []).map(({ place, note }) => ({ message: note, ...placeOf(place) })),
    args: finding.args,
  };
}

function placeOf({ file, line, column, endLine, endColumn }: Place) {
  return { file, line, column, endLine, endColumn };
}
