import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Label } from '../../src/model/label.ts';
import type { ExternalMetric, Metric } from '../../src/model/metric.ts';
import type { Model } from '../../src/model/model.ts';

/** Values of an open label, and combinations of a metric, that the workload makes up at most. */
const OPEN_VALUES = 3;
const MOST_COMBINATIONS = 300;

/**
 * Serves an exposition of every declared and external metric on 127.0.0.1: all combinations of labels, counters that
 * grow with each scrape, gauges that swing within their range.
 */
export async function serveWorkload(
  model: Model,
): Promise<{ readonly server: Server; readonly address: string }> {
  let scrape = 0;
  const server = createServer((_, response) => {
    scrape += 1;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(exposition(model, scrape));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function exposition(model: Model, scrape: number): string {
  const own = [...model.metrics.values(), ...model.external.values()].filter(({ name }) => name !== 'up');
  return `${own.flatMap((metric) => linesOf(metric, scrape)).join('\n')}\n`;
}

function linesOf(metric: Metric | ExternalMetric, scrape: number): string[] {
  const combinations = combinationsOf(metric.labels).slice(0, MOST_COMBINATIONS);
  const lines = combinations.flatMap((labels, index) => samplesOf(metric, labels, index, scrape));
  return [`# TYPE ${metric.name} ${metric.type}`, ...lines];
}

type Pairs = readonly (readonly [string, string])[];

function samplesOf(metric: Metric | ExternalMetric, labels: Pairs, index: number, scrape: number): string[] {
  const wave = 1 + Math.sin((scrape + 7 * index) / 9);
  // A bad outcome is rarer than a good one, so that ratios look like those of a service.
  const rare = labels.some(([, value]) => /error|timeout|fail|oom|critical/.test(value)) ? 0.002 : 1;
  const count = Math.round(20 * scrape + 20 * wave) * rare;
  if (metric.type === 'counter') return [line(metric.name, labels, count)];
  if (metric.type === 'gauge') return [line(metric.name, labels, gaugeValue(metric, wave))];
  const bounds = metric.buckets.map(({ le }) => le);
  const usual = Math.floor(bounds.length * 0.35) + (index % 2);
  const buckets = bounds.map((le, at) =>
    line(`${metric.name}_bucket`, [...labels, ['le', String(le)]], Math.round(count * share(at, usual))),
  );
  const mean = bounds[Math.max(0, usual - 1)] ?? 1;
  return [
    ...buckets,
    line(`${metric.name}_bucket`, [...labels, ['le', '+Inf']], Math.round(count)),
    line(`${metric.name}_sum`, labels, count * mean),
    line(`${metric.name}_count`, labels, Math.round(count)),
  ];
}

/** Most observations lie around the usual bucket. */
function share(at: number, usual: number): number {
  return 1 / (1 + Math.exp(2 * (usual - 1.5 - at)));
}

function gaugeValue(metric: Metric | ExternalMetric, wave: number): number {
  const range = metric.origin === 'declared' ? metric.range : {};
  const usual: Partial<Record<string, number>> = {
    celsius: 80,
    watts: 500,
    bytes: 8e10,
    ratio: 1,
    percent: 100,
  };
  const max = range.max ?? usual[metric.unit] ?? 20;
  const min = range.min ?? 0;
  return min + (max - min) * (0.3 + 0.25 * wave);
}

function line(name: string, labels: Pairs, value: number): string {
  const written = labels.map(([label, text]) => `${label}=${JSON.stringify(text)}`).join(',');
  return `${name}{${written}} ${value}`;
}

function combinationsOf(labels: readonly Label[]): Pairs[] {
  return labels.reduce<Pairs[]>(
    (all, label) =>
      all.flatMap((pairs) => valuesOf(label).map((value): Pairs => [...pairs, [label.name, value]])),
    [[]],
  );
}

function valuesOf({ values, name }: Label): readonly string[] {
  return values ?? Array.from({ length: OPEN_VALUES }, (_, index) => `${name}${index}`.replaceAll('_', ''));
}
