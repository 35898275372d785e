import type { AnyMetric } from '../../model/metric.ts';

/** Joins what it stands between and shows nothing: it keeps a `$` from being read as the start of a variable. */
const WORD_JOINER = '\u2060';

/**
 * Text that Grafana shows as it is: titles and legends are searched for `$name`, `${name}` and `[[name]]`, legends
 * also for `{{label}}`, and there is no escape character for any of them.
 * @see https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/
 */
export function literal(text: string): string {
  return text
    .replace(/\$(?=[\w{])/g, `$${WORD_JOINER}`)
    .replace(/\[(?=\[)/g, `[${WORD_JOINER}`)
    .replace(/\{(?=\{)/g, `{${WORD_JOINER}`);
}

/** Text as Markdown that shows it unchanged. Underscores inside words mean nothing to Markdown and stay readable. */
export function markdown(text: string): string {
  return literal(text)
    .replace(/[\\`*~<>|#[\]]/g, (character) => (character === '<' ? '&lt;' : `\\${character}`))
    .replace(/(?<!\w)_|_(?!\w)/g, '\\_')
    .replace(/^(\s*\d*)([-+.)])(?=\s)/gm, '$1\\$2');
}

/** Those texts that say something, as paragraphs. */
export function paragraphs(...texts: readonly string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join('\n\n');
}

/** Help, use and rationale of a metric, as Markdown. */
export function describeMetric(metric: AnyMetric): string {
  const help = markdown(metric.help);
  if (metric.origin === 'own') return paragraphs(help, 'Counted by the instrumentation module itself.');
  const use = metric.use === undefined ? '' : `**Use:** ${markdown(metric.use)}`;
  const from =
    metric.origin === 'external'
      ? `Exposed by ${markdown(metric.source?.title ?? 'another program')}, not by the service.`
      : '';
  return paragraphs(help, use, markdown(metric.rationale ?? ''), from);
}
