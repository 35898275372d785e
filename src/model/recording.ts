import type { SpecPath } from '../spec/path.ts';
import type { Aggregation } from './metric.ts';
import type { MetricSelector } from './selector.ts';
import { type Unit, unitOfName } from './unit.ts';

/** How a recording is computed. Windows in seconds. */
export type RecordingDefinition =
  | {
      readonly kind: 'quantile';
      readonly of: MetricSelector;
      readonly q: number;
      readonly over: number;
      readonly by: readonly string[];
    }
  | {
      readonly kind: 'rate' | 'average';
      readonly of: MetricSelector;
      readonly over: number;
      readonly by: readonly string[];
    }
  | {
      readonly kind: 'ratio';
      readonly of: MetricSelector;
      readonly to: MetricSelector;
      readonly over: number;
      readonly by: readonly string[];
    }
  | {
      readonly kind: 'aggregate';
      readonly of: MetricSelector;
      readonly reduce: Aggregation;
      readonly by: readonly string[];
    }
  | { readonly kind: 'expr'; readonly expr: string; readonly exprPath: SpecPath; readonly unit?: string };

export interface Recording {
  readonly record: string;
  readonly description?: string;
  readonly definition: RecordingDefinition;
  readonly path: SpecPath;
}

/** Unit of what a recording yields; undefined where an expression does not say. */
export function unitOfRecording({ record, definition }: Recording): Unit | undefined {
  switch (definition.kind) {
    case 'quantile':
    case 'average':
    case 'aggregate':
      return definition.of.metric.unit;
    case 'ratio':
      return 'ratio';
    case 'rate':
      return 'none';
    case 'expr': {
      const stated = definition.unit as Unit | undefined;
      if (stated !== undefined) return stated;
      const unit = unitOfName(record.split(':').at(1) ?? record);
      return unit === 'none' ? undefined : unit;
    }
  }
}
