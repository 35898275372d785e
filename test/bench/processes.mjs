// What is measured in processes of their own.
import { pathToFileURL } from 'node:url';
import { inProcesses } from './measure.mjs';
import { VALUES } from './rows.mjs';

const url = (path) => JSON.stringify(pathToFileURL(path).href);

/** Garbage collections during ten million recordings on handles, in a process with nothing else to collect. */
export function collections(path) {
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
    // Until it is compiled, V8 boxes every number that it handles; the compiler works beside the program.
    for (let round = 0; round < 20; round++) {
      record(50_000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
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

/** Ten million recordings with random label values: by how much the heap and the exposition grow after the first. */
export function growth(path, what) {
  const program = `
    const { metrics } = await import(${url(path)});
    let state = 42;
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 4;
    const text = () => random().toString(36);
    const record = (count) => {
      for (let i = 0; i < count; i++) {
        metrics.inferenceRequestsTotal.inc({ model: text(), status: text(), endpoint: text() });
        metrics.wideTotal.inc({ model: 'llama-7b', shard: random() % 200 });
        metrics.inferenceLatencySeconds.observe({ model: 'llama-7b', batch_size: (random() % 50) - 5 }, random());
        metrics.tenantRequestsTotal.inc({ tenant: text() });
      }
    };
    const measures = {
      series: () => metrics.text().match(/^[^#]/gm).length,
      heap: () => {
        gc();
        gc();
        return process.memoryUsage().heapUsed;
      },
    };
    record(250_000);
    metrics.text();
    const before = measures.${what}();
    record(2_250_000);
    metrics.text();
    console.log(measures.${what}() - before);`;
  return inProcesses(program, { runs: 1, flags: ['--expose-gc'] });
}

/** Milliseconds to import a module in a fresh process. */
export const loadTime = (path) =>
  inProcesses(
    `const start = performance.now(); await import(${url(path)}); console.log(performance.now() - start);`,
  );

/** Bytes on the heap and in buffers once every series of the Ryot spec is there and has been rendered. */
export function memory(path) {
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
