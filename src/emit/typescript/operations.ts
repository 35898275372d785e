import type { Label } from '../../model/label.ts';
import type { Effect, EffectValue, Mark, Operation, Outcome } from '../../model/operation.ts';
import { type EffectScope, effectStatements } from './effects.ts';
import { type LabelCode, lookup } from './labels.ts';
import type { Layout } from './layout.ts';
import type { MetricCode } from './metrics.ts';
import { camelCase, Names, pascalCase, RESERVED_WORDS } from './names.ts';
import { jsDoc, list, propertyKey, stringLiteral } from './source.ts';

/** What the operation generator draws on. */
export interface OperationContext {
  readonly labels: ReadonlyMap<string, LabelCode>;
  readonly metrics: ReadonlyMap<string, MetricCode>;
  readonly layout: Layout;
  /** Identifiers of the module, and properties of `metrics`. */
  readonly names: Names;
  readonly properties: Names;
}

/** What the operations template shows of one operation. */
export function operationView(operation: Operation, context: OperationContext) {
  const pascal = pascalCase(operation.name);
  const camel = camelCase(operation.name);
  const className = context.names.claim(`${pascal}Operation`);
  const runName = context.names.claim(`${pascal}Run`);
  const labelsType = context.names.claim(`${pascal}Start`);
  const use = usesOf(operation);
  const writer = new OperationWriter(operation, context, use, pascal);
  const isLabelled = operation.labels.length > 0;
  return {
    property: context.properties.claim(camel, `${camel}Operation`),
    propertyDoc: jsDoc([operation.description ?? `The operation \`${operation.name}\`.`], 2),
    className,
    runName,
    labelsType,
    isLabelled,
    labelsDoc: jsDoc([`Labels known when the operation \`${operation.name}\` starts.`]),
    labelFields: operation.labels.map((label) => writer.field(label)),
    doc: jsDoc([operation.description ?? `The operation \`${operation.name}\`.`]),
    runDoc: jsDoc([`One run of the operation \`${operation.name}\`: call its outcome exactly once.`]),
    fields: writer.fields(),
    startParameters: isLabelled ? `labels: ${labelsType}, traceId?: string` : 'traceId?: string',
    startArguments: isLabelled ? 'this._store, labels, traceId' : 'this._store, traceId',
    constructorParameters: list(
      '(',
      [
        'store: Store',
        ...(isLabelled ? [`${use.readsLabels ? '' : '_'}labels: ${labelsType}`] : []),
        writer.traceParameter(),
      ],
      ')',
      2,
      'constructor {'.length + 2,
    ),
    constructorBody: writer.constructorBody().join('\n'),
    interfaces: writer.interfaces(),
    methods: [
      ...operation.marks.map((mark) => writer.mark(mark)),
      ...operation.outcomes.map((outcome) => writer.outcome(outcome)),
    ],
    dispose: writer.dispose(),
  };
}

/** What the effects of an operation need to remember while it runs. */
interface Uses {
  /** Labels of the operation whose position effects after the start use; or also those at the start. */
  readonly laterLabels: ReadonlySet<string>;
  readonly startLabels: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
  readonly readsLabels: boolean;
  /** Marks whose time is used. */
  readonly times: ReadonlySet<string>;
  /** Marks whose amounts are summed. */
  readonly totals: ReadonlySet<string>;
  readonly needsStart: boolean;
  readonly needsTrace: boolean;
  readonly startNeedsTrace: boolean;
}

const isTraced = ({ action, metric }: Effect) => action === 'observe' || metric.type === 'counter';

const valuesIn = ({ value, when }: Effect): EffectValue[] => [
  value,
  ...when.map((condition) => condition.value),
];

function usesOf(operation: Operation): Uses {
  const later = [
    ...operation.marks.map((mark) => ({ effects: mark.effects, own: mark.labels })),
    ...operation.outcomes.map((outcome) => ({ effects: outcome.effects, own: outcome.labels })),
  ];
  const laterEffects = later.flatMap(({ effects }) => effects);
  const values = laterEffects.flatMap(valuesIn);
  const laterLabels = new Set(
    later.flatMap(({ effects, own }) => effects.flatMap((effect) => givenLabels(effect, operation, own))),
  );
  const startLabels = new Set(operation.start.flatMap((effect) => givenLabels(effect, operation, [])));
  const numbers = new Set(
    later.flatMap(({ effects, own }) =>
      effects
        .flatMap(valuesIn)
        .flatMap((value) => (value.kind === 'label' && !has(own, value.label) ? [value.label] : [])),
    ),
  );
  const startNumbers = operation.start.flatMap(valuesIn).some(({ kind }) => kind === 'label');
  return {
    laterLabels,
    startLabels,
    numbers,
    readsLabels: laterLabels.size + startLabels.size + numbers.size > 0 || startNumbers,
    times: new Set([
      ...operation.marks.flatMap((mark) => timesIn(mark.effects, mark.name)),
      ...operation.outcomes.flatMap((outcome) => timesIn(outcome.effects)),
    ]),
    totals: new Set(
      values.flatMap((value) =>
        value.kind === 'total'
          ? value.marks
          : value.kind === 'since' && value.per !== undefined
            ? [value.per]
            : [],
      ),
    ),
    needsStart: values.some(({ kind }) => kind === 'elapsed' || kind === 'at'),
    needsTrace: laterEffects.some(isTraced),
    startNeedsTrace: operation.start.some(isTraced),
  };
}

