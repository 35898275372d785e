import { parseExpression } from '../../promql/parse.ts';
import type { SpecPath } from '../../spec/path.ts';
import { allMetrics, hasCount, metricNamed } from '../metric.ts';
import { scopedSelector } from '../scope.ts';
import { type Matcher, type MetricSelector, matchersOf, type RecordSelector } from '../selector.ts';
import type { BuildContext } from './context.ts';

/** A selector of a declared metric, an external one, or one of the module's own. */
export function metricSelector(
  context: BuildContext,
  text: string,
  path: SpecPath,
): MetricSelector | undefined {
  const parsed = parseSelector(context, text, path);
  if (parsed === undefined) return undefined;
  const metric = metricNamed(context, parsed.name);
  if (metric !== undefined) return { metric, matchers: parsed.matchers, text, path };
  return unknownMetric(context, parsed.name, path);
}

function unknownMetric(context: BuildContext, name: string, path: SpecPath): undefined {
  const known = allMetrics(context).map((metric) => metric.name);
  return context.unknown('metric', name, path, known);
}

/** A selector of a counter; `x_count` is that of the observations of histogram or summary `x`. */
export function counterSelector(
  context: BuildContext,
  text: string,
  path: SpecPath,
  refuse: (problem: string) => undefined,
): MetricSelector | undefined {
  const parsed = parseSelector(context, text, path);
  if (parsed === undefined) return undefined;
  const { name, matchers } = parsed;
  const metric = metricNamed(context, name);
  if (metric?.type === 'counter') return { metric, matchers, text, path };
  const counted = metric ?? metricNamed(context, name.replace(/_count$/, ''));
  if (counted === undefined) return unknownMetric(context, name, path);
  if (metric === undefined && hasCount(counted)) return { metric: counted, matchers, text, path };
  const { name: known, type } = counted;
  const hint = hasCount(counted) ? `; write ${known}_count for its observations` : '';
  return refuse(`${known} is a ${type}; only a counter counts events${hint}`);
}

/** A selector of a recording of the spec. */
export function recordSelector(
  context: BuildContext,
  text: string,
  path: SpecPath,
): RecordSelector | undefined {
  const parsed = parseSelector(context, text, path);
  if (parsed === undefined) return undefined;
  const records = context.spec.recordings.map(({ record }) => record);
  if (records.includes(parsed.name)) return { record: parsed.name, matchers: parsed.matchers, text, path };
  return context.unknown('recording', parsed.name, path, records);
}

function parseSelector(
  context: BuildContext,
  text: string,
  path: SpecPath,
): { readonly name: string; readonly matchers: readonly Matcher[] } | undefined {
  const refuse = (problem: string): undefined => {
    context.report('reference/selector', path, { text, problem });
  };
  const result = parseExpression(text, { version: context.spec.service.prometheus });
  if (!result.ok) return refuse(result.problems[0]?.message ?? 'it does not parse');
  const { ast } = result;
  if (ast.type !== 'vector') return refuse('it is an expression');
  if (ast.name === undefined) return refuse('it has no metric name');
  if (ast.shift !== undefined || ast.at !== undefined || ast.edges !== undefined)
    return refuse('offset, @, anchored and smoothed are not allowed here');
  return { name: ast.name.name, matchers: matchersOf(scopedSelector(context.scoped, ast).matchers) };
}
