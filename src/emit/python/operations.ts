import type { Label } from '../../model/label.ts';
import type { Mark, Operation } from '../../model/operation.ts';
import { abandonment, type Call, type CallPlan, markPlan, outcomePlan } from '../instrumentation/calls.ts';
import type { Layout } from '../instrumentation/layout.ts';
import { Names, pascalCase, snakeCase } from '../instrumentation/names.ts';
import { has, startEffects, type Uses, usesOf, valuesIn } from '../instrumentation/operation-uses.ts';
import { type EffectScope, effectLines } from './effects.ts';
import { type LabelCode, labelParameters, quickPosition } from './labels.ts';
import type { MetricCode } from './metrics.ts';
import { KEYWORDS, LOCALS } from './reserved.ts';
import { assign, callLine, defLines, docstring, list, stringLiteral } from './source.ts';

/** What the operation generator draws on. */
export interface OperationContext {
  readonly labels: ReadonlyMap<string, LabelCode>;
  readonly metrics: ReadonlyMap<string, MetricCode>;
  readonly layout: Layout;
  readonly names: Names;
  readonly properties: Names;
}

type Parameters = ReturnType<typeof labelParameters>;

/** One operation while its code is written. */
interface Writing {
  readonly operation: Operation;
  readonly context: OperationContext;
  readonly use: Uses;
  /** Methods of the run. */
  readonly methods: ReadonlyMap<Call, string>;
  readonly refusal: number;
}

