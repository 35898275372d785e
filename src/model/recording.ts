import type { SpecPath } from '../spec/path.ts';
import type { Aggregation } from './metric.ts';
import type { Expression } from './scope.ts';
import type { MetricSelector } from './selector.ts';
import type { Succession } from './succession.ts';
import { type Unit, unitOfName } from './unit.ts';

/** How a recording is computed. Windows in seconds. */
export type RecordingDefinition =
  | ({
      readonly kind: 'expr';
      readonly exprPath: SpecPath;
      readonly unit?: string | undefined;
    } & Expression)
  | ({ readonly of: MetricSelector; readonly by: readonly string[] } & (
      | { readonly kind: 'quantile'; readonly q: number; readonly over: number }
      | { readonly kind: 'rate' | 'average'; readonly over: number }
      | { readonly kind: 'ratio'; readonly to: MetricSelector; readonly over: number }
      | { readonly kind: 'aggregate'; readonly reduce: Aggregation }
    ));

export interface Recording extends Succession {
  readonly record: string;
  readonly description?: string | undefined;
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
      if (definition.unit !== undefined) return definition.unit as Unit;
      const unit = unitOfName(record.split(':').at(1) ?? record);
      return unit === 'none' ? undefined : unit;
    }
  }
}
