import type { SpecPath } from '../../spec/path.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import { combinationsOf, seriesPerCombination } from '../cardinality.ts';
import type { Label } from '../label.ts';
import type { Aggregation, Band, Bucket, Metric } from '../metric.ts';
import { successionOf } from '../succession.ts';
import { type Unit, unitOfName } from '../unit.ts';
import type { BuildContext } from './context.ts';

type WrittenMetric = Spec['metrics'][string];

export function buildMetrics(context: BuildContext): void {
  for (const [name, written] of Object.entries(context.spec.metrics)) {
    context.metrics.set(name, metricOf(context, name, written));
  }
  for (const [name, written] of Object.entries(context.spec.external)) {
    const path = ['external', name];
    const unit = written.unit ?? unitOfName(name);
    context.external.set(name, {
      origin: 'external',
      name,
      type: written.type,
      help: written.help,
      unit,
      labels: context.labelsOfMetric(name, written.labels, [...path, 'labels']),
      buckets: bucketsOf(context, name, unit, written.buckets ?? [], path),
      targets: written.targets ?? context.spec.service.targets,
      keepsSeries: written.keeps_series,
      path,
    });
  }
}

function metricOf(context: BuildContext, name: string, written: WrittenMetric): Metric {
  const path = ['metrics', name];
  const unit = written.unit ?? unitOfName(name);
  const labels = context.labelsOfMetric(name, written.labels, [...path, 'labels']);
  const impossible = impossibleOf(context, name, written, labels);
  const buckets = bucketsOf(context, name, unit, written.buckets ?? [], path);
  const combinations = combinationsOf(labels, impossible);
  const perCombination = seriesPerCombination(written.type, buckets.length);
  return {
    origin: 'declared',
    name,
    type: written.type,
    group: written.group,
    help: written.help ?? '',
    unit,
    labels,
    impossible,
    buckets,
    beyond: written.beyond,
    rationale: written.rationale,
    use: written.use,
    bands: bandsOf(context, name, unit, written),
    range: rangeOf(context, name, unit, written),
    acrossTargets: written.across_targets ?? defaultAcrossTargets(written.type, unit),
    budget: written.budget,
    ...successionOf(written),
    combinations,
    seriesPerCombination: perCombination,
    seriesPerTarget: combinations * perCombination,
    seriesTotal: combinations * perCombination * context.spec.service.targets,
    path,
  };
}

function defaultAcrossTargets(type: WrittenMetric['type'], unit: Unit): Aggregation {
  return type === 'gauge' && (unit === 'ratio' || unit === 'percent' || unit === 'celsius')
    ? 'average'
    : 'sum';
}

function bucketsOf(
  context: BuildContext,
  metric: string,
  unit: Unit,
  written: NonNullable<WrittenMetric['buckets']>,
  path: SpecPath,
): Bucket[] {
  return written.flatMap((item, index) => {
    const at = [...path, 'buckets', index];
    const { le, means } = typeof item === 'object' ? item : { le: item };
    const bound = context.quantity(le, unit, metric, typeof item === 'object' ? [...at, 'le'] : at);
    return bound === undefined ? [] : [{ le: bound.value, text: bound.text, means, path: at }];
  });
}

function bandsOf(context: BuildContext, metric: string, unit: Unit, written: WrittenMetric): Band[] {
  return (written.bands ?? []).map(({ above, below, level, means }, index) => {
    const path = ['metrics', metric, 'bands', index];
    return {
      above: above === undefined ? undefined : context.quantity(above, unit, metric, [...path, 'above']),
      below: below === undefined ? undefined : context.quantity(below, unit, metric, [...path, 'below']),
      level,
      means,
    };
  });
}

function rangeOf(context: BuildContext, metric: string, unit: Unit, written: WrittenMetric): Metric['range'] {
  const range: { min?: number; max?: number } = {};
  for (const [side, value] of Object.entries(written.range ?? {}) as ['min' | 'max', number | string][]) {
    const bound = context.quantity(value, unit, metric, ['metrics', metric, 'range', side]);
    if (bound !== undefined) range[side] = bound.value;
  }
  return range;
}

function impossibleOf(
  context: BuildContext,
  metric: string,
  written: WrittenMetric,
  labels: readonly Label[],
) {
  return (written.impossible ?? []).flatMap((entry, index) => {
    const path = ['metrics', metric, 'impossible', index];
    const pairs = Object.entries(entry).map(([name, value]) => [name, [value].flat()] as const);
    if (pairs.some(([name]) => context.isReported(name))) return [];
    const fault = pairs
      .map(([name, values]) => faultOf(labels, name, values))
      .find((problem) => problem !== undefined);
    if (fault === undefined && pairs.length > 0) return [new Map(pairs)];
    context.report('metric/impossible', path, { metric, problem: fault ?? 'names no label' });
    return [];
  });
}

function faultOf(labels: readonly Label[], name: string, values: readonly string[]): string | undefined {
  const label = labels.find((candidate) => candidate.name === name);
  if (label === undefined) return `names "${name}", which is not a label of the metric`;
  const stranger = values.find((value) => !isValueOf(label, value));
  return stranger === undefined ? undefined : `names "${stranger}", which is not a value of ${name}`;
}

function isValueOf({ bound, overflow, values }: Label, value: string): boolean {
  if (bound.kind === 'open') return value === overflow || (value !== '' && bound.matcher.matches(value));
  return values?.includes(value) ?? false;
}
