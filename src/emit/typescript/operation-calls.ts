import type { Label } from '../../model/label.ts';
import type { EffectValue, Mark, Outcome } from '../../model/operation.ts';
import { type EffectScope, effectStatements } from './effects.ts';
import { camelCase, Names, RESERVED_WORDS } from './names.ts';
import { type Call, labelAccess, type Read, readStatement } from './operation-names.ts';
import { type OperationWriting, runScope } from './operation-run.ts';
import { has, numbersIn, takes, valuesIn } from './operation-uses.ts';
import { jsDoc, list, propertyKey, stringLiteral } from './source.ts';

/** What surrounds the effects of a call. */
interface Frame {
  readonly doc: string;
  /** Parameters before the labels. */
  readonly parameters: readonly string[];
  /** Statements before anything is read, and between that and the effects. */
  readonly guard: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly readsClock: boolean;
  readonly ownMark?: string;
}

/** The method of a mark. `refusal` is the cell that counts calls after the end. */
export function markMethod(mark: Mark, writing: OperationWriting, refusal: number) {
  const { times, totals } = writing.use;
  const { name, once, amount } = mark;
  const [timeField, seenField] = [writing.names.timeField(name), writing.names.seenField(name)];
  const isTimed = times.has(name);
  const seen = isTimed ? `!Number.isNaN(this.${timeField})` : `this.${seenField}`;
  const usesAmount = totals.has(name) || mark.effects.flatMap(valuesIn).some(({ kind }) => kind === 'amount');
  return method(mark, writing, refusal, {
    doc: mark.description ?? `Mark \`${name}\`.`,
    parameters: amount ? [`${usesAmount ? '' : '_'}amount: number`] : [],
    guard: once ? [`    if (${seen}) return;`] : [],
    before: [
      ...(once && !isTimed ? [`    this.${seenField} = true;`] : []),
      ...(totals.has(name) ? [countStatement(mark, `this.${writing.names.totalField(name)}`)] : []),
    ],
    // Last, because effects of the mark itself read when it was called before.
    after: isTimed ? [`    this.${timeField} = now;`] : [],
    readsClock: isTimed,
    ownMark: name,
  });
}

/** Adds to the total of a mark: the amount of the call unless it is refused, or 1 where it takes none. */
function countStatement({ amount }: Mark, field: string): string {
  return amount
    ? `    if (Number.isFinite(amount) && amount >= 0) ${field} += amount;`
    : `    ${field} += 1;`;
}

/** The method of an outcome. */
export function outcomeMethod(outcome: Outcome, writing: OperationWriting, refusal: number) {
  return method(outcome, writing, refusal, {
    doc: outcome.description ?? `Outcome \`${outcome.name}\`.`,
    parameters: [],
    guard: [],
    before: ['    this._isOpen = false;'],
    after: [],
    readsClock: false,
  });
}

function method(call: Call, writing: OperationWriting, refusal: number, frame: Frame) {
  const { parameters, lookups, scope } = callScope(call, writing, frame);
  const values = call.effects.flatMap(valuesIn);
  const needsElapsed = values.some((value) => isElapsed(value, frame.ownMark));
  const needsNow = needsElapsed || frame.readsClock || values.some(({ kind }) => kind === 'since');
  const name = writing.names.method(call);
  const tail = ': void {';
  const all = [...frame.parameters, ...parameters];
  return {
    doc: jsDoc([frame.doc], 2),
    head: `${name}${list('(', all, ')', 2, 2 + name.length + tail.length)}${tail}`,
    body: [
      '    const store = this._store;',
      `    if (!this._isOpen) return store.refuse(~${refusal});`,
      ...frame.guard,
      ...lookups,
      ...frame.before,
      ...(needsNow ? ['    const now = store.now();'] : []),
      ...(needsElapsed ? ['    const elapsed = (now - this._start) / 1000;'] : []),
      ...call.effects.flatMap((effect) => effectStatements(effect, scope)),
      ...frame.after,
    ].join('\n'),
  };
}

