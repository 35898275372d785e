import { suggest } from '../../finding/suggest.ts';
import type { Matcher, VectorSelector } from '../ast.ts';
import { boundaryValues, type LabelValues, type SeriesDeclaration } from '../catalogue.ts';
import { isBoundary, narrowFact, selectedBy } from '../flow-selector.ts';
import { admits, boundaryOf, deadAlternatives, literalsOf, matcherTest } from '../label-values.ts';
import { guaranteed } from '../labels.ts';
import type { Check, Problem, Subject } from '../problem.ts';

/** Each selector with the one declaration that it reads; a selector of several names is not judged. */
function* selections({ nodes, catalogue }: Subject): Iterable<readonly [VectorSelector, SeriesDeclaration]> {
  for (const { expr } of nodes) {
    if (expr.type !== 'vector') continue;
    const [declaration, ...others] = selectedBy(expr, catalogue) ?? [];
    if (declaration !== undefined && others.length === 0) yield [expr, declaration];
  }
}

/** A matcher names a label that the metric does not have. Asking for its absence is no mistake. */
export const unknownMatcherLabel: Check = function* (subject) {
  for (const [selector, declaration] of selections(subject)) {
    if (declaration.undeclaredLabels) continue;
    for (const { name, op, value } of selector.matchers) {
      if (name.name === '__name__' || declaration.labels.has(name.name) || (op === '=' && value === ''))
        continue;
      const known = [...declaration.labels.keys()];
      yield {
        code: 'promql/unknown-label',
        args: { label: name.name, of: declaration.series, suggestion: suggest(name.name, known), known },
        span: name.span,
      };
    }
  }
};

/** A matcher asks for a value that the label never has, or excludes one that is never there. */
export const unknownLabelValue: Check = function* (subject) {
  for (const [selector, declaration] of selections(subject)) {
    for (const matcher of selector.matchers) {
      const label = declaration.labels.get(matcher.name.name);
      if (label === undefined || isBoundaryLabel(matcher, declaration)) continue;
      yield* judgeValue(matcher, declaration, label.values, label.optional ?? false);
    }
  }
};

function isBoundaryLabel({ name }: Matcher, { buckets }: SeriesDeclaration): boolean {
  return name.name === 'le' && buckets !== undefined;
}

function* judgeValue(
  matcher: Matcher,
  declaration: SeriesDeclaration,
  values: LabelValues,
  optional: boolean,
): Iterable<Problem> {
  const known = values.kind === 'closed' ? values.values : [];
  const problem = (value: string, regexp: boolean): Problem => ({
    code: 'promql/unknown-label-value',
    args: {
      label: matcher.name.name,
      value,
      of: declaration.series,
      suggestion: suggest(value, known),
      known,
      regexp,
    },
    span: matcher.valueSpan,
  });
  const literals = literalsOf(matcher);
  if (literals !== undefined) {
    for (const literal of literals)
      if (literal === '' ? matcher.op === '=' && !optional : !admits(values, literal))
        yield problem(literal, false);
    return;
  }
  if (values.kind !== 'closed' || values.values.length === 0) return;
  const possible = optional ? [...values.values, ''] : values.values;
  for (const dead of deadAlternatives(matcher, possible)) yield problem(dead, true);
}

/** Matchers that each make sense alone, but of which no series can pass all. */
export const impossibleSelector: Check = function* (subject) {
  for (const [selector, declaration] of selections(subject)) {
    for (const [name, { values, optional }] of declaration.labels) {
      const matchers = selector.matchers.filter((matcher) => matcher.name.name === name);
      const last = matchers.at(-1);
      if (last === undefined || optional || !matchers.every((matcher) => canPass(values, matcher))) continue;
      const start = guaranteed(values, { kind: 'declared', span: selector.span });
      const left = matchers.reduce(narrowFact, start).values;
      // One matcher that leaves nothing either asks for an unknown value or excludes all of them.
      if (left.kind === 'closed' && left.values.length === 0 && values.kind === 'closed')
        yield {
          code: 'promql/impossible-selector',
          args: { label: name, of: declaration.series },
          span: { offset: matchers[0]?.span.offset ?? last.span.offset, end: last.span.end },
        };
    }
  }
};

function canPass(values: LabelValues, matcher: Matcher): boolean {
  if (matcher.op === '!=' || matcher.op === '!~') return true;
  return values.kind !== 'closed' || values.values.some(matcherTest(matcher));
}

/** A matcher on `le` names a number that is no boundary of the histogram, or only one spelling of one. */
export const boundaries: Check = function* (subject) {
  for (const [selector, declaration] of selections(subject)) {
    const { buckets, part, series } = declaration;
    if (buckets === undefined || part !== 'bucket') continue;
    for (const matcher of selector.matchers) {
      if (matcher.name.name !== 'le') continue;
      const literals = literalsOf(matcher);
      const unknown =
        literals?.filter((value) => !isBoundary(value, buckets)).filter(isFirstSpelling) ??
        deadAlternatives(matcher, boundaryValues(buckets).values);
      const args = { metric: series, boundaries: buckets };
      for (const value of unknown)
        yield { code: 'promql/unknown-boundary', args: { value, ...args }, span: matcher.valueSpan };
      if (unknown.length === 0) yield* spelling(matcher, literals ?? []);
    }
  }
};

/** "120" and "120.0" are two spellings of one boundary. */
function isFirstSpelling(value: string, index: number, all: readonly string[]): boolean {
  return !all.slice(0, index).some((other) => Number(other) === Number(value));
}

function* spelling(matcher: Matcher, literals: readonly string[]): Iterable<Problem> {
  for (const value of literals) {
    const boundary = boundaryOf(value);
    if (!Number.isInteger(boundary)) continue;
    const spellings = [String(boundary), `${boundary}.0`];
    if (spellings.every((text) => literals.includes(text))) continue;
    const op = matcher.op.startsWith('!') ? '!~' : '=~';
    const both = `le${op}"${boundary}|${boundary}\\\\.0"`;
    yield { code: 'promql/boundary-spelling', args: { value, both }, span: matcher.valueSpan };
  }
}
