import type { Condition } from '../model/alert.ts';
import { type Aggregation, isDistribution } from '../model/metric.ts';
import type { RecordingDefinition } from '../model/recording.ts';
import type { MetricSelector, RecordSelector } from '../model/selector.ts';

/** What a condition or a recording measures, in the terms of the spec. Windows in seconds. */
export type Measurement = { readonly by: readonly string[] } & (
  | {
      readonly kind: 'gauge';
      readonly of: MetricSelector;
      readonly reduce: Aggregation;
      readonly over?: number;
    }
  | {
      readonly kind: 'rate';
      readonly of: MetricSelector;
      readonly reduce: Aggregation;
      readonly over: number;
      /** Seconds that the rate is multiplied by: 1, or the window of an increase. */
      readonly times: number;
    }
  | {
      readonly kind: 'ratio';
      readonly part: MetricSelector;
      readonly whole: MetricSelector;
      readonly over: number;
    }
  | { readonly kind: 'mean'; readonly of: MetricSelector; readonly over: number }
  | { readonly kind: 'above'; readonly of: MetricSelector; readonly bound: number; readonly over: number }
  | { readonly kind: 'quantile'; readonly of: MetricSelector; readonly q: number; readonly over: number }
  | {
      readonly kind: 'recording';
      readonly of: RecordSelector;
      readonly labels: readonly string[];
      readonly reduce?: Aggregation;
    }
);

/** What a condition compares; undefined for absence and for raw expressions. `labels` are those of the record. */
export function measuredBy(condition: Condition, labels: readonly string[]): Measurement | undefined {
  if (condition.kind === 'recording') {
    const { of, by, reduce } = condition;
    return { kind: 'recording', of, by, labels, ...(reduce === undefined ? {} : { reduce }) };
  }
  if (condition.kind !== 'metric') return undefined;
  const { of, measure, reduce, by, over = 0, q = 0, bound, dividedBy } = condition;
  switch (measure) {
    case 'value':
      return { kind: 'gauge', of, reduce, by };
    case 'rate':
    case 'increase':
      if (dividedBy !== undefined) return { kind: 'ratio', part: of, whole: dividedBy, over, by };
      return { kind: 'rate', of, reduce, over, by, times: measure === 'rate' ? 1 : over };
    case 'average':
      return averaged({ of, reduce, over, by });
    case 'quantile':
      return { kind: 'quantile', of, q, over, by };
    case 'share_above':
      return { kind: 'above', of, bound: bound?.value ?? Number.POSITIVE_INFINITY, over, by };
  }
}

/** What a recording holds; undefined for a raw expression. */
export function recordedBy(definition: RecordingDefinition): Measurement | undefined {
  switch (definition.kind) {
    case 'expr':
      return undefined;
    case 'quantile':
      return definition;
    case 'aggregate':
      return { ...definition, kind: 'gauge' };
    case 'ratio': {
      const { of: part, to: whole, over, by } = definition;
      return { kind: 'ratio', part, whole, over, by };
    }
    case 'rate':
      return { ...definition, kind: 'rate', reduce: 'sum', times: 1 };
    case 'average':
      return averaged({ ...definition, reduce: 'average' });
  }
}

/** Of a histogram the mean of its observations, of a gauge its mean over time. */
function averaged(of: Required<Omit<Extract<Measurement, { kind: 'gauge' }>, 'kind'>>): Measurement {
  return isDistribution(of.of.metric) ? { ...of, kind: 'mean' } : { ...of, kind: 'gauge' };
}

/** The window that a measurement looks back over; 0 where it looks at the moment. */
export function windowOf(measurement: Measurement): number {
  return measurement.kind === 'recording' ? 0 : (measurement.over ?? 0);
}

/** Whether the measurement is the value of series of the moment, with no arithmetic that could round. */
export function isExact(measurement: Measurement): boolean {
  if (measurement.kind === 'recording') return measurement.reduce !== 'average';
  return measurement.kind === 'gauge' && measurement.over === undefined && measurement.reduce !== 'average';
}

/** Whether the measurement is a share of events, between 0 and 1. */
export function isShare(measurement: Measurement): boolean {
  return measurement.kind === 'above' || measurement.kind === 'ratio';
}

/** Whether it counts events, so that without any there is nothing to measure. */
export function needsEvents({ kind }: Measurement): boolean {
  return kind === 'ratio' || kind === 'mean' || kind === 'above' || kind === 'quantile';
}
