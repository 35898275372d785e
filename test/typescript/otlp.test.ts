import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import {
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, test } from 'vitest';
import type { Label } from '../../src/model/label.ts';
import type { Tool } from '../../src/toolchain/find.ts';
import { startServer } from '../support/server.ts';
import { modelOf, specText } from './build-model.ts';
import { importModule } from './load-module.ts';
import { parseExposition } from './parse-exposition.ts';

const path = process.env['PROMETHEUS_3'];
const STRATEGIES = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];

type Labels = Readonly<Record<string, string | number>>;
type Recorder = { readonly name: string } & Partial<
  Record<'inc' | 'set' | 'observe', (...args: readonly (Labels | number)[]) => void>
>;
interface RyotModule {
  createMetrics(): { text(): string; otelProducer(): MetricProducer };
}

const spec = specText('../../spec/ryot.yaml');

/** Some value of a label, as a program gives it. */
function someValue({ bound, values = [] }: Label): string | number {
  if (bound.kind === 'ranges') return bound.upper[0] ?? 1;
  return bound.kind === 'integers' ? bound.from : (values[0] ?? 'a');
}

/** The metrics of the reference spec, each holding a value. */
async function recorded() {
  const { createMetrics } = await importModule<RyotModule>(spec);
  const metrics = createMetrics();
  const recorders = new Map(
    Object.values(metrics as unknown as Readonly<Record<string, Recorder>>).map((recorder) => [
      recorder.name,
      recorder,
    ]),
  );
  for (const { name, type, labels } of modelOf(spec).metrics.values()) {
    const given = Object.fromEntries(labels.map((label) => [label.name, someValue(label)]));
    const recorder = recorders.get(name);
    const record = { counter: recorder?.inc, gauge: recorder?.set, histogram: recorder?.observe }[type];
    record?.call(recorder, ...(labels.length === 0 ? [] : [given]), 1);
  }
  return metrics;
}

const expected = (metrics: { text(): string }) =>
  [
    ...new Set([...parseExposition(metrics.text()).series.keys()].map((key) => key.replace(/\{.*/, ''))),
  ].sort();

test('Every metric of the reference spec holds a value', async () => {
  const names = expected(await recorded());
  for (const { name, type } of modelOf(spec).metrics.values()) {
    expect(names).toContain(type === 'histogram' ? `${name}_sum` : name);
  }
});

describe.skipIf(path === undefined)('The OTLP receiver of Prometheus 3', () => {
  test.each(STRATEGIES)('keeps the names of all metrics with %s', async (strategy) => {
    const metrics = await recorded();
    const folder = mkdtempSync(join(tmpdir(), 'ryot-metrics-otlp-'));
    const configFile = join(folder, 'prometheus.yml');
    writeFileSync(configFile, JSON.stringify({ otlp: { translation_strategy: strategy } }));
    const tool: Tool = { name: 'prometheus', path: path ?? 'prometheus', version: '3.16.0' };
    const args = ['--web.enable-otlp-receiver'];
    const running = await startServer(tool, { configFile, dataDir: join(folder, 'data'), args });
    const exporter = new OTLPMetricExporter({ url: `${running.url}/api/v1/otlp/v1/metrics` });
    const reader = new PeriodicExportingMetricReader({
      exporter,
      metricProducers: [metrics.otelProducer()],
    });
    const provider = new MeterProvider({ readers: [reader] });
    try {
      await provider.forceFlush();
      let found: string[] = [];
      for (let attempt = 0; attempt < 50 && found.length === 0; attempt++) {
        await sleep(100);
        const response = await fetch(`${running.url}/api/v1/label/__name__/values`);
        found = ((await response.json()) as { data: string[] }).data;
      }
      expect(found.filter((name) => name !== 'target_info')).toEqual(expected(metrics));
    } finally {
      await provider.shutdown();
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
