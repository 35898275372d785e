import type { PanelKind } from '../../model/dashboard.ts';
import type { Label } from '../../model/label.ts';
import type { Expr } from '../../promql/ast.ts';

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
  /** Already safe: see `linkUrl`. */
  readonly url: string;
}

/** How the columns of a table are named and ordered: by the field names that Grafana gives. */
export interface TableColumns {
  readonly renamed: ReadonlyMap<string, string>;
  readonly hidden: readonly string[];
  /** Grafana unit, and colour steps, of single columns by their new name. */
  readonly units: ReadonlyMap<string, string>;
  readonly colored: ReadonlyMap<string, readonly Step[]>;
  /** Text in place of the values of single columns. */
  readonly words: ReadonlyMap<string, ReadonlyMap<string, string>>;
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
  readonly columns?: TableColumns;
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
  readonly from: string;
}
