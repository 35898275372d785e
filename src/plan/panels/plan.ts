import type { PanelKind } from '../../model/dashboard.ts';
import type { Label } from '../../model/label.ts';
import type { Expr, VectorSelector } from '../../promql/ast.ts';

/** A query of a panel. */
export interface PanelQuery {
  /** What it asks while every variable of the dashboard is at All. */
  readonly expr: Expr;
  /** `expr` with the dashboard's variables in its selectors; undefined where none applies. */
  readonly narrowed?: Expr;
  /** Legend template: `{{label}}` is filled in by Grafana. */
  readonly legend: string;
  /** `instant` asks for one value at the end of the time range. */
  readonly when: 'range' | 'instant';
  /** The column that its values have in a table. */
  readonly column?: Column;
  /** Attach exemplars, where the data source has any. */
  readonly exemplars?: boolean;
}

/** A value from which on a colour holds; the first step of a list begins at -Infinity. */
export interface Step {
  readonly from: number;
  readonly color: string;
}

/** What a value between two bounds (absent: open) is called. */
export interface RangeMeaning {
  readonly from?: number;
  readonly to?: number;
  readonly text: string;
  readonly color: string;
}

export interface PanelLink {
  readonly title: string;
  readonly url: string;
}

/** A column of a table. */
export interface Column {
  readonly name: string;
  /** Grafana unit id. */
  readonly unit?: string;
  readonly steps?: readonly Step[];
  /** Text in place of values. */
  readonly words?: ReadonlyMap<string, string>;
}

/** What one Grafana panel shows, in terms that know nothing of Grafana's JSON. */
export interface PanelPlan {
  readonly kind: PanelKind;
  /** Plain text; `$` and `{{` in it mean nothing. */
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  /** Grafana unit id. */
  readonly unit: string;
  /** What the y axis counts, where the unit does not say. */
  readonly axis?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  /** Colours of values. */
  readonly steps: readonly Step[];
  /** Lines across a time series; the first one's colour also marks what lies beyond it. */
  readonly limits: readonly Step[];
  readonly meanings: readonly RangeMeaning[];
  readonly queries: readonly PanelQuery[];
  /** Shortest useful distance between two points, in seconds. */
  readonly interval: number;
  /** Shown where a query gives nothing. */
  readonly noValue: string;
  readonly links: readonly PanelLink[];
  /** Columns of 24 that the author asked for. */
  readonly width?: number;
  /** Height in grid units, where the usual one of the kind does not fit. */
  readonly height?: number;
  /** Begins a line: panels that belong together stay together. */
  readonly startsLine?: boolean;
  readonly stacked?: boolean;
  /** Columns of a table by the label whose values they hold; they stand before those of the queries. */
  readonly labelColumns?: ReadonlyMap<string, Column>;
  /** Content of a text panel. */
  readonly markdown?: string;
  /** Rows of text or states, which decide the height of panels that list things. */
  readonly lines?: number;
}

export interface RowPlan {
  readonly title: string;
  readonly collapsed: boolean;
  readonly panels: readonly PanelPlan[];
}

export interface DashboardPlan {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly refresh: string;
  readonly range: string;
  readonly variables: readonly LabelVariable[];
  readonly rows: readonly RowPlan[];
}

/** A dashboard before it is known which labels narrow it. */
export type DashboardContent = Omit<DashboardPlan, 'variables'>;

/** A choice of label values at the top of a dashboard. */
export interface LabelVariable {
  readonly label: Label;
  /** Series that its values are looked up in. */
  readonly from: VectorSelector;
}