/** Parameters of a call, the look-ups of its labels, and what its effects can refer to. */
function callScope(call: Call, writing: OperationWriting, frame: Frame) {
  const { names } = writing;
  const { ownMark } = frame;
  const variables = variablesOf(call);
  const typeName = names.labelTypes.get(call);
  const access = (label: string) =>
    typeName === undefined ? (variables.get(label) ?? label) : labelAccess(label);
  const positioned = call.labels.filter(({ name }) => call.effects.some((effect) => takes(effect, name)));
  const numbers = numbersIn(call.effects);
  const unused = (...labels: readonly Label[]) =>
    labels.some(({ name }) => has(positioned, name) || numbers.includes(name)) ? '' : '_';
  const parameters =
    typeName === undefined
      ? call.labels.map(
          (label) => `${unused(label)}${variables.get(label.name)}: ${names.code(label.name).typeName}`,
        )
      : [`${unused(...call.labels)}labels: ${typeName}`];
  const scope: EffectScope = {
    ...runScope(writing),
    position: (label) =>
      variables.has(label) ? names.positionLocal(label) : `this.${names.positionField(label)}`,
    number: (label) => (variables.has(label) ? names.numberLocal(label) : `this.${names.numberField(label)}`),
    trace: 'this._traceId',
    indent: 4,
    ...(ownMark === undefined ? {} : { ownMark }),
  };
  const own = call.labels.map(({ name }) => name);
  const reads = [
    ...positioned.map(({ name }) => names.positionRead(name, access(name))),
    ...own.filter((label) => numbers.includes(label)).map((label) => names.numberRead(label, access(label))),
  ];
  const mayThrow = typeName !== undefined && reads.length > 0;
  const given = frame.parameters.map((parameter) => parameter.replace(/:.*/, ''));
  const again = `this.${names.method(call)}(${[...given, 'undefined as never'].join(', ')})`;
  return { parameters, lookups: mayThrow ? guarded(reads, again) : reads.map(readStatement), scope };
}

/** Reads of a labels object. When a getter of the caller throws, all labels count as missing. */
function guarded(reads: readonly Read[], again: string): string[] {
  return [
    ...reads.map(({ local }) => `    let ${local}: number;`),
    '    try {',
    ...reads.map(({ local, from }) => `      ${local} = ${from};`),
    '    } catch {',
    `      return ${again};`,
    '    }',
  ];
}

/** Parameter of each label. */
function variablesOf({ labels }: Call): ReadonlyMap<string, string> {
  const names = new Names([...RESERVED_WORDS, 'store', 'now', 'elapsed', 'amount', 'value', 'labels']);
  return new Map(labels.map(({ name }) => [name, names.claim(camelCase(name))]));
}

const isElapsed = (value: EffectValue, ownMark: string | undefined) =>
  value.kind === 'elapsed' || (value.kind === 'at' && value.mark === ownMark);

/** The call that ends a run which goes out of scope without an outcome; undefined where the spec names none. */
export function disposal({ operation, names }: OperationWriting): string | undefined {
  const { abandoned, outcomes } = operation;
  const outcome = outcomes.find(({ name }) => name === abandoned?.outcome);
  if (abandoned === undefined || outcome === undefined) return undefined;
  const given = outcome.labels.map((label) => ({
    key: propertyKey(label.name),
    value: literalOf(label, abandoned.labels.get(label.name) ?? ''),
  }));
  const object = `{ ${given.map(({ key, value }) => `${key}: ${value}`).join(', ')} }`;
  const values = names.labelTypes.has(outcome) ? object : given.map(({ value }) => value).join(', ');
  return `${names.method(outcome)}(${values})`;
}

/** A label value as the caller would write it; for an interval, a number that falls into it. */
function literalOf({ bound, overflow }: Label, value: string): string {
  if (value === overflow || bound.kind === 'values' || bound.kind === 'open') return stringLiteral(value);
  if (bound.kind === 'integers') return value;
  const index = bound.names.indexOf(value);
  return String(bound.upper[index] ?? (bound.upper.at(-1) ?? 0) + 1);
}
