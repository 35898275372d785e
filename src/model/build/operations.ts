import { suggest } from '../../finding/suggest.ts';
import type { SpecPath } from '../../spec/path.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Label } from '../label.ts';
import type { Metric } from '../metric.ts';
import type { Effect, EffectCondition, EffectValue, Mark, Operation, Outcome } from '../operation.ts';
import type { BuildContext } from './context.ts';

type WrittenOperation = Spec['operations'][string];
type WrittenEffect = WrittenOperation['start'][number];
type WrittenValue = NonNullable<WrittenEffect['value']>;

/** What an effect can draw on where it stands. */
interface Scope {
  readonly operation: string;
  readonly written: WrittenOperation;
  /** Labels of the operation and of the call. */
  readonly labels: readonly Label[];
  readonly set: ReadonlyMap<string, string>;
  /** The call takes a number. */
  readonly amount: boolean;
}

const FITS: Readonly<Record<Effect['action'], readonly Metric['type'][]>> = {
  inc: ['counter', 'gauge'],
  dec: ['gauge'],
  set: ['gauge'],
  observe: ['histogram'],
};

export function buildOperations(context: BuildContext): Operation[] {
  return Object.entries(context.spec.operations).map(([name, written]) =>
    operationOf(context, name, written),
  );
}

function operationOf(context: BuildContext, name: string, written: WrittenOperation): Operation {
  const path = ['operations', name];
  const labels = context.labelList(written.labels, [...path, 'labels']);
  const scope: Scope = { operation: name, written, labels, set: new Map(), amount: false };
  const marks = Object.entries(written.marks).map(([mark, value]): Mark => {
    const at = [...path, 'marks', mark];
    const own = context.labelList(value.labels, [...at, 'labels']);
    const inner = { ...scope, labels: [...labels, ...own], amount: value.amount };
    return {
      name: mark,
      description: value.description,
      once: value.once,
      amount: value.amount,
      labels: own,
      effects: effectsOf(context, value.do, inner, [...at, 'do']),
      path: at,
    };
  });
  const outcomes = Object.entries(written.outcomes).map(([outcome, value]): Outcome => {
    const at = [...path, 'outcomes', outcome];
    const own = context.labelList(value.labels, [...at, 'labels']);
    const set = new Map(Object.entries(value.set));
    const inner = { ...scope, labels: [...labels, ...own], set };
    checkSet(context, name, set, [...at, 'set']);
    const effects = [
      ...effectsOf(context, value.do, inner, [...at, 'do']),
      ...effectsOf(context, written.end, inner, [...path, 'end']),
    ];
    return { name: outcome, description: value.description, labels: own, set, effects, path: at };
  });
  return {
    name,
    description: written.description,
    labels,
    start: effectsOf(context, written.start, scope, [...path, 'start']),
    marks,
    outcomes,
    abandoned: abandonedOf(context, name, written, outcomes),
    path,
  };
}

function checkSet(
  context: BuildContext,
  operation: string,
  set: ReadonlyMap<string, string>,
  path: SpecPath,
): void {
  for (const [name, value] of set) {
    const label = context.label(name, [...path, name]);
    if (label?.values !== undefined && !label.values.includes(value)) {
      const problem = `sets ${name} to "${value}", which is not a value of the label`;
      context.report('operation/effect', [...path, name], { operation, problem });
    }
  }
}

function abandonedOf(
  context: BuildContext,
  operation: string,
  written: WrittenOperation,
  outcomes: readonly Outcome[],
): Operation['abandoned'] {
  if (written.abandoned === undefined) return undefined;
  const { outcome: name, labels } = written.abandoned;
  const path = ['operations', operation, 'abandoned'];
  const outcome = outcomes.find((candidate) => candidate.name === name);
  if (outcome === undefined) {
    return context.unknown('outcome', name, [...path, 'outcome'], Object.keys(written.outcomes));
  }
  const missing = outcome.labels.find((label) => !Object.hasOwn(labels, label.name));
  if (missing !== undefined) {
    const problem = `\`abandoned\` does not set "${missing.name}", a label of outcome "${name}"`;
    context.report('operation/effect', path, { operation, problem });
  }
  checkSet(context, operation, new Map(Object.entries(labels)), [...path, 'labels']);
  return { outcome: name, labels: new Map(Object.entries(labels)) };
}

function effectsOf(
  context: BuildContext,
  written: readonly WrittenEffect[],
  scope: Scope,
  path: SpecPath,
): Effect[] {
  return written.flatMap((effect, index) => effectOf(context, effect, scope, [...path, index]) ?? []);
}

