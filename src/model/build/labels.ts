import type { SpecPath } from '../../spec/path.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Label, LabelBound, LabelValue } from '../label.ts';
import type { Target } from '../target.ts';
import { compileValuePattern } from '../value-pattern.ts';
import type { BuildContext } from './context.ts';

type WrittenLabel = NonNullable<Spec['labels'][string]>;

const BOUNDS = ['values', 'ranges', 'integers', 'at_most'] as const;

/** Resolves every label; one whose bound makes no sense is reported and left out. */
export function buildLabels(context: BuildContext): void {
  for (const [name, written] of Object.entries(context.spec.labels)) {
    const label = resolveLabel(context, name, written, ['labels', name]);
    if (label !== undefined) context.labels.set(name, label);
  }
}

/**
 * What Prometheus adds to the series of a job, and how they are told from those of all others; `pattern` is that of open
 * sets for which none is written.
 */
export function targetOf(
  context: BuildContext,
  job: string,
  { target_labels: declared }: Pick<Spec['service'], 'target_labels'>,
  path: SpecPath,
  pattern?: string,
): Target {
  const at = [...path, 'target_labels'];
  const labels = Object.entries(declared).flatMap(([name, written]) => {
    const path = [...at, name];
    if (written?.apart === true && written.at_most !== undefined) {
      const problem = 'labels judged apart need `values`: a missing one must be noticed';
      context.report('label/invalid-bound', [...path, 'apart'], { label: name, problem });
      return [];
    }
    return resolveLabel(context, name, written && { ...written, unknown: 'drop' }, path, pattern) ?? [];
  });
  const single = labels.flatMap(({ name, values }): [string, string][] =>
    values?.length === 1 ? [[name, values[0] ?? '']] : [],
  );
  return {
    labels,
    scope: new Map([['job', job], ...single]),
    apart: labels.filter(({ name }) => declared[name]?.apart).map(({ name }) => name),
  };
}

/** A label with its bound; `pattern` is that of an open set for which none is written. */
export function resolveLabel(
  context: BuildContext,
  name: string,
  written: WrittenLabel | null,
  path: SpecPath,
  pattern?: string,
): Label | undefined {
  if (written === null || BOUNDS.every((key) => written[key] === undefined)) {
    context.report('label/unbounded', path, { label: name }, 'key');
    return undefined;
  }
  const open = written.at_most === undefined ? {} : { pattern: written.pattern ?? pattern };
  const bound = boundOf(context, name, { ...written, ...open }, path);
  return bound && labelOf(name, written, bound, path);
}

function labelOf(name: string, written: WrittenLabel, bound: LabelBound, path: SpecPath): Label {
  const overflow = written.unknown === 'drop' ? undefined : written.unknown;
  const declared = valuesOf(bound);
  const values =
    declared === undefined || overflow === undefined || declared.includes(overflow)
      ? declared
      : [...declared, overflow];
  const cardinality = bound.kind === 'open' ? bound.atMost : (values?.length ?? 0);
  return { name, description: written.description, bound, overflow, values, cardinality, path };
}

/** The values of a closed bound, as they appear in series; undefined for an open set. */
function valuesOf(bound: LabelBound): readonly string[] | undefined {
  switch (bound.kind) {
    case 'values':
      return bound.values.map(({ value }) => value);
    case 'ranges':
      return bound.names;
    case 'integers':
      return Array.from({ length: bound.to - bound.from + 1 }, (_, index) => String(bound.from + index));
    case 'open':
      return undefined;
  }
}

function boundOf(
  context: BuildContext,
  name: string,
  written: WrittenLabel,
  path: SpecPath,
): LabelBound | undefined {
  const refuse = (problem: string, key: string): undefined => {
    context.report('label/invalid-bound', [...path, key], { label: name, problem });
  };
  if (written.pattern !== undefined && written.at_most === undefined)
    return refuse('`pattern` is only for `at_most`', 'pattern');
  if (written.values !== undefined) {
    const values = listValues(written.values);
    const twice = values.find(
      ({ value }, index) => values.findIndex((other) => other.value === value) < index,
    );
    if (twice !== undefined) return refuse(`"${twice.value}" is listed twice`, 'values');
    return { kind: 'values', values };
  }
  if (written.ranges !== undefined) {
    const upper = written.ranges;
    const fault = upper.findIndex((bound, index) => index > 0 && bound <= (upper[index - 1] ?? bound));
    if (fault > 0) return refuse(`${upper[fault]} is not above ${upper[fault - 1]}`, 'ranges');
    return rangesOf(upper);
  }
  if (written.integers !== undefined) {
    const { from, to } = written.integers;
    if (to < from) return refuse(`\`to\` of ${to} is below \`from\` of ${from}`, 'integers');
    if (to - from >= MOST_INTEGERS)
      return refuse(`it has ${to - from + 1} values, more than ${MOST_INTEGERS}`, 'integers');
    return { kind: 'integers', from, to };
  }
  if (written.pattern === undefined) return refuse('`at_most` needs a `pattern`', 'at_most');
  const matcher = compileValuePattern(written.pattern, context.spec.service.prometheus);
  if ('problem' in matcher) return refuse(`the pattern ${matcher.problem}`, 'pattern');
  return { kind: 'open', atMost: written.at_most ?? 0, pattern: written.pattern, matcher };
}

/** Beyond this a label is no bound but a number space; the values are listed in types, queries and pages. */
const MOST_INTEGERS = 10_000;

function listValues(written: NonNullable<WrittenLabel['values']>): LabelValue[] {
  if (Array.isArray(written)) return written.map((value) => ({ value: String(value) }));
  return Object.entries(written).map(([value, description]) =>
    description === null ? { value } : { value, description },
  );
}

/**
 * Names intervals as people do: bounds 1, 4, 8 give "1", "2-4", "5-8", "9+". Whole bounds mean whole numbers; the
 * first interval begins at 0, or at 1 where its bound is 1. Bounds with fractions give "0-0.5", "0.5-2", "2+".
 */
function rangesOf(upper: readonly number[]): LabelBound {
  const whole = upper.every(Number.isInteger);
  const first = upper[0] ?? 0;
  const lowest = whole && first === 1 ? 1 : Math.min(0, first);
  const names = upper.map((bound, index) => {
    const previous = upper[index - 1];
    const from = previous === undefined ? lowest : whole ? previous + 1 : previous;
    return from === bound ? `${bound}` : `${from}-${bound}`;
  });
  const last = upper.at(-1) ?? 0;
  return { kind: 'ranges', lowest, upper, names: [...names, whole ? `${last + 1}+` : `${last}+`] };
}
