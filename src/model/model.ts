import type { SpecPath } from '../spec/path.ts';
import type { Spec } from '../spec/schema/spec.ts';
import type { Alert, Arrival } from './alert.ts';
import type { Dashboard } from './dashboard.ts';
import type { Label } from './label.ts';
import type { ExternalMetric, Metric, OwnMetric, Source } from './metric.ts';
import type { Operation } from './operation.ts';
import type { Recording } from './recording.ts';
import type { Slo } from './slo.ts';
import type { Target } from './target.ts';
import type { Severity, Team } from './team.ts';

/** The service; durations in seconds. */
export interface Service {
  readonly name: string;
  /** What begins the names of its metrics, groups and files: an identifier in lower case. */
  readonly prefix: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly owner: Team;
  /** Labels of every alert. */
  readonly alertLabels: ReadonlyMap<string, string>;
  readonly job: string;
  readonly target: Target;
  readonly targets: number;
  /** Series of one target that the spec does not declare, such as those of other libraries. */
  readonly otherSeries: number;
  readonly arrives: Arrival;
  readonly scrapeInterval: number;
  readonly ruleInterval: number;
  readonly retention: { readonly raw: number; readonly aggregated?: number | undefined };
  /** Prometheus version that evaluates the rules, such as "2.42". */
  readonly prometheus: string;
  readonly links: {
    readonly prometheus?: string | undefined;
    readonly grafana?: string | undefined;
    readonly alertmanager?: string | undefined;
    readonly source?: string | undefined;
  };
}

export interface Budgets {
  readonly combinationsPerMetric: number;
  readonly bucketsPerMetric: number;
  readonly seriesPerTarget: number;
  readonly seriesTotal: number;
  readonly samplesPerEvaluation: number;
  /** Share of a budget, 0 to 1, from which a warning is given. */
  readonly warnAt: number;
}

/** A chapter that metrics belong to. */
export interface Group {
  readonly name: string;
  readonly title: string;
  readonly description?: string | undefined;
}

export interface Waiver {
  readonly code: string;
  /** Dotted path of what it is accepted for. */
  readonly at: string;
  readonly reason: string;
  /** Last day on which it holds, YYYY-MM-DD. */
  readonly expires: string;
  readonly path: SpecPath;
}

type WrittenRouting = NonNullable<Spec['routing']>;
export type Receiver = WrittenRouting['receivers'][string];

/** Where notifications go; receivers and times by their names. */
export interface Routing extends Omit<WrittenRouting, 'receivers' | 'time_intervals'> {
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly intervals: ReadonlyMap<string, WrittenRouting['time_intervals'][string]>;
}

/**
 * What a spec means: every reference resolved, every quantity a number in base units, every bound counted.
 * Lists and maps keep the order of the spec. Immutable.
 */
export interface Model {
  readonly service: Service;
  readonly budgets: Budgets;
  /** Those of the spec, then those that only metrics name. */
  readonly groups: readonly Group[];
  readonly labels: ReadonlyMap<string, Label>;
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly sources: readonly Source[];
  readonly external: ReadonlyMap<string, ExternalMetric>;
  /** Those that the module exposes of itself; none where the spec asks for no module. */
  readonly own: ReadonlyMap<string, OwnMetric>;
  readonly operations: readonly Operation[];
  readonly recordings: readonly Recording[];
  readonly slos: readonly Slo[];
  readonly alerts: readonly Alert[];
  readonly teams: ReadonlyMap<string, Team>;
  readonly severities: ReadonlyMap<string, Severity>;
  readonly routing?: Routing | undefined;
  readonly dashboards: readonly Dashboard[];
  readonly outputs: Spec['outputs'];
  readonly waivers: readonly Waiver[];
}
