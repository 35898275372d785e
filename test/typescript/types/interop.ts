// Compiles against the packages that a program may have: no cast is needed.
import { createServer } from 'node:http';
import {
  InMemoryMetricExporter,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { type AggregatorRegistry, Registry } from 'prom-client';
import { metrics } from '../golden/shop-metrics.ts';

metrics.registerWith(new Registry());
declare const cluster: AggregatorRegistry<typeof Registry.PROMETHEUS_CONTENT_TYPE>;
metrics.registerWith(cluster);
createServer(metrics.handler);
const producer: MetricProducer = metrics.otelProducer();
new PeriodicExportingMetricReader({ exporter: new InMemoryMetricExporter(1), metricProducers: [producer] });
