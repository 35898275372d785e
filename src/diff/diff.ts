import { costOfRules, seriesTotals } from '../cardinality/cost.ts';
import { seriesCatalogue } from '../plan/series-catalogue.ts';
import { alertChanges } from './alerts.ts';
import type { Change, Level } from './change.ts';
import { dashboardChanges } from './dashboards.ts';
import { valueChanges } from './labels.ts';
import { metricChanges, pairMetrics } from './metrics.ts';
import { objectiveChanges } from './objectives.ts';
import { policyChanges, serviceChanges } from './policy.ts';
import { queriesOf } from './readers.ts';
import { recordingChanges } from './recordings.ts';
import type { Side } from './side.ts';

interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

/** What differs between two specs, and what it costs. */
export interface SpecDiff {
  /** Worst first; within a level in the order of the spec. */
  readonly changes: readonly Change[];
  readonly series: {
    /** That one target exposes. */
    readonly perTarget: BeforeAfter;
    /** Exposed by all targets, recorded, and of alerts. */
    readonly total: BeforeAfter;
    /** Series per target of each metric where they changed. */
    readonly metrics: readonly (BeforeAfter & { readonly metric: string })[];
  };
}

const LEVELS: readonly Level[] = ['breaking', 'warning', 'info'];

/** Compares what two specs mean; how they are written makes no difference. Without a base all is new. */
export function diffSpecs(base: Side | undefined, after: Side): SpecDiff {
  const before = base ?? nothingOf(after);
  const queries = queriesOf(before);
  const metrics = pairMetrics(before, after);
  const renames = new Map([
    ...metrics.renamed.map(([old, now]) => [old.name, now.name] as const),
    ...after.model.recordings.flatMap(({ record, renamedFrom }) =>
      renamedFrom === undefined ? [] : [[renamedFrom, record] as const],
    ),
  ]);
  const changes = [
    ...serviceChanges(before, after),
    ...metricChanges(before, metrics, queries),
    ...valueChanges(before, after, queries),
    ...recordingChanges(before, after, queries, renames),
    ...objectiveChanges(before, after, queries, renames),
    ...alertChanges(before, after, renames),
    ...dashboardChanges(before, after, renames),
    ...policyChanges(before, after, metrics),
  ];
  return {
    changes: LEVELS.flatMap((level) => changes.filter((change) => change.level === level)),
    series: seriesOf(before, after),
  };
}

/** A spec of the same service that declares nothing yet. */
function nothingOf({ model }: Side): Side {
  const plan = { groups: [] };
  const nothing = {
    ...model,
    service: { ...model.service, otherSeries: 0 },
    ...{ labels: new Map(), metrics: new Map(), own: new Map() },
    ...{ recordings: [], slos: [], alerts: [], dashboards: [], waivers: [] },
  };
  return { model: nothing, plan, catalogue: seriesCatalogue(nothing, plan) };
}

function seriesOf(before: Side, after: Side): SpecDiff['series'] {
  const [old, now] = [totalsOf(before), totalsOf(after)];
  const perMetric = ({ model }: Side) =>
    new Map([...model.metrics.values()].map(({ name, seriesPerTarget }) => [name, seriesPerTarget]));
  const [had, has] = [perMetric(before), perMetric(after)];
  const metrics = [...new Set([...had.keys(), ...has.keys()])]
    .map((metric) => ({ metric, before: had.get(metric) ?? 0, after: has.get(metric) ?? 0 }))
    .filter((each) => each.before !== each.after);
  return {
    perTarget: { before: old.perTarget, after: now.perTarget },
    total: { before: old.total, after: now.total },
    metrics,
  };
}

function totalsOf({ model, plan, catalogue }: Side) {
  const { perTarget, exposed, recorded, alerts } = seriesTotals(model, costOfRules(plan, catalogue));
  return { perTarget, total: exposed + recorded + alerts };
}
