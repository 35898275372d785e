import fc from 'fast-check';
import { stringify } from 'yaml';

/**
 * Random specs that are valid: every name is declared, every threshold of an objective is a bucket boundary, and all
 * text is as unpleasant as it may be.
 */
export const arbitrarySpec: fc.Arbitrary<string> = fc.gen().map((g) => stringify(specOf(g)));

type Gen = fc.GeneratorValue;

/** Text that means something to Grafana, Go templates, HTML, Markdown or YAML. */
const NASTY = [
  '$model',
  '${__range}',
  '[[model]]',
  '{{ x }}',
  '<b>',
  '"q"',
  '`',
  '*',
  '_a_',
  '\\',
  ': #',
  '€',
];

const word = fc.stringMatching(/^[a-z]{1,6}$/);
const text = fc
  .array(fc.oneof(word, fc.constantFrom(...NASTY)), { minLength: 1, maxLength: 4 })
  .map((words) => words.join(' '));

function pick<T>(g: Gen, items: readonly T[]): T {
  return g(() => fc.constantFrom(...items));
}

function some<T>(g: Gen, items: readonly T[], minLength = 0): T[] {
  return g(() => fc.subarray([...items], { minLength: Math.min(minLength, items.length) }));
}

function names(g: Gen, maxLength: number, minLength = 1): string[] {
  return g(() => fc.uniqueArray(word, { minLength, maxLength }));
}

function specOf(g: Gen) {
  const labels = Object.fromEntries(names(g, 5).map((name) => [`l_${name}`, labelOf(g)]));
  const metrics = Object.fromEntries(
    names(g, 8, 2).map((name, index) => metricOf(g, name, index, Object.keys(labels))),
  );
  const all = Object.entries(metrics);
  const recordings = all.flatMap(([name, metric]) => (g(fc.boolean) ? [recordingOf(g, name, metric)] : []));
  const slos = all.flatMap(([name, metric], index) =>
    metric.type === 'gauge' || g(fc.boolean) ? [] : [sloOf(g, name, metric, index)],
  );
  const alerts = all.flatMap(([name, metric], index) =>
    g(fc.boolean) ? [alertOf(g, name, metric, index)] : [],
  );
  const context = { all, recordings, slos, alerts };
  return {
    version: 1,
    service: {
      name: 'svc',
      title: g(() => text),
      owner: { team: 'team' },
      targets: g(fc.integer, { min: 1, max: 9 }),
      scrape_interval: pick(g, ['5s', '15s', '1m']),
      retention: { raw: '90d' },
    },
    labels,
    metrics,
    external: { up: { type: 'gauge', help: 'Whether the last scrape succeeded.' } },
    recordings,
    slos,
    alerts,
    dashboards: names(g, 3).map((uid) => dashboardOf(g, `d-${uid}`, context)),
    outputs: {
      prometheus: { dir: 'prometheus' },
      grafana: { dir: 'grafana' },
      ...(g(fc.boolean) ? { runbooks: { dir: 'runbooks', url: 'https://runbooks.example.com/$svc' } } : {}),
    },
  };
}

function labelOf(g: Gen) {
  switch (pick(g, ['values', 'described', 'ranges', 'integers', 'open'])) {
    case 'values':
      return { values: names(g, 4) };
    case 'described':
      return {
        description: g(() => text),
        values: Object.fromEntries(names(g, 3).map((name) => [name, g(() => text)])),
      };
    case 'ranges':
      return { ranges: [1, 4, 8] };
    case 'integers':
      return { integers: { from: 0, to: g(fc.integer, { min: 1, max: 12 }) } };
    default:
      return { at_most: 20, pattern: '[a-z]{1,8}', unknown: 'other' };
  }
}

interface WrittenMetric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly [key: string]: unknown;
}

/** The first two are a counter and a histogram, so that every spec can have objectives. */
function metricOf(g: Gen, name: string, index: number, labels: readonly string[]): [string, WrittenMetric] {
  const type =
    (['counter', 'histogram'] as const)[index] ?? pick(g, ['counter', 'gauge', 'histogram'] as const);
  const common = {
    type,
    group: pick(g, ['one', 'two']),
    help: g(() => text),
    labels: some(g, labels),
    ...(g(fc.boolean) ? { use: g(() => text), rationale: g(() => text) } : {}),
  };
  if (type === 'counter') return [`svc_${name}_total`, common];
  if (type === 'histogram') {
    const unit = pick(g, ['seconds', 'bytes', 'tokens']);
    return [
      `svc_${name}_${unit}`,
      { ...common, buckets: [1, 2, 5, 10].map((le) => ({ le, means: g(() => text) })) },
    ];
  }
  const bands = [
    { below: 1, level: 'info', means: g(() => text) },
    { above: 5, level: 'warning', means: g(() => text) },
    { above: 9, level: 'critical', means: g(() => text) },
  ];
  const unit = pick(g, ['bytes', 'ratio', 'celsius', 'requests', 'dollars_per_hour']);
  return [`svc_${name}_${unit}`, { ...common, bands: some(g, bands) }];
}

