import type { Matcher, VectorSelector } from './ast.ts';
import type { MetricCatalogue, SeriesDeclaration } from './catalogue.ts';
import { type Flow, type FlowContext, scalarFlow, unionFlow } from './flow.ts';
import { boundaryOf, closed, matcherTest, narrowValues, UNKNOWN_VALUES } from './label-values.ts';
import { canBeEmpty, guaranteed, impossible, type LabelFact, Labels, possible } from './labels.ts';
import { ANY } from './ranges.ts';
import { parseUnit } from './units.ts';

const NAME = '__name__';

/** The declarations that a selector reads; `undefined` where it names a metric that nobody declares. */
export function selectedBy(
  selector: VectorSelector,
  catalogue: MetricCatalogue,
): readonly SeriesDeclaration[] | undefined {
  if (selector.name !== undefined) {
    const declaration = catalogue.lookup(selector.name.name);
    return declaration && partsOf(declaration, selector.matchers);
  }
  const tests = selector.matchers.filter(({ name }) => name.name === NAME).map(matcherTest);
  // Without a name anything that Prometheus holds can match, declared or not.
  if (tests.length === 0) return undefined;
  const names = [...catalogue.names()].filter((name) => tests.every((test) => test(name)));
  const found = names
    .map((name) => catalogue.lookup(name))
    .filter((declaration) => declaration !== undefined);
  return found.length === 0 ? undefined : found;
}

type Index = ReadonlyMap<string, readonly SeriesDeclaration[]>;

const indexes = new WeakMap<SeriesDeclaration, Map<string, Index | undefined>>();

/**
 * What a selector picks of series that several rules record under one name: those of the rules that set the labels which
 * it asks for, or all of them as one.
 */
function partsOf(declaration: SeriesDeclaration, matchers: readonly Matcher[]): readonly SeriesDeclaration[] {
  const { parts } = declaration;
  if (parts === undefined) return [declaration];
  let picked = parts;
  for (const { name, op, value } of matchers) {
    const some = op === '=' ? indexBy(declaration, parts, name.name)?.get(value) : undefined;
    if (some !== undefined && some.length < picked.length) picked = some;
  }
  return picked.length < parts.length ? picked : [declaration];
}

/** The parts by the value of a label; undefined unless each part has the one value of it. */
function indexBy(
  declaration: SeriesDeclaration,
  parts: readonly SeriesDeclaration[],
  label: string,
): Index | undefined {
  const known = indexes.get(declaration) ?? new Map<string, Index | undefined>();
  indexes.set(declaration, known);
  if (!known.has(label)) known.set(label, indexOf(parts, label));
  return known.get(label);
}

function indexOf(parts: readonly SeriesDeclaration[], label: string): Index | undefined {
  const index = new Map<string, SeriesDeclaration[]>();
  for (const part of parts) {
    const { values, optional } = part.labels.get(label) ?? {};
    const only = values?.kind === 'closed' && values.values.length === 1 ? values.values[0] : undefined;
    if (only === undefined || optional === true) return undefined;
    const same = index.get(only);
    if (same === undefined) index.set(only, [part]);
    else same.push(part);
  }
  return index;
}

/** `range` in seconds for a range selector, `undefined` for an instant one. */
export function selectorFlow(
  selector: VectorSelector,
  range: number | undefined,
  context: FlowContext,
): Flow {
  const type = range === undefined ? 'vector' : 'matrix';
  const declarations = selectedBy(selector, context.catalogue);
  if (declarations === undefined) return unknownSelection(selector, type);
  const flows = declarations.map((declaration) => oneSelection(selector, declaration, range));
  return { ...flows.reduce(unionFlow), type };
}

function unknownSelection(selector: VectorSelector, type: 'vector' | 'matrix'): Flow {
  return {
    ...scalarFlow(selector),
    type,
    kind: 'unknown',
    labels: narrowLabels(Labels.unknown(selector.span), selector.matchers),
    series: Number.POSITIVE_INFINITY,
    samples: Number.POSITIVE_INFINITY,
  };
}

function narrowLabels(labels: Labels, matchers: readonly Matcher[]): Labels {
  return matchers.reduce((sofar, matcher) => {
    const { name } = matcher.name;
    return sofar.with(name, narrowFact(sofar.get(name), matcher));
  }, labels);
}

function oneSelection(
  selector: VectorSelector,
  declaration: SeriesDeclaration,
  range: number | undefined,
): Flow {
  const matchers = selector.matchers.filter(({ name }) => name.name !== NAME);
  const labels = narrowLabels(declaredLabels(selector, declaration), matchers);
  const series = isEmpty(labels, selector.matchers)
    ? 0
    : Math.min(declaration.maxSeries, labels.combinations());
  const perSeries = range === undefined ? 1 : Math.max(1, Math.ceil(range / declaration.interval));
  return {
    ...scalarFlow(selector),
    type: 'vector',
    kind: declaration.kind,
    aggregated: declaration.aggregated ?? false,
    bucket: declaration.part === 'bucket',
    quantile: declaration.part === 'quantile' || declaration.quantile === true,
    unit: unitOf(declaration),
    range:
      declaration.kind === 'counter' && declaration.part !== 'native'
        ? { min: 0 }
        : (declaration.range ?? ANY),
    labels,
    series,
    samples: series * perSeries,
    sources: [declaration],
  };
}

/** Buckets and `_count` count observations, whatever these measure. */
function unitOf({ part, unit }: SeriesDeclaration): string | undefined {
  return part === 'bucket' || part === 'count' ? undefined : parseUnit(unit);
}

function declaredLabels(selector: VectorSelector, declaration: SeriesDeclaration): Labels {
  const declared = { kind: 'declared', span: selector.span } as const;
  const known = new Map<string, LabelFact>([[NAME, guaranteed(closed([declaration.series]), declared)]]);
  for (const [name, { values, optional }] of declaration.labels)
    known.set(name, optional ? possible(values, declared) : guaranteed(values, declared));
  const rest = declaration.undeclaredLabels
    ? possible(UNKNOWN_VALUES, { kind: 'unknown', span: selector.span })
    : impossible({ kind: 'undeclared', span: selector.span });
  return new Labels(known, rest);
}

/** What is known of a label on the series that pass a matcher. */
export function narrowFact(fact: LabelFact, matcher: Matcher): LabelFact {
  const reason = { kind: 'matched', span: matcher.span } as const;
  const test = matcherTest(matcher);
  const emptyPasses = canBeEmpty(fact) && test('');
  if (fact.status === 'impossible') return emptyPasses ? fact : guaranteed(fact.values, reason);
  const values = narrowValues(fact.values, matcher);
  const none = values.kind === 'closed' && values.values.length === 0;
  if (emptyPasses) return none ? impossible(reason) : possible(values, reason);
  return guaranteed(values, reason);
}

/** Whether no series can pass all matchers: a label that must be there has no value left. */
function isEmpty(labels: Labels, matchers: readonly Matcher[]): boolean {
  return matchers.some(({ name }) => {
    const { status, values } = labels.get(name.name);
    return status === 'guaranteed' && values.kind === 'closed' && values.values.length === 0;
  });
}

/** Whether a value of `le` names one of the boundaries, in whatever spelling. */
export function isBoundary(value: string, buckets: readonly number[]): boolean {
  const boundary = boundaryOf(value);
  return boundary === Number.POSITIVE_INFINITY || buckets.includes(boundary);
}
