/** What an expression evaluates to. `matrix` is PromQL's range vector. */
export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

/** Which Prometheus has a function or an aggregation. */
export interface Availability {
  readonly name: string;
  /** The first Prometheus that has it; absent: older than 2.31. */
  readonly since?: string;
  /** The first Prometheus that lacks it again. */
  readonly until?: string;
  /** Needs `--enable-feature=promql-experimental-functions`; `true`, or until this version. */
  readonly experimental?: boolean | string;
}

interface FunctionSignature extends Availability {
  readonly args: readonly ValueType[];
  /** How many of the last arguments may be left out. */
  readonly optional: number;
  /** The last argument may be repeated without end. */
  readonly variadic: boolean;
  readonly returns: ValueType;
}

/** The set of these names, which spaces separate. */
export function namesOf(names: string): ReadonlySet<string> {
  return new Set(names.split(' '));
}

type Limits = Partial<Pick<FunctionSignature, 'since' | 'until' | 'experimental' | 'optional' | 'variadic'>>;

function group(
  names: string,
  args: readonly ValueType[],
  returns: ValueType,
  limits: Limits = {},
): readonly FunctionSignature[] {
  return names.split(' ').map((name) => ({ name, args, returns, optional: 0, variadic: false, ...limits }));
}

/**
 * Every PromQL function, by its shape.
 * @see https://github.com/prometheus/prometheus/blob/v2.42.0/promql/parser/functions.go and the change log since
 */
const SIGNATURES: readonly FunctionSignature[] = [
  ...group(
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
    ['vector'],
    'vector',
  ),
  ...group('histogram_count histogram_sum', ['vector'], 'vector', { since: '2.40' }),
  ...group('histogram_stddev histogram_stdvar', ['vector'], 'vector', { since: '2.47' }),
  ...group('histogram_avg', ['vector'], 'vector', { since: '2.51' }),
  ...group('start_timestamp', ['vector'], 'vector', { since: '3.14', experimental: true }),
  ...group('histogram_quantiles', ['vector', 'string', 'scalar', 'scalar'], 'vector', {
    since: '3.11',
    experimental: true,
    optional: 1,
    variadic: true,
  }),
  ...group(
    'days_in_month day_of_month day_of_week day_of_year hour minute month year',
    ['vector'],
    'vector',
    {
      optional: 1,
    },
  ),
  ...group(
    'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
    ['matrix'],
    'vector',
  ),
  ...group('mad_over_time', ['matrix'], 'vector', { since: '2.49', experimental: true }),
  ...group('ts_of_max_over_time ts_of_min_over_time ts_of_last_over_time', ['matrix'], 'vector', {
    since: '3.5',
    experimental: true,
  }),
  ...group('first_over_time', ['matrix'], 'vector', { since: '3.7', experimental: '3.14' }),
  ...group('ts_of_first_over_time', ['matrix'], 'vector', { since: '3.7', experimental: true }),
  ...group('integral', ['matrix', 'scalar'], 'vector', { since: '3.16', experimental: true, optional: 1 }),
  ...group('clamp', ['vector', 'scalar', 'scalar'], 'vector'),
  ...group('clamp_max clamp_min', ['vector', 'scalar'], 'vector'),
  ...group('round', ['vector', 'scalar'], 'vector', { optional: 1 }),
  ...group('holt_winters', ['matrix', 'scalar', 'scalar'], 'vector', { until: '3.0' }),
  ...group('double_exponential_smoothing', ['matrix', 'scalar', 'scalar'], 'vector', {
    since: '3.0',
    experimental: true,
  }),
  ...group('predict_linear', ['matrix', 'scalar'], 'vector'),
  ...group('quantile_over_time', ['scalar', 'matrix'], 'vector'),
  ...group('histogram_quantile', ['scalar', 'vector'], 'vector'),
  ...group('histogram_fraction', ['scalar', 'scalar', 'vector'], 'vector', { since: '2.40' }),
  ...group('label_replace', ['vector', 'string', 'string', 'string', 'string'], 'vector'),
  ...group('label_join', ['vector', 'string', 'string', 'string'], 'vector', { optional: 1, variadic: true }),
  ...group('sort_by_label sort_by_label_desc', ['vector', 'string'], 'vector', {
    since: '2.49',
    experimental: true,
    optional: 1,
    variadic: true,
  }),
  ...group('info', ['vector', 'vector'], 'vector', { since: '2.55', experimental: true, optional: 1 }),
  ...group('pi time', [], 'scalar'),
  ...group('start end range step', [], 'scalar', { since: '3.12', experimental: true }),
  ...group('max_of min_of', ['scalar', 'scalar'], 'scalar', { since: '3.13', experimental: true }),
  ...group('scalar', ['vector'], 'scalar'),
  ...group('vector', ['scalar'], 'vector'),
];

/** When an aggregation came, for those younger than 2.31. */
export const AGGREGATES_SINCE: ReadonlyMap<string, Availability> = new Map(
  ['limitk', 'limit_ratio'].map((name) => [name, { name, since: '2.54', experimental: true }]),
);

export const FUNCTIONS: ReadonlyMap<string, FunctionSignature> = new Map(
  SIGNATURES.map((signature) => [signature.name, signature]),
);