/** Marks whose time effects use; within a mark, its own time is that of the call. */
function timesIn(effects: readonly Effect[], ownMark?: string): string[] {
  return effects.flatMap(valuesIn).flatMap((value) => {
    const isTime = value.kind === 'since' || (value.kind === 'at' && value.mark !== ownMark);
    return isTime ? [value.mark] : [];
  });
}

const has = (labels: readonly Label[], name: string) => labels.some((label) => label.name === name);

/** Labels of the effect's metric that the operation itself gives. */
function givenLabels({ metric, fixed }: Effect, operation: Operation, own: readonly Label[]): string[] {
  return metric.labels
    .map(({ name }) => name)
    .filter((name) => !fixed.has(name) && !has(own, name) && has(operation.labels, name));
}

interface Call {
  readonly name: string;
  readonly labels: readonly Label[];
  readonly effects: readonly Effect[];
  readonly description?: string | undefined;
}

class OperationWriter {
  private readonly operation: Operation;
  private readonly context: OperationContext;
  private readonly use: Uses;
  private readonly methodNames: ReadonlyMap<Call, string>;
  private readonly typeNames = new Map<Call, string>();

  constructor(operation: Operation, context: OperationContext, use: Uses, pascal: string) {
    this.operation = operation;
    this.context = context;
    this.use = use;
    const methods = new Names(['constructor']);
    const calls: Call[] = [...operation.marks, ...operation.outcomes];
    this.methodNames = new Map(calls.map((call) => [call, methods.claim(camelCase(call.name))]));
    for (const call of calls.filter(({ labels }) => labels.length > 1)) {
      this.typeNames.set(call, context.names.claim(`${pascal}${pascalCase(call.name)}Labels`));
    }
  }

  field(label: Label) {
    const code = this.code(label.name);
    return {
      doc: jsDoc([label.description ?? `One of the values of \`${label.name}\`.`], 2),
      key: propertyKey(label.name),
      typeName: code.typeName,
    };
  }

  private code(label: string): LabelCode {
    const code = this.context.labels.get(label);
    if (code === undefined) throw new Error(`"${label}" is no label`);
    return code;
  }

  // Names of fields and locals. Their endings keep labels, marks and what every run has apart.

  private positionLocal(label: string): string {
    return `${this.code(label).word}Position`;
  }

  private positionField(label: string): string {
    return `_${this.code(label).word}Position`;
  }

  private numberField(label: string): string {
    return `_${this.code(label).word}Number`;
  }

  private timeField(mark: string): string {
    return `_${this.markWord(mark)}At`;
  }

  private seenField(mark: string): string {
    return `_${this.markWord(mark)}Seen`;
  }

  private totalField(mark: string): string {
    return `_${this.markWord(mark)}Total`;
  }

  private markWord(name: string): string {
    const mark = this.operation.marks.find((candidate) => candidate.name === name);
    return (mark && this.methodNames.get(mark)) ?? camelCase(name);
  }

  traceParameter(): string {
    const { needsTrace, startNeedsTrace } = this.use;
    return `${needsTrace || startNeedsTrace ? '' : '_'}traceId: string | undefined`;
  }

  /** Declarations of the fields of a run. */
  fields(): string[] {
    const { times, totals, needsStart, needsTrace } = this.use;
    return [
      'private readonly _store: Store;',
      ...(needsTrace ? ['private readonly _traceId: string | undefined;'] : []),
      ...(needsStart ? ['private readonly _start: number;'] : []),
      ...this.kept('laterLabels').map((label) => `private readonly ${this.positionField(label)}: number;`),
      ...this.kept('numbers').map((label) => `private readonly ${this.numberField(label)}: number;`),
      ...this.operation.marks.flatMap(({ name, once }) => [
        ...(times.has(name) ? [`private ${this.timeField(name)}: number = NaN;`] : []),
        ...(once && !times.has(name) ? [`private ${this.seenField(name)}: boolean = false;`] : []),
        ...(totals.has(name) ? [`private ${this.totalField(name)}: number = 0;`] : []),
      ]),
      'private _isOpen: boolean = true;',
    ];
  }

