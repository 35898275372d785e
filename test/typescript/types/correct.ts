// Compiles: what the module is for. The compiler checks it under the strictest settings, without any package.
import { type InferenceRun, isModel, type Metrics, type Model, metrics } from '../golden/shop-metrics.ts';

const labels = { model: 'bitnet-7b', status: 'success', endpoint: '/v1/completions' } as const;

metrics.requestsTotal.inc(labels);
metrics.requestsTotal.inc(labels, 2, 'trace');
metrics.requestsTotal.with(labels).inc();
metrics.restartsTotal.inc();
metrics.latencySeconds.observe({ model: 'llama-7b', batch_size: 12 }, 0.5);
metrics.gpuMemoryPercentage.set({ device_id: 7 }, 50);
metrics.tokensTotal.inc({ model: 'llama-7b', tenant: 'any text' }, 3);
const seconds: number = metrics.latencySeconds.startTimer({ model: 'llama-7b', batch_size: 1 })();
metrics.queueDepth.collect((gauge) => gauge.set(seconds));
metrics.queueDepth.collect(async (gauge) => gauge.set(1), { timeout: 10 });

const run: InferenceRun = metrics.inference.start({
  model: 'gpt2-small',
  endpoint: '/v1/chat/completions',
  region: 'elsewhere',
  batch_size: 3,
});
run.firstToken();
run.tokens(49, 'acme');
run.fail('oom');

export function fromOutside(name: string): Model | undefined {
  return isModel(name) ? name : undefined;
}

export const typed: Metrics = metrics;
