import fc from 'fast-check';
import { expect, test } from 'vitest';
import { specText } from '../typescript/build-model.ts';
import { shop } from '../typescript/generated.ts';
import { parseExposition } from '../typescript/parse-exposition.ts';
import { describePython, runPython, writePackages } from './package.ts';

type Labels = Readonly<Record<string, unknown>>;

/** One step of a program: JSON, so that both languages can follow it. */
type Step =
  | {
      readonly do: 'record';
      readonly metric: string;
      readonly method: string;
      readonly value: unknown;
      readonly labels: Labels;
      readonly handle: boolean;
      /** Recorded in prometheus_client as well. */
      readonly client: boolean;
    }
  | { readonly do: 'pass'; readonly seconds: number }
  | { readonly do: 'start'; readonly run: number; readonly labels: Labels }
  | {
      readonly do: 'call';
      readonly run: number;
      readonly call: string;
      readonly arguments: readonly unknown[];
      readonly labels: Labels;
    };

const { MODEL_VALUES, STATUS_VALUES, ENDPOINT_VALUES, REGION_VALUES } = shop;

/** Multiples of 1/8: sums of them are exact in whatever order threads and languages add them. */
const exact = (min: number, max: number) =>
  fc.integer({ min: min * 8, max: max * 8 }).map((eighths) => eighths / 8);
const strange = fc.constantFrom('NaN', 'Infinity', '-Infinity', -1, 'text', null, 1e300);
const model = fc.constantFrom<unknown>(...MODEL_VALUES);
const size = fc.constantFrom<unknown>(1, 2, 4, 4.5, 8, 9, 33, 1e6);
const wrong = fc.constantFrom<unknown>('unheard-of', 0, -3, null, 1e9, '', 'A tenant');
/** Mostly a value within the bound. */
const often = (within: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: within, weight: 9 }, { arbitrary: wrong, weight: 1 });
const tenant = fc.constantFrom<unknown>('a', 'b', 'c', 'd', 'e', 'other');
const region = fc.constantFrom<unknown>(...REGION_VALUES);
const errorType = fc.constantFrom<unknown>('none', 'oom', 'timeout', 'cuda_error');

function record(
  metric: string,
  methods: readonly string[],
  value: fc.Arbitrary<unknown>,
  labels: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  isClean = false,
): fc.Arbitrary<Step> {
  const bounds = Object.entries(labels).map(
    ([name, within]) => [name, isClean ? within : often(within)] as const,
  );
  return fc.record({
    do: fc.constant('record'),
    metric: fc.constant(metric),
    method: fc.constantFrom(...methods),
    value: isClean ? value : fc.oneof({ arbitrary: value, weight: 9 }, { arbitrary: strange, weight: 1 }),
    labels: fc.record(Object.fromEntries(bounds)),
    handle: Object.keys(labels).length > 0 ? fc.boolean() : fc.constant(false),
    client: fc.constant(isClean),
  });
}

const requests = {
  model,
  status: fc.constantFrom(...STATUS_VALUES),
  endpoint: fc.constantFrom(...ENDPOINT_VALUES),
};
const latency = { model, batch_size: size };
const device = { device_id: fc.constantFrom<unknown>(0, 1, 7) };

const clean = fc.oneof(
  record('requests_total', ['inc'], exact(0, 1000), requests, true),
  record('restarts_total', ['inc'], exact(0, 9), {}, true),
  record('latency_seconds', ['observe'], exact(0, 40), latency, true),
  record('gpu_memory_percentage', ['set', 'inc', 'dec'], exact(-100, 100), device, true),
  record('queue_depth', ['set', 'inc', 'dec'], exact(-100, 100), {}, true),
);

const recording = fc.oneof(
  record('errors_total', ['inc'], exact(0, 9), {
    status: fc.constantFrom(...STATUS_VALUES),
    error_type: errorType,
  }),
  record('tokens_total', ['inc'], exact(0, 1000), { model, tenant }),
  record('good_total', ['inc'], exact(0, 3), { model }),
  record('cluster_jobs_total', ['inc'], exact(0, 3), {
    cluster: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
    region,
  }),
  record('ttft_seconds', ['observe'], exact(-3, 3), { model }),
  record('batch_size', ['observe'], exact(0, 40), { model }),
  record('active_requests', ['set', 'inc', 'dec'], exact(-9, 9), { model, region }),
);

const run = fc.nat({ max: 2 });
const call = (
  name: string,
  labels: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  ...given: fc.Arbitrary<unknown>[]
) =>
  fc.record({
    do: fc.constant('call' as const),
    run,
    call: fc.constant(name),
    arguments: fc.tuple(...given),
    labels: fc.record({ ...labels }),
  });