function effectOf(
  context: BuildContext,
  written: WrittenEffect,
  scope: Scope,
  path: SpecPath,
): Effect | undefined {
  const action =
    (['inc', 'dec', 'set', 'observe'] as const).find((key) => written[key] !== undefined) ?? 'inc';
  const metric = context.metric(written[action] ?? '', [...path, action]);
  if (metric === undefined) return undefined;
  const refuse = (problem: string, at: SpecPath = path) =>
    context.report('operation/effect', at, { operation: scope.operation, problem });
  if (!FITS[action].includes(metric.type)) {
    refuse(`\`${action}\` cannot be used on ${metric.name}, which is a ${metric.type}`, [...path, action]);
    return undefined;
  }
  if (written.value === undefined && (action === 'set' || action === 'observe')) {
    refuse(`\`${action}\` of ${metric.name} has no \`value\``);
    return undefined;
  }
  const fixed = fixedLabels(metric, written, scope, refuse, path);
  for (const label of metric.labels) {
    if (fixed.has(label.name) || scope.labels.some(({ name }) => name === label.name)) continue;
    refuse(`nothing sets label "${label.name}" of ${metric.name} here`);
  }
  const value = effectValue(written.value ?? 1, scope, refuse, [...path, 'value']);
  if (metric.type === 'counter' && value.kind === 'constant' && value.value < 0) {
    refuse(`${metric.name} is a counter, which cannot decrease`, [...path, 'value']);
  }
  const when = (written.when ?? []).map((condition, index) =>
    conditionOf(context, condition, scope, refuse, [...path, 'when', index]),
  );
  return { action, metric, value, fixed, when, path };
}

type Refuse = (problem: string, at?: SpecPath) => void;

function fixedLabels(
  metric: Metric,
  written: WrittenEffect,
  scope: Scope,
  refuse: Refuse,
  path: SpecPath,
): Map<string, string> {
  const own = Object.entries(written.labels ?? {});
  for (const [name, value] of own) {
    const label = metric.labels.find((candidate) => candidate.name === name);
    if (label === undefined) refuse(`${metric.name} has no label "${name}"`, [...path, 'labels', name]);
    else if (label.values !== undefined && !label.values.includes(value)) {
      refuse(`"${value}" is not a value of label "${name}"`, [...path, 'labels', name]);
    }
  }
  const names = new Set(metric.labels.map(({ name }) => name));
  return new Map([...scope.set, ...own].filter(([name]) => names.has(name)));
}

function hint(name: string, known: Readonly<Record<string, unknown>>): string {
  const near = suggest(name, Object.keys(known));
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

function effectValue(written: WrittenValue, scope: Scope, refuse: Refuse, path: SpecPath): EffectValue {
  if (typeof written === 'number') return { kind: 'constant', value: written };
  if (written === 'elapsed') return { kind: 'elapsed' };
  if (written === 'amount') {
    if (!scope.amount) refuse('`amount` is only available in a mark with `amount: true`', path);
    return { kind: 'amount' };
  }
  const { marks } = scope.written;
  const mark = (name: string, key: string, counted: boolean) => {
    const known = Object.hasOwn(marks, name) ? marks[name] : undefined;
    if (known === undefined) refuse(`there is no mark "${name}"${hint(name, marks)}`, [...path, key]);
    else if (counted && !known.amount) refuse(`mark "${name}" does not count an amount`, [...path, key]);
  };
  if ('at' in written) {
    mark(written.at, 'at', false);
    return { kind: 'at', mark: written.at };
  }
  if ('since' in written) {
    mark(written.since, 'since', false);
    if (written.per !== undefined) mark(written.per, 'per', true);
    return { kind: 'since', mark: written.since, per: written.per };
  }
  if ('total' in written) {
    const names = [written.total].flat();
    for (const name of names) mark(name, 'total', false);
    return { kind: 'total', marks: names };
  }
  const label = scope.labels.find(({ name }) => name === written.label);
  if (label === undefined || (label.bound.kind !== 'ranges' && label.bound.kind !== 'integers')) {
    refuse(`"${written.label}" is not a label that the call passes as a number`, [...path, 'label']);
  }
  return { kind: 'label', label: written.label };
}

function conditionOf(
  context: BuildContext,
  written: NonNullable<WrittenEffect['when']>[number],
  scope: Scope,
  refuse: Refuse,
  path: SpecPath,
): EffectCondition {
  const side = written.below === undefined ? 'above' : 'below';
  const value = effectValue(written.value, scope, refuse, [...path, 'value']);
  const unit = value.kind === 'elapsed' || value.kind === 'at' || value.kind === 'since' ? 'seconds' : 'none';
  const bound = context.quantity(written[side] ?? 0, unit, 'this value', [...path, side]);
  return { value, op: side === 'below' ? '<' : '>', bound: bound?.value ?? 0 };
}
