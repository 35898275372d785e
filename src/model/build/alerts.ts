import type { SpecPath } from '../../spec/path.ts';
import { parseDuration } from '../../spec/scalars.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Alert, Comparison, Condition, Measure, Presence } from '../alert.ts';
import { type AnyMetric, isBornWithEvent } from '../metric.ts';
import { type Recording, unitOfRecording } from '../recording.ts';
import { kept } from '../selector.ts';
import { alertPrefixOf } from '../service-name.ts';
import { successionOf } from '../succession.ts';
import type { Unit } from '../unit.ts';
import { labelSetsOf, runbookOf, servicePresence, testInputOf } from './alerting.ts';
import type { BuildContext } from './context.ts';
import { metricSelector, recordSelector } from './selectors.ts';

type WrittenAlert = Spec['alerts'][number];
type WrittenWhen = NonNullable<WrittenAlert['when']>;

export function buildAlerts(context: BuildContext, recordings: readonly Recording[]): Alert[] {
  const names = context.alertNames;
  return context.spec.alerts.flatMap((written, index) => {
    const path = ['alerts', index];
    const condition = conditionOf(context, written, recordings, path);
    for (const [at, cause] of written.caused_by.entries()) {
      if (!names.has(cause)) context.unknown('alert', cause, [...path, 'caused_by', at], names);
    }
    if (written.dashboard !== undefined) {
      const uids = context.spec.dashboards.map(({ uid }) => uid);
      if (!uids.includes(written.dashboard)) {
        context.unknown('dashboard', written.dashboard, [...path, 'dashboard'], uids);
      }
    }
    if (condition === undefined) return [];
    if (written.missing !== undefined && (condition.kind === 'absent' || condition.kind === 'down')) {
      const problem = `\`missing\` cannot be combined with \`${condition.kind}\`, which fires on missing series`;
      context.report('alert/incomplete', [...path, 'missing'], { alert: written.name, problem });
      return [];
    }
    return [alertOf(context, written, condition, path)];
  });
}

function alertOf(context: BuildContext, written: WrittenAlert, condition: Condition, path: SpecPath): Alert {
  const { violations } = written;
  return {
    name: written.name,
    title: written.title ?? titleOf(written.name, alertPrefixOf(context.spec.service.name)),
    condition,
    missing: written.missing,
    violations: violations && { atLeast: violations.at_least, within: parseDuration(violations.within) },
    for: parseDuration(written.for ?? '0s'),
    keepFiringFor: parseDuration(written.keep_firing_for ?? '0s'),
    severity: context.severity(written.severity, [...path, 'severity']),
    labels: new Map(Object.entries(written.labels)),
    summary: written.summary,
    description: written.description,
    owner: context.owner(written.owner, [...path, 'owner']),
    causedBy: written.caused_by,
    dashboard: written.dashboard,
    ...successionOf(written),
    runbook: runbookOf(context, written.runbook, [...path, 'runbook']),
    tests: (written.tests ?? []).map((test, index) => ({
      ...testInputOf(context, test),
      firing: labelSetsOf(test.firing),
      path: [...path, 'tests', index],
    })),
    path,
  };
}

/** `RyotQueueBacklog` of service `ryot` is titled "Queue backlog"; abbreviations keep their capitals. */
function titleOf(name: string, service: string): string {
  const own = name.toLowerCase().startsWith(service.toLowerCase()) ? name.slice(service.length) : name;
  const words = (own || name).replaceAll('_', ' ').match(/[A-Z]{2,}(?![a-z])|[A-Z][a-z]*|[a-z]+|\d+/g) ?? [
    name,
  ];
  return words
    .map((word, index) => (index === 0 || /^[A-Z0-9]{2,}$/.test(word) ? word : word.toLowerCase()))
    .join(' ');
}

