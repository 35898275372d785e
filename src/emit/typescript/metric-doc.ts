import type { Band, Metric } from '../../model/metric.ts';
import type { Unit } from '../../model/unit.ts';

/** Hover text: help, use, rationale, what buckets and bands mean. */
export function metricDoc(metric: Metric): string[] {
  const paragraphs = [
    metric.help === '' ? `\`${metric.name}\`.` : metric.help,
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
