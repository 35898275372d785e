// Compiles where the library knows `using` declarations.
import { metrics } from '../golden/shop-metrics.ts';

export function handle(): void {
  using run = metrics.inference.start({
    model: 'bitnet-7b',
    endpoint: '/v1/completions',
    region: 'eu',
    batch_size: 1,
  });
  run.succeed();
}