function recordingOf(g: Gen, name: string, metric: WrittenMetric) {
  const by = some(g, metric.labels);
  const record = `svc:${name}:${pick(g, ['a', 'b'])}`;
  const description = g(() => text);
  if (metric.type === 'histogram')
    return { record, description, quantile: { of: name, q: 0.95, over: '5m', by } };
  if (metric.type === 'gauge') return { record, description, aggregate: { of: name, reduce: 'max', by } };
  return { record, description, rate: { of: name, over: '5m', by } };
}

function sloOf(g: Gen, name: string, metric: WrittenMetric, index: number) {
  const sli =
    metric.type === 'histogram' ? { latency: name, below: 2 } : { good: `${name}{job="good"}`, total: name };
  return {
    id: `slo-${index}`,
    title: g(() => text),
    description: g(() => text),
    sli,
    by: some(g, metric.labels).slice(0, 1),
    objective: pick(g, ['90%', '99%', '99.95%']),
    window: pick(g, ['7d', '30d']),
    alerts: { burn_rate: pick(g, ['standard', 'none']), without: some(g, ['page']) },
  };
}

function alertOf(g: Gen, metric: string, { type, labels }: WrittenMetric, index: number) {
  const measures = {
    counter: { measure: 'rate', over: '5m' },
    gauge: {},
    histogram: { measure: 'quantile', q: 0.9, over: '5m' },
  };
  const side = pick(g, ['above', 'below']);
  const when = pick(g, [{ metric, ...measures[type], by: some(g, labels), [side]: 3 }, { absent: metric }]);
  const series = type === 'histogram' ? `${metric}_count` : metric;
  const violations =
    type === 'gauge' && 'metric' in when ? { violations: { at_least: 2, within: '10m' } } : {};
  return {
    name: `SvcAlert${index}`,
    title: g(() => text),
    ...(g(fc.boolean)
      ? { when, ...violations }
      : { expr: type === 'gauge' ? `sum(${series}) > 5` : `sum(rate(${series}[5m])) > 5` }),
    severity: pick(g, ['page', 'ticket', 'info']),
    for: '5m',
    runbook: { meaning: g(() => text), impact: g(() => text) },
  };
}

interface Written {
  readonly all: readonly (readonly [string, WrittenMetric])[];
  readonly recordings: readonly { readonly record: string }[];
  readonly slos: readonly { readonly id: string }[];
  readonly alerts: readonly { readonly name: string }[];
}

function dashboardOf(g: Gen, uid: string, written: Written) {
  return {
    uid,
    title: g(() => text),
    description: g(() => text),
    rows: g(() => fc.array(text, { minLength: 1, maxLength: 3 })).map((title) => ({
      title,
      collapsed: g(fc.boolean),
      panels: Array.from({ length: g(fc.integer, { min: 1, max: 8 }) }, () => ({
        ...panelOf(g, written),
        ...(g(fc.boolean) ? { title: g(() => text) } : {}),
        ...(g(fc.boolean) ? { width: g(fc.integer, { min: 3, max: 24 }) } : {}),
      })),
    })),
  };
}

const SHOWN = {
  counter: ['rate', 'increase', 'total', 'current', 'ratio', 'average', 'max', 'min', 'table'],
  gauge: ['total', 'current', 'average', 'max', 'min', 'ratio', 'table', 'states'],
  histogram: [
    'p50',
    'p99.9',
    'heatmap',
    'rate',
    'average',
    'max',
    'min',
    'current',
    'increase',
    'table',
    'states',
  ],
} as const;

function panelOf(g: Gen, { all, recordings, slos, alerts }: Written) {
  const [metric, { type, labels }] = pick(g, all);
  const show = some(g, SHOWN[type], 1);
  const byMetric = {
    metric,
    ...(g(fc.boolean) ? { show } : {}),
    ...(g(fc.boolean) ? { by: some(g, labels) } : {}),
  };
  const series = type === 'histogram' ? `${metric}_count` : metric;
  return pick(g, [
    byMetric,
    {
      expr: type === 'gauge' ? `max(${series})` : `sum(rate(${series}[$__rate_interval]))`,
      title: g(() => text),
      unit: 'tokens_per_second',
    },
    { text: `# ${g(() => text)}\n\nwords`, title: g(() => text) },
    ...recordings.slice(0, 2).map(({ record }) => ({ recording: record })),
    ...slos.slice(0, 2).map(({ id }) => ({ slo: id })),
    ...alerts.slice(0, 2).map(({ name }) => ({ alert: name })),
  ]);
}
