import type { Effect, EffectCondition, EffectValue, Operation } from '../../model/operation.ts';
import { href, INDEX_PAGE, OPERATION_PAGE } from './pages.ts';
import type { Ref, Site } from './site.ts';
import { codeList, decimal, duration, list } from './words.ts';

export interface OperationsView {
  readonly service: string;
  readonly index: string;
  readonly operations: readonly OperationView[];
}

interface OperationView {
  readonly name: string;
  readonly description: string;
  readonly labels: readonly Ref[];
  readonly moments: readonly {
    readonly kind: string;
    readonly name: string;
    readonly description: string;
    readonly labels: readonly Ref[];
    readonly effects: readonly EffectView[];
  }[];
  readonly abandoned: string;
}

interface EffectView {
  readonly metric: Ref;
  readonly does: string;
}

/** What the program calls, and which metrics each call moves. */
export function operationsView(site: Site): OperationsView {
  return {
    service: site.model.service.title,
    index: href(OPERATION_PAGE, INDEX_PAGE),
    operations: site.model.operations.map((operation) => operationView(site, operation)),
  };
}

function operationView(site: Site, operation: Operation): OperationView {
  const labels = (of: Operation['labels']) => of.map(({ name }) => site.label(OPERATION_PAGE, name));
  const effects = (of: readonly Effect[]) =>
    of.map((effect) => ({ metric: site.metric(OPERATION_PAGE, effect.metric.name), does: does(effect) }));
  const start = { kind: 'start', name: '', description: '', labels: [], effects: effects(operation.start) };
  const moment = (kind: string) => (one: Operation['marks'][number] | Operation['outcomes'][number]) => ({
    kind,
    name: one.name,
    description: one.description ?? '',
    labels: labels(one.labels),
    effects: effects(one.effects),
  });
  return {
    name: operation.name,
    description: operation.description ?? '',
    labels: labels(operation.labels),
    moments: [
      ...(operation.start.length === 0 ? [] : [start]),
      ...operation.marks.map(moment('mark')),
      ...operation.outcomes.map(moment('outcome')),
    ],
    abandoned: operation.abandoned?.outcome ?? '',
  };
}

function does({ action, value, fixed, when }: Effect): string {
  const amount = valueWords(value);
  const words = {
    inc: amount === '1' ? 'goes up by 1' : `goes up by ${amount}`,
    dec: amount === '1' ? 'goes down by 1' : `goes down by ${amount}`,
    set: `is set to ${amount}`,
    observe: `observes ${amount}`,
  }[action];
  const labels = [...fixed].map(([label, of]) => `${label}="${of}"`);
  const under = labels.length === 0 ? '' : ` with ${codeList(labels)}`;
  return `${words}${under}${when.length === 0 ? '' : `, if ${list(when.map(conditionWords))}`}`;
}

/** Values that are times, in seconds. */
const TIMES: ReadonlySet<EffectValue['kind']> = new Set(['elapsed', 'at', 'since']);

function conditionWords({ value, op, bound }: EffectCondition): string {
  return `${valueWords(value)} is ${op === '<' ? 'below' : 'above'} ${TIMES.has(value.kind) ? duration(bound) : decimal(bound, 10)}`;
}

function valueWords(value: EffectValue): string {
  switch (value.kind) {
    case 'constant':
      return decimal(value.value, 15);
    case 'elapsed':
      return 'the time since the start';
    case 'amount':
      return 'the number given';
    case 'at':
      return `the time from the start to \`${value.mark}\``;
    case 'since':
      return `the time since \`${value.mark}\`${value.per === undefined ? '' : `, divided by the amount of \`${value.per}\``}`;
    case 'total':
      return `the sum of ${codeList(value.marks)}`;
    case 'label':
      return `the number given for \`${value.label}\``;
  }
}
