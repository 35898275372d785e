// Does not compile, at every line that follows such a comment: an unused one is an error, too.
import { metrics } from '../golden/shop-metrics.ts';

const labels = { model: 'bitnet-7b', status: 'success', endpoint: '/v1/completions' } as const;
declare const anyText: string;

// @ts-expect-error a label value outside the bound
metrics.requestsTotal.inc({ ...labels, model: 'gpt-5' });
// @ts-expect-error a text that nobody has checked
metrics.requestsTotal.inc({ ...labels, model: anyText });
// @ts-expect-error a label is missing
metrics.requestsTotal.inc({ model: 'bitnet-7b', status: 'success' });
// @ts-expect-error a label that the metric does not have
metrics.requestsTotal.with({ ...labels, user_id: '7' }).inc();
// @ts-expect-error no labels
metrics.requestsTotal.inc();
// @ts-expect-error labels of another metric
metrics.gpuMemoryPercentage.set({ model: 'bitnet-7b' }, 1);
// @ts-expect-error observe on a counter
metrics.requestsTotal.observe(labels, 1);
// @ts-expect-error set on a counter
metrics.requestsTotal.set(labels, 1);
// @ts-expect-error dec on a counter
metrics.requestsTotal.dec(labels);
// @ts-expect-error inc on a histogram
metrics.latencySeconds.inc({ model: 'bitnet-7b', batch_size: 1 });
// @ts-expect-error a gauge is set to a number
metrics.queueDepth.set('7');
// @ts-expect-error an integer outside its interval
metrics.gpuMemoryPercentage.set({ device_id: 8 }, 1);
// @ts-expect-error an interval takes the number, not its name
metrics.latencySeconds.observe({ model: 'bitnet-7b', batch_size: '5-8' }, 1);
// @ts-expect-error a timer of a histogram that does not measure seconds
metrics.batchSize.startTimer({ model: 'bitnet-7b' });
// @ts-expect-error a metric that the spec does not have
metrics.unknownTotal.inc();
// @ts-expect-error a handle of a counter does not observe
metrics.requestsTotal.with(labels).observe(1);
// @ts-expect-error an operation without its labels
metrics.inference.start({ model: 'bitnet-7b' });

const run = metrics.inference.start({
  model: 'bitnet-7b',
  endpoint: '/v1/completions',
  region: 'eu',
  batch_size: 1,
});
// @ts-expect-error an outcome label outside its bound
run.fail('nonsense');
// @ts-expect-error an outcome without its label
run.fail();
// @ts-expect-error a mark without its amount
run.tokens();
// @ts-expect-error an outcome that the spec does not have
run.explode();