function conditionOf(
  context: BuildContext,
  written: WrittenAlert,
  recordings: readonly Recording[],
  path: SpecPath,
): Condition | undefined {
  if (written.when === undefined) {
    return { kind: 'expr', ...context.expression(written.expr ?? ''), exprPath: [...path, 'expr'] };
  }
  const { when } = written;
  const at = [...path, 'when'];
  const refuse = (problem: string, ...keys: string[]): undefined => {
    context.report('alert/incomplete', [...at, ...keys], { alert: written.name, problem });
  };
  if (when.absent !== undefined) {
    const extra = Object.keys(when).find((key) => key !== 'absent');
    if (extra !== undefined) return refuse(`\`${extra}\` cannot be combined with \`absent\``, extra);
    const of = metricSelector(context, when.absent, [...at, 'absent']);
    return of && { kind: 'absent', of };
  }
  if (when.source !== undefined && when.down === undefined)
    return refuse('`source` is only for `down`', 'source');
  if (when.down !== undefined) return downCondition(context, when, when.down, refuse, at);
  if (when.metric !== undefined) return metricCondition(context, when, when.metric, refuse, at);
  const of = recordSelector(context, when.recording ?? '', [...at, 'recording']);
  const recording = recordings.find(({ record }) => record === of?.record);
  const misplaced = (['measure', 'q', 'bound', 'over', 'divided_by'] as const).find(
    (key) => when[key] !== undefined,
  );
  if (misplaced !== undefined)
    return refuse(`\`${misplaced}\` cannot be combined with \`recording\``, misplaced);
  const unit = recording && unitOfRecording(recording);
  const comparison = comparisonOf(context, when, unit, of?.record ?? '', refuse, at);
  if (of === undefined || comparison === undefined) return undefined;
  const isKept = (label: string) =>
    recording === undefined ||
    recording.definition.kind === 'expr' ||
    recording.definition.by.includes(label);
  const by = [...new Set([...(when.by ?? []), ...context.target.apart.filter(isKept)])];
  return { kind: 'recording', of, reduce: when.reduce, by, comparison };
}

type Refuse = (problem: string, ...keys: string[]) => undefined;

function downCondition(
  context: BuildContext,
  when: WrittenWhen,
  down: NonNullable<WrittenWhen['down']>,
  refuse: Refuse,
  path: SpecPath,
): Condition | undefined {
  const extra = Object.keys(when).find((key) => key !== 'down' && key !== 'source');
  if (extra !== undefined) return refuse(`\`${extra}\` cannot be combined with \`down\``, extra);
  const least = (targets: number) => (down === 'all' ? 1 : targetsOf(down.below, targets));
  if (when.source !== undefined) {
    const source = context.sources.get(when.source);
    if (source === undefined)
      return context.unknown('source', when.source, [...path, 'source'], context.sources.keys());
    const { target, targets } = source;
    const presence = { arrives: 'scrape', series: 'up', target } as const;
    return { kind: 'down', presence, below: least(targets), targets, source };
  }
  const presence = servicePresence(context);
  if (presence === undefined)
    return refuse(
      'with `arrives: otlp`, `down` needs `outputs.typescript` or `outputs.python`: it counts targets by a counter of the module',
      'down',
    );
  const { targets } = context.spec.service;
  return { kind: 'down', presence, below: least(targets), targets };
}

/** A number of targets, or the least number that is not below a share of them. */
function targetsOf(below: number | string, targets: number): number {
  if (typeof below === 'number') return below;
  // 55% of 20 are 11: the rounding of floats must not make them 12.
  return Math.ceil(Number(((Number.parseFloat(below) * targets) / 100).toPrecision(12)));
}

/** What can be measured of each type; the first unless the spec says so. No test can be derived for the others. */
const MEASURES: Readonly<Record<AnyMetric['type'], readonly Measure[]>> = {
  gauge: ['value', 'average'],
  counter: ['rate', 'increase'],
  histogram: ['quantile', 'average', 'share_above', 'rate'],
  summary: ['average', 'rate'],
  untyped: ['value', 'average', 'rate', 'increase'],
  info: [],
  native_histogram: [],
};