  /** Labels of the operation that are needed after its start, in their order. */
  private kept(what: 'laterLabels' | 'numbers'): string[] {
    return this.operation.labels.map(({ name }) => name).filter((name) => this.use[what].has(name));
  }

  constructorBody(): string[] {
    const { laterLabels, startLabels, needsStart, needsTrace } = this.use;
    const positions = this.operation.labels.filter(
      ({ name }) => laterLabels.has(name) || startLabels.has(name),
    );
    const scope: EffectScope = {
      ...this.scope(),
      position: (label) => this.positionLocal(label),
      number: (label) => this.numberOf(label, labelAccess(label)),
      startedAt: 'now',
      trace: 'traceId',
      indent: 4,
    };
    const values = this.operation.start.flatMap(valuesIn);
    const needsElapsed = values.some(({ kind }) => kind === 'elapsed');
    return [
      '    this._store = store;',
      ...(needsTrace ? ['    this._traceId = traceId;'] : []),
      ...positions.map(
        ({ name }) =>
          `    const ${this.positionLocal(name)} = ${lookup(this.code(name), 'store', labelAccess(name))};`,
      ),
      ...this.kept('laterLabels').map(
        (label) => `    this.${this.positionField(label)} = ${this.positionLocal(label)};`,
      ),
      ...this.kept('numbers').map(
        (label) => `    this.${this.numberField(label)} = ${this.numberOf(label, labelAccess(label))};`,
      ),
      ...(needsElapsed ? ['    const elapsed = 0;'] : []),
      ...this.operation.start.flatMap((effect) => effectStatements(effect, scope)),
      // The clock is read last, so that the recording at the start is not part of what is measured.
      ...(needsStart ? ['    this._start = store.now();'] : []),
    ];
  }

  /** The number given for a label; an overflow value is none, and is refused where a number is recorded. */
  private numberOf(label: string, access: string): string {
    return this.code(label).label.overflow === undefined ? access : `Number(${access})`;
  }

  private scope(): Omit<EffectScope, 'position' | 'number' | 'trace' | 'indent'> {
    return {
      metrics: this.context.metrics,
      markedAt: (mark) => `this.${this.timeField(mark)}`,
      total: (mark) => `this.${this.totalField(mark)}`,
      startedAt: 'this._start',
    };
  }

  /** Label types of calls that take several labels. */
  interfaces() {
    return [...this.typeNames].map(([call, name]) => ({
      doc: jsDoc([
        `Labels that \`${this.methodNames.get(call)}\` of the operation \`${this.operation.name}\` takes.`,
      ]),
      name,
      fields: call.labels.map((label) => this.field(label)),
    }));
  }

  mark(mark: Mark) {
    const { times, totals } = this.use;
    const { name, once, amount } = mark;
    const isTimed = times.has(name);
    const seen = isTimed ? `!Number.isNaN(this.${this.timeField(name)})` : `this.${this.seenField(name)}`;
    const before = [
      ...(once ? [`    if (${seen}) return;`] : []),
      ...(once && !isTimed ? [`    this.${this.seenField(name)} = true;`] : []),
      ...(totals.has(name) ? [this.countStatement(mark)] : []),
    ];
    const after = isTimed ? [`    this.${this.timeField(name)} = now;`] : [];
    const usesAmount =
      totals.has(name) || mark.effects.flatMap(valuesIn).some(({ kind }) => kind === 'amount');
    const first = amount ? [`${usesAmount ? '' : '_'}amount: number`] : [];
    return this.method(mark, first, before, after, isTimed);
  }

  /** Adds to the total of a mark: the amount of the call, or 1 where it takes none. */
  private countStatement({ name, amount }: Mark): string {
    const field = `this.${this.totalField(name)}`;
    return amount ? `    if (Number.isFinite(amount)) ${field} += amount;` : `    ${field} += 1;`;
  }

  outcome(outcome: Outcome) {
    return this.method(outcome, [], ['    this._isOpen = false;'], [], false);
  }

