// Prints, as a Markdown table, what the generated module costs beside prom-client and the OpenTelemetry SDK.
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openTelemetry, promClient, promClientWide } from './contestants.mjs';
import { emitModule, loadGenerator } from './load.mjs';
import { inProcesses, race } from './measure.mjs';

const require = createRequire(import.meta.url);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const MODELS = ['bitnet-7b', 'llama-7b', 'llama-13b', 'gpt2-small'];
const STATUSES = ['success', 'error', 'timeout', 'success'];
const ENDPOINTS = ['/v1/completions', '/v1/chat/completions'];
const TYPES = ['interactive', 'batch'];
const SIZES = [1, 3, 8, 40];
const INTERVALS = ['1', '2-4', '5-8', '33+'];
const VALUES = [0.004, 0.03, 0.2, 0.7, 3, 12, 0.06, 45];

function recordingRows(own, prom, otel) {
  return [
    {
      name: 'counter, 3 labels',
      own: (count) => {
        for (let i = 0; i < count; i++) {
          own.inferenceRequestsTotal.inc({
            model: MODELS[i & 3],
            status: STATUSES[i & 3],
            endpoint: ENDPOINTS[i & 1],
          });
        }
      },
      prom: (count) => {
        for (let i = 0; i < count; i++) {
          prom.requests.inc({ model: MODELS[i & 3], status: STATUSES[i & 3], endpoint: ENDPOINTS[i & 1] });
        }
      },
      otel: (count) => {
        for (let i = 0; i < count; i++) {
          otel.requests.add(1, { model: MODELS[i & 3], status: STATUSES[i & 3], endpoint: ENDPOINTS[i & 1] });
        }
      },
    },
    {
      name: 'histogram, 11 buckets, 2 labels',
      own: (count) => {
        for (let i = 0; i < count; i++) {
          own.inferenceLatencySeconds.observe(
            { model: MODELS[i & 3], batch_size: SIZES[i & 3] },
            VALUES[i & 7],
          );
        }
      },
      prom: (count) => {
        for (let i = 0; i < count; i++) {
          prom.latency.observe({ model: MODELS[i & 3], batch_size: INTERVALS[i & 3] }, VALUES[i & 7]);
        }
      },
      otel: (count) => {
        for (let i = 0; i < count; i++) {
          otel.latency.record(VALUES[i & 7], { model: MODELS[i & 3], batch_size: INTERVALS[i & 3] });
        }
      },
    },
  ];
}

function handleRows(own, prom, otel) {
  const labels = MODELS.map((model, i) => ({ model, status: 'success', endpoint: ENDPOINTS[i & 1] }));
  const sized = MODELS.map((model, i) => ({
    own: { model, batch_size: SIZES[i] },
    other: { model, batch_size: INTERVALS[i] },
  }));
  const counters = labels.map((set) => own.inferenceRequestsTotal.with(set));
  const promCounters = labels.map((set) => prom.requests.labels(set));
  const histograms = sized.map((set) => own.inferenceLatencySeconds.with(set.own));
  const promHistograms = sized.map((set) => prom.latency.labels(set.other));
  return [
    {
      name: 'counter, bound handle',
      own: (count) => {
        for (let i = 0; i < count; i++) counters[i & 3].inc();
      },
      prom: (count) => {
        for (let i = 0; i < count; i++) promCounters[i & 3].inc();
      },
      otel: (count) => {
        for (let i = 0; i < count; i++) otel.requests.add(1, labels[i & 3]);
      },
    },
    {
      name: 'histogram, bound handle',
      own: (count) => {
        for (let i = 0; i < count; i++) histograms[i & 3].observe(VALUES[i & 7]);
      },
      prom: (count) => {
        for (let i = 0; i < count; i++) promHistograms[i & 3].observe(VALUES[i & 7]);
      },
      otel: (count) => {
        for (let i = 0; i < count; i++) otel.latency.record(VALUES[i & 7], sized[i & 3].other);
      },
    },
  ];
}

/** The request of the design: start, first token, 49 tokens more, success. All read the same clock. */
function lifecycleRow(own, prom, otel) {
  return {
    name: 'whole request',
    own: (count) => {
      for (let i = 0; i < count; i++) {
        const run = own.inference.start({
          model: MODELS[i & 3],
          endpoint: ENDPOINTS[i & 1],
          request_type: TYPES[i & 1],
          batch_size: SIZES[i & 3],
        });
        run.tokens(1);
        run.firstToken();
        run.tokens(49);
        run.succeed();
      }
    },
    prom: (count) => {
      for (let i = 0; i < count; i++) {
        const model = MODELS[i & 3];
        const request_type = TYPES[i & 1];
        const startedAt = performance.now();
        prom.active.inc({ model, request_type });
        prom.ttft.observe({ model }, (performance.now() - startedAt) / 1000);
        const seconds = (performance.now() - startedAt) / 1000;
        prom.latency.observe({ model, batch_size: INTERVALS[i & 3] }, seconds);
        prom.batch.observe({ model, request_type }, SIZES[i & 3]);
        prom.tokens.inc({ model, token_type: 'completion' }, 50);
        prom.requests.inc({ model, status: 'success', endpoint: ENDPOINTS[i & 1] });
        prom.active.dec({ model, request_type });
      }
    },
    otel: (count) => {
      for (let i = 0; i < count; i++) {
        const model = MODELS[i & 3];
        const request_type = TYPES[i & 1];
        const startedAt = performance.now();
        otel.active.add(1, { model, request_type });
        otel.ttft.record((performance.now() - startedAt) / 1000, { model });
        const seconds = (performance.now() - startedAt) / 1000;
        otel.latency.record(seconds, { model, batch_size: INTERVALS[i & 3] });
        otel.batch.record(SIZES[i & 3], { model, request_type });
        otel.tokens.add(50, { model, token_type: 'completion' });
        otel.requests.add(1, { model, status: 'success', endpoint: ENDPOINTS[i & 1] });
        otel.active.add(-1, { model, request_type });
      }
    },
  };
}

