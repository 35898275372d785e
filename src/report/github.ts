import type { Finding, Severity } from '../finding/finding.ts';
import { plural } from '../finding/prose.ts';
import { inOrder, severityOf, wordsOf } from '../finding/words.ts';
import type { Reporter } from './report.ts';

/**
 * Annotations of one level that GitHub shows for a step; it drops the rest without a word.
 * @see https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
 */
const SHOWN = 10;
const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/**
 * For GitHub Actions: workflow commands that annotate the lines of a pull request, worst first. What GitHub would not
 * show is given as a number.
 * @see https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export const githubReport: Reporter = (findings, { inRepository = (file) => file }) => {
  const left: Record<Severity, number> = { error: SHOWN, warning: SHOWN, note: SHOWN - 1 };
  const shown = inOrder(findings).filter(({ code }) => left[severityOf(code)]-- > 0);
  const lines = shown.map((finding) => annotation(finding, inRepository(finding.place.file)));
  const more = findings.length - shown.length;
  if (more > 0) {
    const text = `${more} more: GitHub shows ${plural(SHOWN, 'annotation')} of a level for a step; run ryot-metrics lint to see all ${findings.length} findings`;
    lines.push(`::notice title=ryot-metrics::${escapeData(text)}`);
  }
  return lines.map((line) => `${line}\n`).join('');
};

function annotation(finding: Finding, file: string): string {
  const { severity, headline, fix } = wordsOf(finding);
  const { line, column, endLine, endColumn } = finding.place;
  // GitHub reads columns only where a place begins and ends in one line.
  const columns: Record<string, number> = endLine === line ? { col: column, endColumn } : { col: column };
  const properties = Object.entries({ file, line, endLine, ...columns, title: finding.code })
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(',');
  const message = fix === undefined ? headline : `${headline}\n${fix}`;
  return `::${COMMANDS[severity]} ${properties}::${escapeData(message)}`;
}

/** @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
