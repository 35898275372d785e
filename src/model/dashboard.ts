import type { SpecPath } from '../spec/path.ts';
import type { Spec } from '../spec/schema/spec.ts';
import type { Level } from './metric.ts';
import type { Expression } from './scope.ts';
import type { MetricSelector, RecordSelector } from './selector.ts';

type WrittenPanel = Spec['dashboards'][number]['rows'][number]['panels'][number];
export type PanelKind = NonNullable<WrittenPanel['kind']>;

/** What a panel shows. */
export type PanelSource =
  | { readonly kind: 'metric'; readonly of: MetricSelector }
  | { readonly kind: 'slo'; readonly slo: string }
  | { readonly kind: 'alert'; readonly alert: string }
  | { readonly kind: 'recording'; readonly of: RecordSelector }
  | {
      readonly kind: 'expr';
      readonly queries: readonly (Expression & {
        readonly legend?: string | undefined;
        readonly path: SpecPath;
      })[];
    }
  | { readonly kind: 'text'; readonly markdown: string };

export interface Panel {
  readonly source: PanelSource;
  /** `p95`, `heatmap`, `rate`, `total`, `current`, `ratio` ...; empty where the emitter chooses. */
  readonly show: readonly string[];
  /** Labels with one curve a value; undefined where the emitter chooses. */
  readonly by?: readonly string[] | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly unit?: string | undefined;
  readonly legend?: string | undefined;
  readonly panelKind?: PanelKind | undefined;
  readonly thresholds?: readonly { readonly from: number; readonly level: Level }[] | undefined;
  /** Columns of 24. */
  readonly width?: number | undefined;
  readonly path: SpecPath;
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly audience?: string | undefined;
  readonly refresh: string;
  readonly range: string;
  readonly rows: readonly {
    readonly title: string;
    readonly collapsed: boolean;
    readonly panels: readonly Panel[];
  }[];
  readonly path: SpecPath;
}