function metricCondition(
  context: BuildContext,
  when: WrittenWhen,
  text: string,
  refuse: Refuse,
  path: SpecPath,
): Condition | undefined {
  const of = metricSelector(context, text, [...path, 'metric']);
  if (of === undefined) return undefined;
  const { metric } = of;
  const fit = MEASURES[metric.type];
  const measure = when.measure ?? fit[0];
  const type = metric.type.replace('_', ' ');
  if (measure === undefined || fit.length === 0)
    return refuse(
      `no test can be derived for a metric of type ${type}; write an \`expr\` with \`tests\``,
      'metric',
    );
  if (!fit.includes(measure)) {
    return refuse(`a ${type} has no ${measure}; use ${fit.join(' or ')}`, 'measure');
  }
  if (measure !== 'value' && when.over === undefined)
    return refuse(`${measure} needs a window: add \`over\``);
  if (measure === 'value' && when.over !== undefined)
    return refuse('`over` cannot be combined with measure value', 'over');
  if (measure === 'quantile' && when.q === undefined) return refuse('quantile needs `q`, such as 0.95');
  if (measure !== 'quantile' && when.q !== undefined) return refuse('`q` is only for measure quantile', 'q');
  if (measure === 'share_above' && when.bound === undefined) return refuse('share_above needs `bound`');
  if (measure !== 'share_above' && when.bound !== undefined)
    return refuse('`bound` is only for share_above', 'bound');
  const dividedBy =
    when.divided_by === undefined
      ? undefined
      : metricSelector(context, when.divided_by, [...path, 'divided_by']);
  if (dividedBy !== undefined && measure !== 'rate' && measure !== 'increase') {
    return refuse('`divided_by` is only for rate and increase', 'divided_by');
  }
  const bound =
    when.bound === undefined
      ? undefined
      : context.quantity(when.bound, metric.unit, metric.name, [...path, 'bound']);
  const unit = unitOfMeasure(metric, measure, when.divided_by !== undefined);
  const comparison = comparisonOf(context, when, unit, `the ${measure} of ${metric.name}`, refuse, path);
  if (comparison === undefined) return undefined;
  return {
    kind: 'metric',
    of,
    measure,
    q: when.q,
    bound,
    over: when.over === undefined ? undefined : parseDuration(when.over),
    dividedBy,
    bornBeside:
      comparison.op === '>' && dividedBy === undefined && (measure === 'rate' || measure === 'increase')
        ? birthOf(context, metric)
        : undefined,
    reduce: when.reduce ?? metric.acrossTargets,
    by: dividedBy === undefined ? kept(when.by ?? [], of) : kept(when.by ?? [], of, dividedBy),
    comparison,
  };
}

function birthOf(context: BuildContext, metric: AnyMetric): Presence | undefined {
  if (!isBornWithEvent(metric)) return undefined;
  return metric.origin === 'external'
    ? { arrives: 'scrape', series: 'up', target: metric.target }
    : servicePresence(context);
}

function unitOfMeasure(metric: AnyMetric, measure: Measure, divided: boolean): Unit {
  if (measure === 'share_above' || divided) return 'ratio';
  return measure === 'rate' || measure === 'increase' ? 'none' : metric.unit;
}

function comparisonOf(
  context: BuildContext,
  when: WrittenWhen,
  unit: Unit | undefined,
  subject: string,
  refuse: Refuse,
  path: SpecPath,
): Comparison | undefined {
  if ((when.above === undefined) === (when.below === undefined)) {
    return refuse('the condition needs exactly one of `above` and `below`');
  }
  const side = when.above === undefined ? 'below' : 'above';
  const threshold = context.quantity(when[side] ?? 0, unit, subject, [...path, side]);
  return threshold && { op: side === 'above' ? '>' : '<', threshold, unit };
}
