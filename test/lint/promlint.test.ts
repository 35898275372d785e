import { describe, expect, it } from 'vitest';
import type { MetricType } from '../../src/model/metric.ts';
import { runTool } from '../../src/toolchain/run.ts';
import { check } from '../support/check.ts';
import { requireTool } from '../support/tools.ts';

const PREFIXES =
  'pico nano micro milli centi deci deca hecto kilo kibi mega giga gibi tera tebi peta pebi'.split(' ');
const UNITS =
  'amperes bytes celsius grams joules kelvin meters metres seconds volts minutes hours days weeks kelvins fahrenheit rankine inches yards miles bits calories pounds ounces'.split(
    ' ',
  );
const ABBREVIATIONS = 's ms us ns sec b kb mb gb tb pb m h d'.split(' ');
const ENDINGS = [
  ...UNITS,
  ...PREFIXES.flatMap((prefix) => ['seconds', 'bytes', 'minutes'].map((unit) => prefix + unit)),
  ...ABBREVIATIONS,
  ...ABBREVIATIONS.map((word) => `${word}_used`),
  ...UNITS.map((unit) => `${unit}_per_request`),
  ...['counter', 'gauge', 'histogram', 'summary', 'gauge_value', 'summaries', 'gauges', 'encounter'],
  ...['total', 'count', 'sum', 'bucket', 'totals', 'counts', 'total_depth', 'count_depth'],
  ...[
    'depth',
    'queueDepth',
    'Queue',
    'HTTP_requests',
    'a:b',
    'thermometers',
    'kilo',
    'ratio',
    'info',
    'size',
  ],
];

interface Declared {
  readonly name: string;
  readonly type: MetricType;
  readonly help: boolean;
}

/** Every ending with every type; as counters also with the `_total` that a counter needs. */
const METRICS: readonly Declared[] = ENDINGS.flatMap((ending, index) => [
  ...(['counter', 'gauge', 'histogram'] as const).map((type) => ({
    name: `shop_${type.charAt(0)}k${index}_${ending}`,
    type,
    help: index % 7 > 0,
  })),
  { name: `shop_tk${index}_${ending}_total`, type: 'counter', help: true },
]);

function specOf(metrics: readonly Declared[]): string {
  const lines = metrics.map(({ name, type, help }) => {
    const parts = [
      `type: ${type}`,
      ...(help ? ['help: A.'] : []),
      ...(type === 'histogram' ? ['buckets: [1]'] : []),
    ];
    return `  ${JSON.stringify(name)}: { ${parts.join(', ')} }`;
  });
  return `version: 1\nservice: { name: shop, title: Shop, owner: { team: a } }\nmetrics:\n${lines.join('\n')}\n`;
}

function expositionOf(metrics: readonly Declared[]): string {
  const lines = metrics.flatMap(({ name, type, help }) => [
    ...(help ? [`# HELP ${name} A.`] : []),
    `# TYPE ${name} ${type}`,
    ...(type === 'histogram'
      ? [`${name}_bucket{le="1"} 0`, `${name}_bucket{le="+Inf"} 0`, `${name}_sum 0`, `${name}_count 0`]
      : [`${name} 0`]),
  ]);
  return `${lines.join('\n')}\n`;
}

/** What promtool says, as the code that says the same here. */
const SAYINGS: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/^no help text/, 'metric/help'],
  [/^use base unit/, 'metric/base-unit'],
  [/^counter metrics should have "_total"/, 'metric/counter-suffix'],
  [/^non-counter metrics should not have "_total"/, 'metric/total-suffix'],
  [
    /^non-histogram(?: and non-summary)? metrics should not have "_(?:bucket|count|sum)"/,
    'metric/reserved-suffix',
  ],
  [/^metric name should not include type/, 'metric/type-in-name'],
  [/^metric names should not contain ':'/, 'metric/colon'],
  [/^metric names should be written in 'snake_case'/, 'metric/camel-case'],
  [/^metric names should not contain abbreviated units/, 'metric/abbreviated-unit'],
];

function codeOf(saying: string): string {
  return SAYINGS.find(([pattern]) => pattern.test(saying))?.[1] ?? saying;
}

const byMetric = (pairs: readonly (readonly [metric: string, code: string])[]) =>
  METRICS.map(({ name }) => {
    const codes = new Set(pairs.filter(([metric]) => metric === name).map(([, code]) => code));
    // A counter that ends in `_sum` is told of the reserved suffix only; promtool misses `_total` as well.
    if (codes.has('metric/reserved-suffix')) codes.delete('metric/counter-suffix');
    return `${name}: ${[...codes].sort().join(', ')}`;
  });

const promtool = await requireTool('promtool');

describe.skipIf(promtool.skip)(promtool.title('names, units and help'), () => {
  it('get the findings that promtool check metrics has for them, no more and no less', async () => {
    const run = await runTool(promtool.get().path, ['check', 'metrics'], { input: expositionOf(METRICS) });
    const theirs = run.stderr
      .split('\n')
      .filter((line) => line.startsWith('shop_'))
      .map((line) => [line.slice(0, line.indexOf(' ')), codeOf(line.slice(line.indexOf(' ') + 1))] as const);
    const ours = check('shop.yaml', specOf(METRICS)).flatMap(({ code, args }) =>
      code.startsWith('metric/') && 'metric' in args ? [[String(args.metric), code] as const] : [],
    );
    expect(theirs.length).toBeGreaterThan(200);
    expect(byMetric(ours)).toEqual(byMetric(theirs));
  });
});
