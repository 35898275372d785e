import { listed } from '../../finding/prose.ts';
import type { Label } from '../../model/label.ts';
import type { Effect, EffectCondition, EffectValue, Operation } from '../../model/operation.ts';
import { type Recording, unitOfRecording } from '../../model/recording.ts';
import { recordSelectorOf } from '../../model/scope.ts';
import { recordOf } from '../../plan/queries.ts';
import { queryView, writtenQuery } from './queries.ts';
import { href, PAGE, type Site } from './site.ts';
import { usesOf } from './uses.ts';
import { bound, codeList, decimal, duration, unit, valuesOf } from './words.ts';

/** Values beyond this many are named by their bound alone. */
const MOST_VALUES = 100;

export function labelsView(site: Site) {
  return {
    service: site.model.service.title,
    index: href(PAGE.labels, PAGE.index),
    labels: [...site.model.labels.values()].map((label) => labelView(site, label, PAGE.labels)),
  };
}

/** A label as the page `from` shows it. */
export function labelView(site: Site, label: Label, from: string) {
  const { metrics, external } = site.model;
  const values = valuesOf(label);
  return {
    name: label.name,
    description: label.description ?? '',
    bound: bound(label),
    values: values.length > MOST_VALUES ? [] : values,
    described: values.some(({ description }) => description !== ''),
    metrics: [...metrics.values(), ...external.values()]
      .filter(({ labels }) => labels.includes(label))
      .map(({ name }) => site.metric(from, name)),
  };
}

export function recordingsView(site: Site) {
  return {
    service: site.model.service.title,
    index: href(PAGE.recordings, PAGE.index),
    recordings: site.model.recordings.map((recording) => recordingView(site, recording)),
  };
}

function recordingView(site: Site, recording: Recording) {
  const { model, plan, usage } = site;
  const { record, description = '' } = recording;
  const rule = plan.groups
    .flatMap(({ rules }) => rules)
    .find((one) => one.kind === 'record' && one.record === record);
  const direct = usage.recordings.get(record)?.direct;
  const of = unitOfRecording(recording);
  return {
    record,
    description,
    unit: of === undefined ? '' : unit(of),
    expr: rule === undefined ? '' : writtenQuery(rule.expr, model.service),
    query: queryView(model.service, recordOf(recordSelectorOf(model, record, []))),
    reads: [
      ...[...(direct?.metrics ?? [])].map((name) => site.metric(PAGE.recordings, name)),
      ...[...(direct?.recordings ?? [])].map((name) => site.recording(PAGE.recordings, name)),
    ],
    uses: usesOf(site, PAGE.recordings, { kind: 'recordings', name: record }),
  };
}

/** What the program calls, and the metrics that each call updates. */
export function operationsView(site: Site) {
  return {
    service: site.model.service.title,
    index: href(PAGE.operations, PAGE.index),
    operations: site.model.operations.map((operation) => operationView(site, operation)),
  };
}

function operationView(site: Site, { name, description = '', start, abandoned, ...operation }: Operation) {
  const labels = (of: Operation['labels']) => of.map((label) => site.label(PAGE.operations, label));
  const effects = (of: readonly Effect[]) =>
    of.map((effect) => ({ metric: site.metric(PAGE.operations, effect.metric.name), does: does(effect) }));
  const moment = (kind: string) => (one: Operation['marks'][number] | Operation['outcomes'][number]) => ({
    kind,
    name: one.name,
    description: one.description ?? '',
    labels: labels(one.labels),
    effects: effects(one.effects),
  });
  return {
    name,
    description,
    labels: labels(operation.labels),
    moments: [
      ...(start.length === 0
        ? []
        : [{ kind: 'start', name: '', description: '', labels: [], effects: effects(start) }]),
      ...operation.marks.map(moment('mark')),
      ...operation.outcomes.map(moment('outcome')),
    ],
    abandoned: abandoned?.outcome ?? '',
  };
}

function does({ action, value, fixed, when }: Effect): string {
  const amount = valueWords(value);
  const words = {
    inc: `increases by ${amount}`,
    dec: `decreases by ${amount}`,
    set: `is set to ${amount}`,
    observe: `observes ${amount}`,
  }[action];
  const labels = [...fixed].map(([label, of]) => `${label}="${of}"`);
  const under = labels.length === 0 ? '' : ` with ${codeList(labels)}`;
  return `${words}${under}${when.length === 0 ? '' : `, if ${listed(when.map(conditionWords))}`}`;
}

/** Values that are times, in seconds. */
const TIMES: ReadonlySet<EffectValue['kind']> = new Set(['elapsed', 'at', 'since']);

function conditionWords({ value, op, bound: limit }: EffectCondition): string {
  return `${valueWords(value)} is ${op === '<' ? 'below' : 'above'} ${TIMES.has(value.kind) ? duration(limit) : decimal(limit, 10)}`;
}

function valueWords(value: EffectValue): string {
  switch (value.kind) {
    case 'constant':
      return decimal(value.value, 15);
    case 'elapsed':
      return 'the time since the start';
    case 'amount':
      return 'the amount passed in';
    case 'at':
      return `the time from the start to \`${value.mark}\``;
    case 'since':
      return `the time since \`${value.mark}\`${value.per === undefined ? '' : `, divided by the amount of \`${value.per}\``}`;
    case 'total':
      return `the sum of ${codeList(value.marks)}`;
    case 'label':
      return `the number passed for \`${value.label}\``;
  }
}
