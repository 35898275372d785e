#!/usr/bin/env bash
# Runs the tests of the instrumentation module under a newer Node than the one at hand, which is all that the module
# asks of a service; then loads the module there as TypeScript, with the registry that needs such a Node.
# Usage: .ci/newer-node.sh [MAJOR], 22 unless given. The programs are kept in .cache/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

major="${1:-22}"
folder=".cache/node-$major"
mkdir -p "$folder"
if [[ ! -x "$folder/node_modules/node/bin/node" || ! -d "$folder/node_modules/@prometheus-io/client" ]]; then
  printf '{ "private": true, "type": "module" }\n' >"$folder/package.json"
  npm install --prefix "$folder" --no-audit --no-fund --no-save --force "node@$major" @prometheus-io/client@0.16.1
fi
# The package named node is a few links around the program of this machine's kind.
node="$(cd "$folder" && pwd)/node_modules/node/bin/node"
printf 'Node %s\n' "$("$node" --version)"

"$node" node_modules/vitest/vitest.mjs run test/typescript

cp test/typescript/golden/shop-metrics.ts "$folder/shop-metrics.ts"
cat >"$folder/successor.mjs" <<'PROGRAM'
import { strict as assert } from 'node:assert';
import { AggregatorRegistry, collectDefaultMetrics, Registry } from '@prometheus-io/client';
import { metrics } from './shop-metrics.ts';

metrics.latencySeconds.observe({ model: 'bitnet-7b', batch_size: 3 }, 0.2, 'trace');
metrics.queueDepth.collect((gauge) => gauge.set(3));
const registry = new Registry();
registry.setDefaultLabels({ pod: 'p' });
collectDefaultMetrics({ register: registry });
metrics.registerWith(registry);
const text = await registry.metrics();
assert.match(text, /^shop_queue_depth\{pod="p"\} 3$/m);
assert.match(text, /^shop_latency_seconds_bucket\{model="bitnet-7b",batch_size="2-4",le="0\.25",pod="p"\} 1$/m);
assert.match(text, /^process_cpu_seconds_total/m);

const openMetrics = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
metrics.registerWith(openMetrics);
assert.match(await openMetrics.metrics(), /le="0\.25"\} 1 # \{trace_id="trace"\} 0\.2 [\d.]+\n[\s\S]*# EOF\n$/);

const plain = new Registry();
metrics.registerWith(plain);
const json = JSON.parse(JSON.stringify(await plain.getMetricsAsJSON()));
assert.match(await AggregatorRegistry.aggregate([json, json]).metrics(), /^shop_queue_depth 6$/m);

plain.resetMetrics();
assert.doesNotMatch(metrics.text(), /^shop_latency_seconds_count/m);
console.log('@prometheus-io/client takes the module');
PROGRAM
"$node" "$folder/successor.mjs"