const life: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('start' as const),
    run,
    labels: fc.record({
      model: often(model),
      endpoint: often(requests.endpoint),
      region: often(region),
      batch_size: often(size),
    }),
  }),
  fc.record({ do: fc.constant('pass' as const), seconds: exact(0, 2) }),
  call('first_token', {}),
  call('tokens', { tenant: often(tenant) }, fc.oneof(fc.nat({ max: 64 }), strange)),
  call('succeed', {}),
  call('fail', { error_type: often(errorType) }),
  call('timeout', {}),
  call('leave', {}),
);

const program = fc.array(fc.oneof(recording, clean, life, life), { minLength: 40, maxLength: 120 });

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const numberOf = (value: unknown) =>
  typeof value === 'string' && /^-?(NaN|Infinity)$/.test(value) ? Number(value) : value;

type Method = (...given: unknown[]) => void;

/** Follows a program in the TypeScript module. */
function replay(steps: readonly Step[]) {
  let now = 0;
  const metrics = shop.createMetrics({ now: () => now * 1000 });
  const runs = new Map<number, Record<string | symbol, Method>>();
  const named = metrics as unknown as Record<string, Record<string, Method>>;
  for (const step of steps) {
    if (step.do === 'pass') now += step.seconds;
    else if (step.do === 'start') runs.set(step.run, metrics.inference.start(step.labels as never) as never);
    else if (step.do === 'record') {
      const metric = named[camel(step.metric)] as Record<string, Method>;
      const handle = step.handle ? handleOf(metric, step.labels) : metric;
      const isLabelled = Object.keys(step.labels).length > 0 && !step.handle;
      handle[step.method]?.(...(isLabelled ? [step.labels] : []), numberOf(step.value));
    } else if (step.call === 'leave') runs.get(step.run)?.[Symbol.dispose]?.();
    else {
      const given = [...step.arguments.map(numberOf), ...Object.values(step.labels)];
      runs.get(step.run)?.[camel(step.call)]?.(...given);
    }
  }
  return metrics;
}

/** A handle; `with` is an ordinary method of every metric that has labels. */
const handleOf = (metric: Record<string, Method>, labels: Labels) =>
  metric['with']?.(labels) as unknown as Record<string, Method>;

const sorted = (text: string, isOurs: (name: string) => boolean = () => true) =>
  [...parseExposition(text).series].filter(([key]) => isOurs(key)).sort();

describePython('The same recordings', () => {
  const folder = writePackages({ shop_metrics: specText('service.yaml') });
  const sample = (what: typeof program, numRuns: number) =>
    fc.sample(what, { numRuns, seed: Number(process.env['FUZZ_SEED'] ?? 20) });
  const programs = [
    ...sample(program, 120),
    ...sample(fc.array(clean, { minLength: 100, maxLength: 200 }), 40),
  ];
  const outcomes = JSON.parse(runPython(folder, 'replay.py', [], JSON.stringify(programs))) as [
    string,
    string,
    string,
    string,
  ][];

  test('give the same scrape in Python and in TypeScript', () => {
    programs.forEach((steps, index) => {
      const [text, openMetrics] = outcomes[index] ?? ['', ''];
      const own = replay(steps);
      expect(sorted(text), JSON.stringify(steps)).toEqual(sorted(own.text()));
      expect(sorted(openMetrics), JSON.stringify(steps)).toEqual(sorted(own.openMetrics()));
      expect(parseExposition(text).types).toEqual(parseExposition(own.text()).types);
      expect(parseExposition(openMetrics).units).toEqual(parseExposition(own.openMetrics()).units);
    });
  });

  test('show the same in a registry of prometheus_client', () => {
    for (const [text, openMetrics, registry] of outcomes) {
      // The client leaves the sum of negative values out, as OpenMetrics does.
      const sums = new Set(sorted(openMetrics).map(([key]) => key));
      const isKept = (key: string) => !/_sum(\{|$)/.test(key) || sums.has(key);
      expect(sorted(registry)).toEqual(sorted(text, isKept));
    }
  });

  test('have the same values when prometheus_client records them', () => {
    let compared = 0;
    for (const [text, , , client] of outcomes.slice(-40)) {
      const ofPackage = new Map(sorted(text));
      for (const [key, value] of sorted(client, (name) => !name.includes('_created'))) {
        // The client shows metrics without labels before they are recorded.
        if (value === 0 && !ofPackage.has(key)) continue;
        compared += 1;
        expect(ofPackage.get(key), key).toBe(value);
      }
    }
    expect(compared).toBeGreaterThan(2000);
  });
});
