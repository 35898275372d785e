import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { emitTypescript } from '../../src/emit/typescript/emit.ts';
import type { Label } from '../../src/model/label.ts';
import type { ExternalMetric, Metric } from '../../src/model/metric.ts';
import type { Model } from '../../src/model/model.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { asJavaScript } from '../typescript/load-module.ts';

/** Values of an open label, and combinations of a metric, that the workload makes up at most. */
const OPEN_VALUES = 3;
const MOST_COMBINATIONS = 300;
const EVENTS_PER_SCRAPE = 20;

type Labels = Readonly<Record<string, string | number>>;
/** A metric of the generated module: its labels come first where it has any. */
type Recorder = { readonly name: string } & Partial<
  Record<'inc' | 'set' | 'observe', (...args: readonly (Labels | number)[]) => void>
>;
interface Instrumentation {
  createMetrics(): { text(): string | Promise<string> };
}

/**
 * Serves the generated module of a model on 127.0.0.1, driven through every label combination: counters and
 * histograms that grow with each scrape, gauges that swing within their range. Metrics of others are added as text.
 */
export async function serveWorkload(
  model: Model,
): Promise<{ readonly server: Server; readonly address: string }> {
  const [file] = emitTypescript(model, planRules(model));
  if (file === undefined) throw new Error('the spec asks for no module');
  const { createMetrics } = (await import((await asJavaScript(file.content)).href)) as Instrumentation;
  const metrics = createMetrics();
  const recorders = new Map(
    Object.values(metrics as Readonly<Record<string, Recorder>>).map((recorder) => [recorder.name, recorder]),
  );
  let scrape = 0;
  const server = createServer(async (_, response) => {
    scrape += 1;
    for (const metric of model.metrics.values()) drive(metric, recorders.get(metric.name), scrape);
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`${await metrics.text()}${othersText(model, scrape)}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function drive(metric: Metric, recorder: Recorder | undefined, scrape: number): void {
  for (const [index, labels] of combinationsOf(metric.labels).slice(0, MOST_COMBINATIONS).entries()) {
    const args = metric.labels.length === 0 ? [] : [labels];
    // A bad outcome is rarer than a good one, so that ratios look like those of a service.
    const isRare = Object.values(labels).some((value) =>
      /error|timeout|fail|oom|critical/.test(String(value)),
    );
    const wave = 1 + Math.sin((scrape + 7 * index) / 9);
    if (metric.type === 'gauge') {
      recorder?.set?.(...args, gaugeValue(metric, wave));
    } else if (metric.type === 'counter') {
      recorder?.inc?.(...args, EVENTS_PER_SCRAPE * (isRare ? 0.002 : 1));
    } else {
      for (const value of observations(metric, index)) recorder?.observe?.(...args, value);
    }
  }
}

/** Most lie in the usual bucket, one below it and one in the last, so that budgets are spent. */
function observations({ buckets }: Metric, index: number): number[] {
  const usual = Math.floor(buckets.length * 0.35) + (index % 2);
  const at = (position: number) => buckets[Math.min(Math.max(position, 0), buckets.length - 1)]?.le ?? 1;
  return [at(usual - 1), ...Array<number>(EVENTS_PER_SCRAPE - 2).fill(at(usual)), at(buckets.length - 1)];
}

function othersText(model: Model, scrape: number): string {
  const others = [...model.external.values()].filter(({ name }) => name !== 'up');
  return others
    .flatMap((metric) => [
      `# TYPE ${metric.name} ${metric.type}`,
      ...combinationsOf(metric.labels).map((labels, index) => {
        const written = Object.entries(labels).map(
          ([label, value]) => `${label}=${JSON.stringify(String(value))}`,
        );
        const wave = 1 + Math.sin((scrape + 7 * index) / 9);
        return `${metric.name}{${written.join(',')}} ${gaugeValue(metric, wave)}`;
      }),
    ])
    .map((line) => `${line}\n`)
    .join('');
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

function combinationsOf(labels: readonly Label[]): Labels[] {
  return labels.reduce<Labels[]>(
    (all, label) =>
      all.flatMap((some) => valuesOf(label).map((value): Labels => ({ ...some, [label.name]: value }))),
    [{}],
  );
}

/** As a program gives them: numbers for the labels that take numbers. */
function valuesOf({ bound, values, name }: Label): readonly (string | number)[] {
  switch (bound.kind) {
    case 'ranges':
      return [...bound.upper, (bound.upper.at(-1) ?? 0) + 1];
    case 'integers':
      return Array.from({ length: bound.to - bound.from + 1 }, (_, index) => bound.from + index);
    case 'values':
      return values ?? [];
    case 'open':
      return Array.from({ length: OPEN_VALUES }, (_, index) => `${name}${index}`.replaceAll('_', ''));
  }
}
