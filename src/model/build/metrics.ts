import { formatPath, type SpecPath } from '../../spec/path.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import { combinationsOf, seriesPerCombination } from '../cardinality.ts';
import type { Label } from '../label.ts';
import type { Aggregation, Band, Bucket, ExternalType, Metric } from '../metric.ts';
import { successionOf } from '../succession.ts';
import { type Target, targetBeside } from '../target.ts';
import { misspeltUnit, type Unit, unitOfName, unitOfWord } from '../unit.ts';
import type { BuildContext } from './context.ts';

type WrittenMetric = Spec['metrics'][string];
/** What metrics of the service and of others have in common. */
type Written = Omit<WrittenMetric, 'type' | 'group' | 'budget' | 'renamed_from' | 'deprecated'> & {
  readonly type: ExternalType;
};

export function buildMetrics(context: BuildContext): void {
  const { target, fleet: targets } = context;
  for (const [name, written] of Object.entries(context.spec.metrics)) {
    const path = ['metrics', name];
    const { group, budget, type } = written;
    const labels = context.labelsOfMetric(name, written.labels, [...path, 'labels']);
    const measured = measuredOf(context, { name, written, labels, target, targets, path });
    context.metrics.set(name, {
      origin: 'declared',
      type,
      group,
      budget,
      ...measured,
      ...successionOf(written),
    });
  }
}

/** A metric before it is known whose it is. */
interface Unowned {
  readonly name: string;
  readonly written: Written;
  readonly labels: readonly Label[];
  readonly target: Target;
  readonly targets: number;
  readonly path: SpecPath;
  /** Series of one combination of a summary beyond its sum and its count. */
  readonly quantiles?: number;
}

/** Everything that follows from how a metric is written. */
export function measuredOf(context: BuildContext, of: Unowned) {
  const { name, written, labels, targets, path, quantiles = 0 } = of;
  const unit = unitOf(context, name, written.unit, path);
  const impossible = impossibleOf(context, of);
  const buckets = bucketsOf(context, name, unit, written.buckets ?? [], path);
  const combinations = combinationsOf(labels, impossible);
  const perCombination = seriesPerCombination(written.type, buckets.length + quantiles);
  return {
    name,
    help: written.help ?? '',
    unit,
    labels,
    target: targetBeside(of.target, labels),
    impossible,
    buckets,
    beyond: written.beyond,
    rationale: written.rationale,
    use: written.use,
    bands: bandsOf(context, of, unit),
    range: rangeOf(context, of, unit),
    acrossTargets: written.across_targets ?? defaultAcrossTargets(written.type, unit),
    targets,
    combinations,
    seriesPerCombination: perCombination,
    seriesPerTarget: combinations * perCombination,
    seriesTotal: combinations * perCombination * targets,
    path,
  };
}

/** The written unit, or that in the name. A word that is nearly a known unit is taken for a slip. */
function unitOf(context: BuildContext, name: string, written: string | undefined, path: SpecPath): Unit {
  if (written === undefined) return unitOfName(name);
  const meant = misspeltUnit(written);
  if (meant !== undefined) {
    const problem = `"${written}" is not a known unit (did you mean "${meant}"?)`;
    context.report('spec/invalid-value', [...path, 'unit'], { what: formatPath([...path, 'unit']), problem });
  }
  return unitOfWord(meant ?? written);
}

function defaultAcrossTargets(type: ExternalType, unit: Unit): Aggregation {
  if (type === 'summary') return 'max';
  return type !== 'counter' && type !== 'histogram' && AVERAGED.has(unit) ? 'average' : 'sum';
}

/** Units whose values say nothing when they are added up. */
const AVERAGED: ReadonlySet<Unit> = new Set(['ratio', 'percent', 'celsius']);

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

function bandsOf(context: BuildContext, { name: metric, written, path: of }: Unowned, unit: Unit): Band[] {
  return (written.bands ?? []).map(({ above, below, level, means }, index) => {
    const path = [...of, 'bands', index];
    return {
      above: above === undefined ? undefined : context.quantity(above, unit, metric, [...path, 'above']),
      below: below === undefined ? undefined : context.quantity(below, unit, metric, [...path, 'below']),
      level,
      means,
    };
  });
}

function rangeOf(context: BuildContext, { name, written, path }: Unowned, unit: Unit): Metric['range'] {
  const range: { min?: number; max?: number } = {};
  for (const [side, value] of Object.entries(written.range ?? {}) as ['min' | 'max', number | string][]) {
    const bound = context.quantity(value, unit, name, [...path, 'range', side]);
    if (bound !== undefined) range[side] = bound.value;
  }
  return range;
}

function impossibleOf(context: BuildContext, { name: metric, written, labels, path: of }: Unowned) {
  return (written.impossible ?? []).flatMap((entry, index) => {
    const path = [...of, 'impossible', index];
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