  private method(
    call: Call & { readonly name: string },
    first: readonly string[],
    before: readonly string[],
    after: readonly string[],
    readsClock: boolean,
  ) {
    const isMark = this.operation.marks.some((mark) => mark === call);
    const { parameters, lookups, scope } = this.callScope(call, isMark ? call.name : undefined);
    const values = call.effects.flatMap(valuesIn);
    const needsElapsed = values.some((value) => isElapsed(value, scope.ownMark));
    const needsNow = needsElapsed || readsClock || values.some(({ kind }) => kind === 'since');
    const refusal = this.context.layout.refusal(this.operation.name, 'ended');
    const name = this.methodNames.get(call) ?? call.name;
    return {
      doc: jsDoc([call.description ?? `${isMark ? 'Mark' : 'Outcome'} \`${call.name}\`.`], 2),
      head: `${name}${list('(', [...first, ...parameters], ')', 2, name.length + ': void {'.length + 2)}: void {`,
      body: [
        '    const store = this._store;',
        `    if (!this._isOpen) return store.refuse(~${refusal});`,
        ...before,
        ...(needsNow ? ['    const now = store.now();'] : []),
        ...(needsElapsed ? ['    const elapsed = (now - this._start) / 1000;'] : []),
        ...lookups,
        ...call.effects.flatMap((effect) => effectStatements(effect, scope)),
        ...after,
      ].join('\n'),
    };
  }

  /** Parameters of a call, the look-ups of its labels, and what its effects can refer to. */
  private callScope(call: Call, ownMark: string | undefined) {
    const typeName = this.typeNames.get(call);
    const names = new Names([...RESERVED_WORDS, 'store', 'now', 'elapsed', 'amount', 'value', 'labels']);
    const variables = new Map(call.labels.map(({ name }) => [name, names.claim(camelCase(name))]));
    const positioned = call.labels.filter(({ name }) => call.effects.some((effect) => takes(effect, name)));
    const numbers = call.effects
      .flatMap(valuesIn)
      .flatMap((value) => (value.kind === 'label' ? [value.label] : []));
    const isUsed = (label: string) => has(positioned, label) || numbers.includes(label);
    const access = (label: string) =>
      typeName === undefined ? (variables.get(label) ?? '') : labelAccess(label);
    const parameters =
      typeName === undefined
        ? call.labels.map(
            ({ name }) => `${isUsed(name) ? '' : '_'}${variables.get(name)}: ${this.code(name).typeName}`,
          )
        : [`${call.labels.some(({ name }) => isUsed(name)) ? '' : '_'}labels: ${typeName}`];
    const scope: EffectScope = {
      ...this.scope(),
      position: (label) =>
        variables.has(label) ? this.positionLocal(label) : `this.${this.positionField(label)}`,
      number: (label) =>
        variables.has(label) ? this.numberOf(label, access(label)) : `this.${this.numberField(label)}`,
      trace: 'this._traceId',
      indent: 4,
      ...(ownMark === undefined ? {} : { ownMark }),
    };
    const lookups = positioned.map(
      ({ name }) =>
        `    const ${this.positionLocal(name)} = ${lookup(this.code(name), 'store', access(name))};`,
    );
    return { parameters, lookups, scope };
  }

  /** How a run ends that goes out of scope without an outcome; undefined where the spec does not say. */
  dispose(): string | undefined {
    const { abandoned, outcomes } = this.operation;
    const outcome = outcomes.find(({ name }) => name === abandoned?.outcome);
    if (abandoned === undefined || outcome === undefined) return undefined;
    const given = outcome.labels.map((label) => ({
      key: propertyKey(label.name),
      value: literalOf(label, abandoned.labels.get(label.name) ?? ''),
    }));
    const object = `{ ${given.map(({ key, value }) => `${key}: ${value}`).join(', ')} }`;
    const values = this.typeNames.has(outcome) ? object : given.map(({ value }) => value).join(', ');
    return `${this.methodNames.get(outcome)}(${values})`;
  }
}

const takes = ({ metric, fixed }: Effect, label: string) => !fixed.has(label) && has(metric.labels, label);

const isElapsed = (value: EffectValue, ownMark: string | undefined) =>
  value.kind === 'elapsed' || (value.kind === 'at' && value.mark === ownMark);

/** A label value as the caller would write it; for an interval, a number that falls into it. */
function literalOf({ bound, overflow }: Label, value: string): string {
  if (value === overflow || bound.kind === 'values' || bound.kind === 'open') return stringLiteral(value);
  if (bound.kind === 'integers') return value;
  const index = bound.names.indexOf(value);
  return String(bound.upper[index] ?? (bound.upper.at(-1) ?? 0) + 1);
}

const labelAccess = (label: string) => `labels?.${label}`;