/** What the operations template shows of one operation: a class that starts runs, and the class of a run. */
export function operationView(operation: Operation, context: OperationContext) {
  const pascal = pascalCase(operation.name);
  const snake = snakeCase(operation.name);
  const members = new Names([...KEYWORDS, 'is_open']);
  const calls: Call[] = [...operation.marks, ...operation.outcomes];
  const writing: Writing = {
    operation,
    context,
    use: usesOf(operation),
    methods: new Map(
      calls.map((call) => [call, members.claim(snakeCase(call.name), `${snakeCase(call.name)}_`)]),
    ),
    refusal: context.layout.refusal(operation.name, 'ended'),
  };
  const parameters = labelParameters(operation.labels, context.labels, [...KEYWORDS, ...LOCALS]);
  const about = operation.description ?? `The operation \`${operation.name}\`.`;
  const className = context.names.claim(`${pascal}Operation`);
  const property = context.properties.claim(snake, `${snake}_operation`);
  const runName = context.names.claim(`${pascal}Run`);
  const typed = parameters.map(({ typed }) => typed);
  const given = ['self._store', 'trace_id', ...parameters.map(({ name }) => name)];
  return {
    declaration: assign(property, className, 4, ': '),
    construction: assign(`self.${property}`, `${className}(store)`, 8),
    propertyDoc: docstring([about], 4),
    className,
    runName,
    doc: docstring([about], 4),
    runDoc: docstring([`One run of the operation \`${operation.name}\`: call its outcome exactly once.`], 4),
    slots: slots(writing)
      .map((slot) => `        ${stringLiteral(slot)},\n`)
      .join(''),
    init: defLines('__init__', ['self', 'store: Store', 'trace_id: str | None', ...typed], [], 'None'),
    initBody: startLines(writing, parameters).join('\n'),
    start: defLines('start', ['self', 'trace_id: str | None = None'], typed, runName),
    startCall: `        return ${list(`${runName}(`, given, ')', 8, 15)}`,
    methods: [
      ...operation.marks.map((mark) => method(markPlan(mark, writing.use), writing)),
      ...operation.outcomes.map((outcome) => method(outcomePlan(outcome), writing)),
    ],
    abandon: abandonCall(writing),
  };
}

// The endings keep labels, marks and what every run has apart.

const positionField = ({ context }: Writing, label: string) => `_${context.labels.get(label)?.word}_position`;
const numberField = ({ context }: Writing, label: string) => `_${context.labels.get(label)?.word}_number`;

function markField({ operation, methods }: Writing, name: string, ending: 'at' | 'seen' | 'total'): string {
  const mark = operation.marks.find((candidate) => candidate.name === name);
  return `_${mark === undefined ? name : methods.get(mark)}_${ending}`;
}

/** Fields of a run with their values at its start, apart from labels and the clock. */
function markFields(writing: Writing): [string, string][] {
  const { times, totals } = writing.use;
  return writing.operation.marks.flatMap(({ name, once }): [string, string][] => [
    ...(times.has(name) ? [[markField(writing, name, 'at'), 'nan'] as [string, string]] : []),
    ...(once && !times.has(name) ? [[markField(writing, name, 'seen'), 'False'] as [string, string]] : []),
    ...(totals.has(name) ? [[markField(writing, name, 'total'), '0.0'] as [string, string]] : []),
  ]);
}

/** Labels of the operation whose positions effects use, at the start or later. */
const positioned = ({ operation, use }: Writing) =>
  operation.labels.filter(({ name }) => use.startLabels.has(name) || use.laterLabels.has(name));

/** Labels of the operation whose numbers effects use. */
function numbered({ operation, use }: Writing): Label[] {
  const atStart = startEffects(operation)
    .flatMap(valuesIn)
    .flatMap((value) => (value.kind === 'label' ? [value.label] : []));
  return operation.labels.filter(({ name }) => use.numbers.has(name) || atStart.includes(name));
}

function slots(writing: Writing): string[] {
  const { needsStart, needsTrace } = writing.use;
  return [
    ...positioned(writing).map(({ name }) => positionField(writing, name)),
    ...numbered(writing).map(({ name }) => numberField(writing, name)),
    ...markFields(writing).map(([field]) => field),
    '_is_open',
    ...(needsStart ? ['_start'] : []),
    '_store',
    ...(needsTrace ? ['_trace_id'] : []),
  ].sort();
}

function startLines(writing: Writing, parameters: Parameters): string[] {
  const { operation, use } = writing;
  const start = startEffects(operation);
  const needed = positioned(writing).map(({ name }) => name);
  const scope = effectScope(writing, undefined, new Map());
  const effects = start.flatMap((effect) => effectLines(effect, scope));
  const needsElapsed = start.flatMap(valuesIn).some(({ kind }) => kind === 'elapsed');
  return [
    '        self._store = store',
    '        self._is_open = True',
    ...(use.needsTrace ? ['        self._trace_id = trace_id'] : []),
    ...markFields(writing).map(([field, value]) => `        self.${field} = ${value}`),
    ...lookups(
      parameters.filter(({ label }) => needed.includes(label.name)),
      (name) => `self.${positionField(writing, name)}`,
    ),
    ...parameters
      .filter(({ label }) => has(numbered(writing), label.name))
      .map(({ label, name }) => `        self.${numberField(writing, label.name)} = number(${name})`),
    ...(needsElapsed ? ['        elapsed = 0.0'] : []),
    ...valuesLine(effects),
    ...effects,
    // The clock is read last, so that the recording at the start is not part of what is measured.
    ...(use.needsStart ? ['        self._start = store.now()'] : []),
  ];
}

const atLine = (target: string, parts: readonly string[], indent: number) =>
  callLine(`${target} = store.at`, parts, indent);

/** Looks up positions: the short way for all of them at once, else one by one, with what is refused counted. */
function lookups(parameters: Parameters, target: (label: string) => string): string[] {
  const all = parameters.map(({ label, code, name }) => ({
    target: target(label.name),
    quick: quickPosition(code, name, 'store'),
    slow: [code.labelName, name],
  }));
  const quick = all.flatMap(({ target, quick }) => (quick === undefined ? [] : [assign(target, quick, 12)]));
  const guarded = all.filter(({ quick }) => quick !== undefined);
  return [
    ...all.filter(({ quick }) => quick === undefined).map(({ target, slow }) => atLine(target, slow, 8)),
    ...(quick.length === 0
      ? []
      : [
          '        try:',
          ...quick,
          '        except Exception:',
          ...guarded.map(({ target, slow }) => atLine(target, slow, 12)),
        ]),
  ];
}

/** What effects can refer to; `own` are the labels of the call, by name, with the locals of their positions. */
function effectScope(
  writing: Writing,
  mark: Mark | undefined,
  own: ReadonlyMap<string, string>,
): EffectScope {
  const { context } = writing;
  return {
    metrics: context.metrics,
    layout: context.layout,
    position: (label) =>
      own.has(label) ? `${own.get(label)}_position` : `self.${positionField(writing, label)}`,
    number: (label) => (own.has(label) ? `${own.get(label)}_number` : `self.${numberField(writing, label)}`),
    markedAt: (name) => `self.${markField(writing, name, 'at')}`,
    total: (name) => `self.${markField(writing, name, 'total')}`,
    startedAt: 'self._start',
    seconds: (from, to) => `${to} - ${from}`,
    quotient: (value, by) => `quotient(${value}, ${by})`,
    finite: (value) => `isfinite(${value})`,
    ...(mark === undefined ? {} : { ownMark: mark.name }),
  };
}

function method(plan: CallPlan, writing: Writing) {
  const { call, mark, doc, isTimed, isCounted, needsElapsed, needsNow } = plan;
  const { context, methods, refusal } = writing;
  const parameters = labelParameters(call.labels, context.labels, [...KEYWORDS, ...LOCALS]);
  const own = new Map(parameters.map(({ label, name }) => [label.name, name]));
  const scope = effectScope(writing, mark, own);
  const takesAmount = mark?.amount ?? false;
  const at = mark === undefined ? '' : `self.${markField(writing, mark.name, 'at')}`;
  const seen = mark === undefined ? '' : `self.${markField(writing, mark.name, 'seen')}`;
  const effects = call.effects.flatMap((effect) => effectLines(effect, scope));
  const isTraced = effects.some((line) => /\btrace_id\b/.test(line));
  return {
    head: defLines(
      methods.get(call) ?? call.name,
      ['self', ...(takesAmount ? ['amount: float'] : [])],
      parameters.map(({ typed }) => typed),
      'None',
    ),
    doc: docstring([doc], 8),
    body: [
      '        store = self._store',
      '        if not self._is_open:',
      `            return store.refuse(${refusal})`,
      ...(mark?.once ? [`        if ${isTimed ? `${at} == ${at}` : seen}:`, '            return'] : []),
      ...(takesAmount && plan.usesAmount ? ['        amount = number(amount)'] : []),
      ...lookups(
        parameters.filter(({ label }) => has(plan.positioned, label.name)),
        (name) => `${own.get(name)}_position`,
      ),
      ...plan.numbers.map(({ name }) => `        ${own.get(name)}_number = number(${own.get(name)})`),
      ...(mark === undefined ? ['        self._is_open = False'] : []),
      ...(mark?.once && !isTimed ? [`        ${seen} = True`] : []),
      ...(mark !== undefined && isCounted ? countLines(mark, scope.total(mark.name)) : []),
      ...(needsNow ? ['        now = store.now()'] : []),
      ...(needsElapsed ? ['        elapsed = now - self._start'] : []),
      ...(isTraced ? ['        trace_id = self._trace_id'] : []),
      ...valuesLine(effects),
      ...effects,
      // Last, because effects of the mark itself read when it was called before.
      ...(isTimed ? [`        ${at} = now`] : []),
    ].join('\n'),
  };
}

/** The values of the calling thread, where effects use them. */
const valuesLine = (effects: readonly string[]) =>
  effects.some((line) => /\bvalues\[/.test(line)) ? ['        values = store.local.values'] : [];

/** Adds to the total of a mark: the amount of the call unless it is refused, or 1 where it takes none. */
function countLines({ amount }: Mark, field: string): string[] {
  if (!amount) return [`        ${field} += 1.0`];
  return ['        if 0.0 <= amount < inf:', `            ${field} += amount`];
}

/** The call that ends a run which goes out of scope without an outcome; undefined where the spec names none. */
function abandonCall({ operation, methods, context }: Writing): string | undefined {
  const abandoned = abandonment(operation);
  if (abandoned === undefined) return undefined;
  const parameters = labelParameters(abandoned.outcome.labels, context.labels, [...KEYWORDS, ...LOCALS]);
  const given = abandoned.given.map(({ value }, index) => {
    return `${parameters[index]?.name}=${typeof value === 'string' ? stringLiteral(value) : value}`;
  });
  return `            ${list(`self.${methods.get(abandoned.outcome)}(`, given, ')', 12, 12)}`;
}
