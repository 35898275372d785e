import type { Finding, Place } from '../finding/finding.ts';
import { inOrder, severityOf, wordsOf } from '../finding/words.ts';
import type { Reporter, WaivedFinding } from './report.ts';

/**
 * For code scanning: SARIF 2.1.0. Waived findings are there as suppressed results.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export const sarifReport: Reporter = (findings, { waived, inRepository = (file) => file }) => {
  const physical = ({ file, line, column, endLine, endColumn }: Place) => ({
    artifactLocation: { uri: uriOf(inRepository(file)) },
    region: { startLine: line, startColumn: column, endLine, endColumn },
  });
  const suppressed = new Map(waived.map((entry) => [entry.finding, entry]));
  const all = inOrder([...findings, ...suppressed.keys()]);
  const codes = [...new Set(all.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ryot-metrics',
            rules: codes.map((code) => ({
              id: code,
              help: { text: `Run \`ryot-metrics explain ${code}\`.` },
              defaultConfiguration: { level: severityOf(code) },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: all.map((finding) =>
          resultOf(finding, codes.indexOf(finding.code), suppressed.get(finding), physical),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

function resultOf(
  finding: Finding,
  ruleIndex: number,
  waived: WaivedFinding | undefined,
  physical: (place: Place) => object,
) {
  const { severity, headline, fix } = wordsOf(finding);
  const related = (finding.related ?? []).map(({ place, note }, id) => ({
    id,
    message: { text: note },
    physicalLocation: physical(place),
  }));
  return {
    ruleId: finding.code,
    ruleIndex,
    level: severity,
    message: { text: fix === undefined ? headline : `${headline}\n${fix}` },
    locations: [{ physicalLocation: physical(finding.place) }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(waived === undefined
      ? {}
      : { suppressions: [{ kind: 'inSource', justification: waived.waiver.reason }] }),
  };
}

/** A relative path as a URI reference: forward slashes, everything else escaped. */
function uriOf(file: string): string {
  return file
    .split(/[\\/]/)
    .map((step) => encodeURIComponent(step))
    .join('/');
}
