import type { Label } from '../../model/label.ts';
import type { Band, Metric } from '../../model/metric.ts';
import type { Unit } from '../../model/unit.ts';

/** What one sentence says of a metric. */
export const metricSummary = ({ name, help }: Metric): string => (help === '' ? `\`${name}\`.` : help);

/** What one sentence says of a label where it is a parameter or a field. */
export const labelSummary = ({ name, description }: Label): string =>
  description ?? `One of the values of \`${name}\`.`;

/** Hover text in paragraphs: help, use, rationale, what buckets and bands mean. An empty one is a blank line. */
export function metricDoc(metric: Metric): string[] {
  const paragraphs = [
    metricSummary(metric),
    '',
    `\`${metric.name}\`: ${metric.type}${unitDoc(metric.unit)}${rangeDoc(metric)}.`,
  ];
  if (metric.use !== undefined) paragraphs.push('', `Use: ${metric.use}`);
  if (metric.rationale !== undefined) paragraphs.push('', `Rationale: ${metric.rationale}`);
  const buckets = metric.buckets.filter(({ means }) => means !== undefined);
  if (buckets.length > 0) paragraphs.push('', 'Buckets:');
  paragraphs.push(...buckets.map(({ text, means }) => `- ${text}: ${means}`));
  if (metric.bands.length > 0) paragraphs.push('', 'Values:');
  paragraphs.push(...metric.bands.map((band) => `- ${bandDoc(band)}: ${band.means} (${band.level})`));
  return paragraphs;
}

const unitDoc = (unit: Unit) => (unit === 'none' ? '' : ` in ${unit.replaceAll('_', ' ')}`);

function rangeDoc({ range: { min, max } }: Metric): string {
  if (min !== undefined && max !== undefined) return `, from ${min} to ${max}`;
  if (min !== undefined) return `, from ${min}`;
  return max === undefined ? '' : `, up to ${max}`;
}

function bandDoc({ above, below }: Band): string {
  const sides = [
    ...(above === undefined ? [] : [`above ${above.text}`]),
    ...(below === undefined ? [] : [`below ${below.text}`]),
  ];
  return sides.join(' and ');
}

/** Over the constant with the values or the pattern of a label. */
export function valuesDoc({ name, bound }: Label): string {
  return bound.kind === 'open'
    ? `What a value of the label \`${name}\` matches as a whole: \`${bound.pattern}\`.`
    : `Values of the label \`${name}\` as series show them.`;
}

/** Over the type of a label: what it means, its bound, and what becomes of other values. */
export function typeDoc({ name, description, bound, overflow }: Label): string[] {
  const outside =
    overflow === undefined
      ? 'A recording with any other value is dropped and counted.'
      : `Any other value is recorded as \`${overflow}\` and counted.`;
  return [description ?? `Values of the label \`${name}\`.`, '', `${boundDoc(bound)} ${outside}`];
}

function boundDoc(bound: Label['bound']): string {
  switch (bound.kind) {
    case 'values':
      return `One of ${bound.values.length} values.`;
    case 'ranges':
      return `A number from ${bound.lowest} on, recorded as the interval it falls into: ${bound.names.join(', ')}.`;
    case 'integers':
      return `A whole number from ${bound.from} to ${bound.to}.`;
    case 'open':
      return `At most ${bound.atMost} different values that match \`${bound.pattern}\`.`;
  }
}
