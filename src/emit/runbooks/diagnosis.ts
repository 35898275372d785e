import { plural } from '../../finding/prose.ts';
import type { Condition } from '../../model/alert.ts';
import type { Label } from '../../model/label.ts';
import type { Recording } from '../../model/recording.ts';
import type { MetricSelector } from '../../model/selector.ts';
import { isSliced, selectorsOf } from '../../model/slo.ts';
import { labelsOf } from '../../plan/annotations.ts';
import { measured, presenceOf, recorded, targetsUp } from '../../plan/conditions.ts';
import { badShare, countedSeries, overTime } from '../../plan/queries.ts';
import { recordingExpression } from '../../plan/recordings.ts';
import { sloMatchers } from '../../plan/slo-events.ts';
import type { Expr } from '../../promql/ast.ts';
import * as promql from '../../promql/build.ts';
import { BUDGET_REMAINING, burnRate } from '../../slo/names.ts';
import { firingTiers } from '../../slo/tiers.ts';
import { asCode } from './escape.ts';
import { queryView, rateWindow } from './queries.ts';
import { PAGE, type Site, sourceOf } from './site.ts';
import type { AlertEntry } from './usage.ts';
import { bound, duration, numbered, valuesOf } from './words.ts';

/** First the values that the alert evaluates, then the steps of the spec. */
export function diagnosis(site: Site, entry: AlertEntry) {
  const { service } = site.model;
  const written = (sourceOf(entry)?.runbook.diagnosis ?? []).map(({ step, query }) => ({
    step,
    query: query === undefined ? null : queryView(service, query.expr),
  }));
  const asked = new Set(written.map(({ query }) => query?.expr));
  // A query that the spec has itself is not repeated.
  const own = seen(site, entry)
    .map(({ step, expr }) => ({ step, query: queryView(service, expr) }))
    .filter(({ query }) => !asked.has(query.expr));
  return numbered([...own, ...written]);
}

interface Step {
  readonly step: string;
  readonly expr: Expr | string;
}

function seen({ model: { service } }: Site, { alert, slo }: AlertEntry): Step[] {
  if (slo !== undefined) {
    const own = sloMatchers(service, slo);
    const [tier] = firingTiers(slo);
    const share = badShare(slo.sli, rateWindow(service), slo.by);
    const burn = `Check the burn rate; 1 spends the error budget exactly by the end of the ${duration(slo.window)}.`;
    return [
      ...(tier === undefined ? [] : [{ step: burn, expr: promql.selector(burnRate(tier.long), own) }]),
      {
        step: 'Check the remaining error budget: 1 is a full budget, a negative value an overspent one.',
        expr: promql.selector(BUDGET_REMAINING, own),
      },
      ...(share === undefined ? [] : [{ step: 'Check the current share of bad events.', expr: share }]),
    ];
  }
  const condition = alert?.condition;
  switch (condition?.kind) {
    case 'metric':
      return [{ step: comparedStep(condition), expr: measured(condition) }];
    case 'recording':
      return [{ step: comparedStep(condition), expr: recorded(condition) }];
    case 'absent':
      return [
        {
          step: 'Check when the series disappeared.',
          expr: overTime('count_over_time', countedSeries(condition.of), 3600),
        },
      ];
    case 'missing':
      return condition.of.map((counter) => ({
        step: `Check when the series of ${asCode(counter.text)} disappeared.`,
        expr: overTime('count_over_time', countedSeries(counter), 3600),
      }));
    case 'down':
      return downSteps(condition);
    case 'expr':
      return [{ step: 'Check which series the expression of the alert returns.', expr: condition.expr }];
    default:
      return [];
  }
}

function downSteps({ presence, below, targets }: Extract<Condition, { kind: 'down' }>): Step[] {
  const series = presenceOf(presence);
  const since = promql.aggregate('count', overTime('last_over_time', series, 3600), { by: ['instance'] });
  return [
    {
      step: `Check how many targets are up; the alert fires below ${below} of ${targets}.`,
      expr: targetsUp(presence),
    },
    presence.arrives === 'scrape'
      ? {
          step: 'Find the targets whose scrapes fail. Those that are missing here too are not known to Prometheus.',
          expr: promql.binary('==', series, promql.number(0)),
        }
      : {
          step: 'Find the targets that have stopped pushing within the last hour.',
          expr: promql.binary('unless', since, promql.aggregate('count', series, { by: ['instance'] })),
        },
  ];
}

