import type { Metric } from '../model/metric.ts';
import type { Budgets } from '../model/model.ts';
import { formatDuration } from '../spec/scalars.ts';
import { breaking, type Change, info, quoted, warning } from './change.ts';
import type { Pairing } from './pair.ts';
import type { Side } from './side.ts';

const BUDGETS: readonly (readonly [key: keyof Budgets, name: string])[] = [
  ['combinationsPerMetric', 'combinations_per_metric'],
  ['bucketsPerMetric', 'buckets_per_metric'],
  ['seriesPerTarget', 'series_per_target'],
  ['seriesTotal', 'series_total'],
  ['samplesPerEvaluation', 'samples_per_evaluation'],
  ['warnAt', 'warn_at'],
];

/** Limits that move, and findings that are accepted. */
export function* policyChanges(
  before: Side,
  after: Side,
  { both, renamed }: Pairing<Metric>,
): Iterable<Change> {
  for (const [key, name] of BUDGETS)
    yield* limitChange(
      `budgets.${name}`,
      `the budget ${quoted(name)}`,
      before.model.budgets[key],
      after.model.budgets[key],
    );
  for (const [old, now] of [...both, ...renamed])
    for (const key of ['combinations', 'buckets'] as const)
      yield* limitChange(
        `metrics.${now.name}.budget.${key}`,
        `the budget of ${key} of ${quoted(now.name)}`,
        old.budget?.[key],
        now.budget?.[key],
      );
  yield* waiverChanges(before, after);
}

function* limitChange(
  object: string,
  what: string,
  was: number | undefined,
  is: number | undefined,
): Iterable<Change> {
  if (was === is) return;
  if (is === undefined) yield info('budget-lowered', object, `${what} is the general one again`);
  else if (was === undefined)
    yield warning('budget-raised', object, `policy: ${what} is ${is} instead of the general one`);
  else if (is > was) yield warning('budget-raised', object, `policy: ${what} rises from ${was} to ${is}`);
  else yield info('budget-lowered', object, `${what} falls from ${was} to ${is}`);
}

function* waiverChanges(before: Side, after: Side): Iterable<Change> {
  const byKey = ({ model }: Side) =>
    new Map(model.waivers.map((waiver) => [`${waiver.code} at ${waiver.at}`, waiver]));
  const [had, has] = [byKey(before), byKey(after)];
  for (const [key, { expires, reason }] of has) {
    const known = had.get(key);
    const object = `waivers.${key}`;
    if (known === undefined)
      yield warning(
        'waiver-added',
        object,
        `policy: ${quoted(key)} is waived until ${expires}: ${quoted(reason)}`,
      );
    else if (expires > known.expires)
      yield warning(
        'waiver-extended',
        object,
        `policy: the waiver of ${quoted(key)} is extended to ${expires}`,
      );
    else if (expires < known.expires)
      yield info('waiver-shortened', object, `the waiver of ${quoted(key)} ends on ${expires} already`);
  }
  for (const key of had.keys())
    if (!has.has(key)) yield info('waiver-removed', `waivers.${key}`, `${quoted(key)} is no longer waived`);
}

/** What every series, record and alert carries. */
export function* serviceChanges(
  { model: { service: old, outputs: had } }: Side,
  { model: { service: now, outputs: has } }: Side,
): Iterable<Change> {
  for (const [key, label] of [
    ['name', 'service'],
    ['job', 'job'],
  ] as const)
    if (old[key] !== now[key])
      yield breaking(
        `service-${key}`,
        `service.${key}`,
        `the label ${quoted(label)} changes from ${quoted(old[key])} to ${quoted(now[key])}: history, routes and silences end`,
      );
  if (old.targets !== now.targets)
    yield info(
      'service-targets',
      'service.targets',
      `the service has ${now.targets} targets instead of ${old.targets}`,
    );
  for (const [key, name] of [
    ['scrapeInterval', 'scrape_interval'],
    ['ruleInterval', 'rule_interval'],
  ] as const)
    if (old[key] !== now[key])
      yield info(
        'service-interval',
        `service.${name}`,
        `${quoted(name)} is ${formatDuration(now[key])} instead of ${formatDuration(old[key])}`,
      );
  for (const kind of ['typescript', 'prometheus', 'grafana', 'runbooks'] as const) {
    if (had[kind] !== undefined && has[kind] === undefined)
      yield warning('output-removed', `outputs.${kind}`, `the ${kind} output is no longer generated`);
    if (had[kind] === undefined && has[kind] !== undefined)
      yield info('output-added', `outputs.${kind}`, `the ${kind} output is generated from now on`);
  }
}
