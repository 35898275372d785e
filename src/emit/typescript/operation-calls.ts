import type { Label } from '../../model/label.ts';
import type { Mark, Outcome } from '../../model/operation.ts';
import { abandonment, type Call, type CallPlan, markPlan, outcomePlan } from '../instrumentation/calls.ts';
import { camelCase, Names } from '../instrumentation/names.ts';
import { has } from '../instrumentation/operation-uses.ts';
import { type EffectScope, effectStatements } from './effects.ts';
import { labelAccess, type Read, readStatement } from './operation-names.ts';
import { type OperationWriting, runScope } from './operation-run.ts';
import { RESERVED_WORDS } from './reserved.ts';
import { jsDoc, list, propertyKey, stringLiteral } from './source.ts';

/** Statements around the effects of a call. */
interface Frame {
  /** Parameters before the labels. */
  readonly parameters: readonly string[];
  /** Before anything is read, between that and the effects, and after them. */
  readonly guard: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The method of a mark. `refusal` is the cell that counts calls after the end. */
export function markMethod(mark: Mark, writing: OperationWriting, refusal: number) {
  const plan = markPlan(mark, writing.use);
  const { isTimed, isCounted, usesAmount } = plan;
  const { name, once, amount } = mark;
  const [timeField, seenField] = [writing.names.timeField(name), writing.names.seenField(name)];
  const seen = isTimed ? `!Number.isNaN(this.${timeField})` : `this.${seenField}`;
  return method(plan, writing, refusal, {
    parameters: amount ? [`${usesAmount ? '' : '_'}amount: number`] : [],
    guard: once ? [`    if (${seen}) return;`] : [],
    before: [
      ...(once && !isTimed ? [`    this.${seenField} = true;`] : []),
      ...(isCounted ? [countStatement(mark, `this.${writing.names.totalField(name)}`)] : []),
    ],
    // Last, because effects of the mark itself read when it was called before.
    after: isTimed ? [`    this.${timeField} = now;`] : [],
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
  const before = ['    this._isOpen = false;'];
  return method(outcomePlan(outcome), writing, refusal, { parameters: [], guard: [], before, after: [] });
}

function method(plan: CallPlan, writing: OperationWriting, refusal: number, frame: Frame) {
  const { call, doc, needsElapsed, needsNow } = plan;
  const { parameters, lookups, scope } = callScope(plan, writing, frame);
  const name = writing.names.method(call);
  const tail = ': void {';
  const all = [...frame.parameters, ...parameters];
  return {
    doc: jsDoc([doc], 2),
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
function callScope({ call, mark, positioned, numbers }: CallPlan, writing: OperationWriting, frame: Frame) {
  const { names } = writing;
  const variables = variablesOf(call);
  const typeName = names.labelTypes.get(call);
  const access = (label: string) =>
    typeName === undefined ? (variables.get(label) ?? label) : labelAccess(label);
  const unused = (...labels: readonly Label[]) =>
    labels.some(({ name }) => has(positioned, name) || has(numbers, name)) ? '' : '_';
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
    ...(mark === undefined ? {} : { ownMark: mark.name }),
  };
  const reads = [
    ...positioned.map(({ name }) => names.positionRead(name, access(name))),
    ...numbers.map(({ name }) => names.numberRead(name, access(name))),
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

/** The call that ends a run which goes out of scope without an outcome; undefined where the spec names none. */
export function disposal({ operation, names }: OperationWriting): string | undefined {
  const abandoned = abandonment(operation);
  if (abandoned === undefined) return undefined;
  const { outcome, given } = abandoned;
  const literal = (value: string | number) =>
    typeof value === 'string' ? stringLiteral(value) : String(value);
  const object = `{ ${given.map(({ label, value }) => `${propertyKey(label.name)}: ${literal(value)}`).join(', ')} }`;
  const values = names.labelTypes.has(outcome) ? object : given.map(({ value }) => literal(value)).join(', ');
  return `${names.method(outcome)}(${values})`;
}