const ns = (value) => (value < 1000 ? `${value.toFixed(1)} ns` : `${(value / 1000).toFixed(2)} us`);
const ratio = (other, own) => `${(other / own).toFixed(1)}x`;
const line = (cells) => console.log(`| ${cells.join(' | ')} |`);

function printRecording(rows) {
  line([
    'operation',
    'this module',
    'prom-client 15',
    'OpenTelemetry SDK 2',
    'faster than prom-client',
    'than OpenTelemetry',
  ]);
  line(['---', '--:', '--:', '--:', '--:', '--:']);
  for (const row of rows) {
    const [own, prom, otel] = race([row.own, row.prom, row.otel]);
    line([row.name, ns(own), ns(prom), ns(otel), ratio(prom, own), ratio(otel, own)]);
  }
}

/**
 * 400 combinations of a counter and of a histogram with 11 buckets, as text. Reading a character makes V8 join the
 * pieces that a string is built of, which would otherwise fall to whoever sends it.
 */
async function printExposition(own, prom) {
  for (let i = 0; i < 400; i++) {
    const labels = { model: MODELS[i & 3], shard: i >> 2 };
    own.wideTotal.inc(labels, i * 1.5);
    prom.total.inc(labels, i * 1.5);
    for (const value of VALUES) {
      own.wideSeconds.observe(labels, value * (1 + i / 1000));
      prom.seconds.observe(labels, value * (1 + i / 1000));
    }
  }
  const times = { own: [], prom: [] };
  let lines = 0;
  for (let round = 0; round < 60; round++) {
    let start = performance.now();
    const text = own.text();
    text.charCodeAt(0);
    times.own.push(performance.now() - start);
    start = performance.now();
    (await prom.registry.metrics()).charCodeAt(0);
    times.prom.push(performance.now() - start);
    lines = text.match(/^bench_wide/gm).length;
    own.wideTotal.inc({ model: 'llama-7b', shard: round }, 0.25);
  }
  const [ownMs, promMs] = [times.own, times.prom].map((all) => all.sort((a, b) => a - b)[all.length >> 1]);
  const name = `exposition of ${lines.toLocaleString('en')} lines`;
  line([name, `${ownMs.toFixed(2)} ms`, `${promMs.toFixed(2)} ms`, '', ratio(promMs, ownMs), '']);
}

/** Garbage collections during ten million recordings on handles, in a process with nothing else to collect. */
function collections(path) {
  const program = `
    import { PerformanceObserver } from 'node:perf_hooks';
    const { metrics } = await import(${url(path)});
    const counter = metrics.inferenceRequestsTotal.with({ model: 'llama-7b', status: 'error', endpoint: '/v1/completions' });
    const histogram = metrics.inferenceLatencySeconds.with({ model: 'llama-7b', batch_size: 5 });
    const values = ${JSON.stringify(VALUES)};
    const record = (count) => {
      for (let i = 0; i < count; i++) {
        counter.inc();
        histogram.observe(values[i & 7]);
      }
    };
    record(100_000);
    gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
    let collections = 0;
    const observer = new PerformanceObserver((list) => { collections += list.getEntries().length; });
    observer.observe({ entryTypes: ['gc'] });
    record(5_000_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.log(collections);`;
  return inProcesses(program, { runs: 3, flags: ['--expose-gc'] });
}

const url = (path) => JSON.stringify(pathToFileURL(path).href);

const loadTime = (path) =>
  inProcesses(
    `const start = performance.now(); await import(${url(path)}); console.log(performance.now() - start);`,
  );

/** Bytes on the heap and in buffers once every series of the Ryot spec is there and has been rendered. */
function memory(path) {
  const program = `
    const used = () => { gc(); gc(); const { heapUsed, arrayBuffers } = process.memoryUsage(); return heapUsed + arrayBuffers; };
    const before = used();
    const { metrics } = await import(${url(path)});
    metrics._store.touched.fill(1);
    metrics.text(); metrics.openMetrics();
    console.log(used() - before);
    if (metrics.text() === '') throw new Error('nothing to expose');`;
  return inProcesses(program, { runs: 5, flags: ['--expose-gc'] });
}

const folder = await mkdtemp(join(tmpdir(), 'ryot-metrics-bench-'));
try {
  const generator = await loadGenerator(folder);
  const path = await emitModule(generator, here('bench.yaml'), folder, 'bench');
  const ryot = await emitModule(generator, here('../../spec/ryot.yaml'), folder, 'ryot');
  const { createMetrics } = await import(path);
  const own = createMetrics();
  const prom = promClient();
  const otel = openTelemetry();
  printRecording([
    ...recordingRows(own, prom, otel),
    ...handleRows(own, prom, otel),
    lifecycleRow(own, prom, otel),
  ]);
  await printExposition(createMetrics(), promClientWide());
  const [module, client, sdk] = [
    ryot,
    require.resolve('prom-client'),
    require.resolve('@opentelemetry/sdk-metrics'),
  ].map(loadTime);
  line([
    'load, Ryot spec',
    `${module.toFixed(1)} ms`,
    `${client.toFixed(1)} ms`,
    `${sdk.toFixed(1)} ms`,
    ratio(client, module),
    ratio(sdk, module),
  ]);
  line(['memory, all series of the Ryot spec', `${(memory(ryot) / 1024).toFixed(0)} KiB`, '', '', '', '']);
  line(['garbage collections in 10 million recordings', collections(path), '', '', '', '']);
} finally {
  await rm(folder, { recursive: true });
}
