// Prints, as a Markdown table, what the generated module costs beside prom-client and the OpenTelemetry SDK.
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTelemetry, promClient, promClientWide } from './contestants.mjs';
import { emitModule, loadGenerator } from './load.mjs';
import { race } from './measure.mjs';
import { collections, growth, loadTime, memory } from './processes.mjs';
import { freshRow, handleRows, lifecycleRow, MODELS, recordingRows, turnsRow, VALUES } from './rows.mjs';

const require = createRequire(import.meta.url);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const ns = (value) => (value < 1000 ? `${value.toFixed(1)} ns` : `${(value / 1000).toFixed(2)} us`);
const ratio = (other, own) => `${(other / own).toFixed(1)}x`;
const line = (cells) => console.log(`| ${cells.join(' | ')} |`);

function printHead() {
  line([
    'operation',
    'this module',
    'prom-client 15',
    'OpenTelemetry SDK 2',
    'faster than prom-client',
    'than OpenTelemetry',
  ]);
  line(['---', '--:', '--:', '--:', '--:', '--:']);
}

function printRecording(rows) {
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

/** The inference operation of the reference spec, which records more than the design's request. */
function printRyotRequest({ inference }) {
  const labels = {
    model: 'bitnet-7b',
    endpoint: '/v1/completions',
    request_type: 'interactive',
    generation_mode: 'streaming',
    priority_level: 'normal',
    batch_size: 8,
  };
  const [own] = race([
    (count) => {
      for (let i = 0; i < count; i++) {
        const run = inference.start(labels);
        run.prompt(20);
        run.scheduled();
        run.firstToken();
        run.tokens(49);
        run.succeed();
      }
    },
  ]);
  line(['whole request, Ryot spec', ns(own), '', '', '', '']);
}

function printLoading(path) {
  const [own, client, sdk] = [
    path,
    require.resolve('prom-client'),
    require.resolve('@opentelemetry/sdk-metrics'),
  ].map(loadTime);
  const milliseconds = [own, client, sdk].map((time) => `${time.toFixed(1)} ms`);
  line(['load, Ryot spec', ...milliseconds, ratio(client, own), ratio(sdk, own)]);
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
  printHead();
  printRecording([
    ...recordingRows(own, prom, otel),
    ...handleRows(own, prom, otel),
    lifecycleRow(own, prom, otel),
  ]);
  printRyotRequest((await import(ryot)).createMetrics());
  await printExposition(createMetrics(), promClientWide());
  const [counter] = recordingRows(own, prom, otel);
  const after = { ...counter, name: 'counter, 3 labels, after that' };
  printRecording([turnsRow(own, prom, otel), freshRow(own, prom, otel), after]);
  printLoading(ryot);
  const kib = (bytes) => `${Math.round(bytes / 1024)} KiB`;
  const alone = (name, value) => line([name, value, '', '', '', '']);
  alone('memory, all series of the Ryot spec', kib(memory(ryot)));
  alone('garbage collections in 10 million recordings on handles', collections(path));
  alone('heap growth in 10 million recordings with random labels', kib(growth(path, 'heap')));
  alone('series added by them after the first million', growth(path, 'series'));
} finally {
  await rm(folder, { recursive: true });
}