function comparedStep({ comparison }: Extract<Condition, { kind: 'metric' | 'recording' }>): string {
  const { op, threshold } = comparison;
  return `Check the current value; the alert fires ${op === '>' ? 'above' : 'below'} ${threshold.text}.`;
}

/** Beyond this many, values are described by their bound; the label page lists them. */
const MOST_VALUES = 16;

/** Labels to break an alert down by, with the queries that do it. */
export function breakdown(site: Site, entry: AlertEntry) {
  const split = splitOf(site, entry);
  if (split === undefined) return [];
  const { kept, by } = split;
  const { service } = site.model;
  const views = split.labels
    .filter(({ name }) => !split.pinned.has(name))
    .flatMap((label) => {
      const { name } = label;
      const expr = by([...new Set([...kept, name])]);
      return expr === undefined
        ? []
        : [labelView(site, entry, label, kept.includes(name) ? undefined : expr)];
    });
  const servers = service.targets > 1 ? by([...kept, 'instance']) : undefined;
  if (servers === undefined || kept.includes('instance')) return views;
  const instance = {
    label: null,
    name: 'instance',
    description: 'Scrape target.',
    bound: plural(service.targets, 'target'),
    values: [],
    query: queryView(service, servers),
  };
  return [...views, instance];
}

/** `expr` is undefined if the alert keeps the label. */
function labelView(site: Site, entry: AlertEntry, label: Label, expr: Expr | undefined) {
  const values = valuesOf(label);
  const ref = site.label(PAGE.alert(entry.name), label);
  const listed = values.length > MOST_VALUES ? [] : values;
  return {
    label: ref.href === '' ? null : ref,
    name: label.name,
    description: label.description ?? '',
    bound: listed.length === 0 ? bound(label) : '',
    values: listed,
    query: expr === undefined ? null : queryView(site.model.service, expr),
  };
}

interface Split {
  readonly labels: readonly Label[];
  /** Labels that the alert keeps. */
  readonly kept: readonly string[];
  /** Labels that have a single value in what the alert reads. */
  readonly pinned: ReadonlySet<string>;
  readonly by: (labels: readonly string[]) => Expr | undefined;
}

function splitOf(site: Site, { alert, slo }: AlertEntry): Split | undefined {
  if (slo !== undefined) {
    const { sli } = slo;
    if (isSliced(sli)) return undefined;
    const selectors = selectorsOf(sli);
    return {
      labels: shared(selectors),
      kept: slo.by,
      // A share of bad events by the label that makes them bad would be 0 or 1.
      pinned: new Set(selectors.flatMap(({ matchers }) => matchers.map(({ label }) => label))),
      by: (labels) => badShare(sli, rateWindow(site.model.service), labels),
    };
  }
  const condition = alert?.condition;
  if (condition?.kind === 'metric') {
    const { of, dividedBy, by } = condition;
    return {
      labels: shared(dividedBy === undefined ? [of] : [of, dividedBy]),
      kept: by,
      pinned: pinnedBy([of]),
      by: (labels) => measured({ ...condition, by: labels }),
    };
  }
  if (condition?.kind !== 'recording') return undefined;
  const recording = site.model.recordings.find(({ record }) => record === condition.of.record);
  return recording && splitOfRecording(recording, labelsOf(site.model, condition));
}

function splitOfRecording(recording: Recording, kept: readonly string[]): Split | undefined {
  const { definition } = recording;
  if (definition.kind === 'expr') return undefined;
  const selectors = definition.kind === 'ratio' ? [definition.of, definition.to] : [definition.of];
  const differing = definition.kind === 'ratio' ? selectors.flatMap(({ matchers }) => matchers) : [];
  return {
    labels: shared(selectors),
    kept,
    pinned: new Set([...pinnedBy(selectors), ...differing.map(({ label }) => label)]),
    by: (labels) => recordingExpression({ ...recording, definition: { ...definition, by: labels } }, ''),
  };
}

/** Labels that the series of all selectors have. */
function shared(selectors: readonly MetricSelector[]): Label[] {
  const [first, ...others] = selectors.map(({ metric }) => metric.labels);
  return (first ?? []).filter(({ name }) =>
    others.every((labels) => labels.some((other) => other.name === name)),
  );
}

function pinnedBy(selectors: readonly MetricSelector[]): Set<string> {
  return new Set(
    selectors.flatMap(({ matchers }) => matchers.filter(({ op }) => op === '=').map(({ label }) => label)),
  );
}
