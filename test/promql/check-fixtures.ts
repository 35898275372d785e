import type { ExpressionUse, PromqlCode } from '../../src/promql/problem.ts';

export interface Fixture {
  readonly use?: ExpressionUse;
  /** Expressions that earn the finding. */
  readonly fires: readonly string[];
  /** Correct expressions of the same kind. */
  readonly silent: readonly string[];
  /** The nearest honest uses: they look like the mistake and are none. */
  readonly honest: readonly string[];
}

const REQUESTS = 'ryot_inference_requests_total';
const LATENCY = 'ryot_inference_latency_seconds';

export const FIXTURES: Readonly<Record<PromqlCode, Fixture>> = {
  'promql/syntax': {
    fires: ['sum(', `rate(${REQUESTS}[5m]`, 'up > 0.5s'],
    silent: ['sum(up)'],
    honest: ['up # sum(', 'sum by (job,) (up)'],
  },
  'promql/type': {
    fires: ['rate(up)', 'sum(1)', '1 > 2', 'nope(up)', '{job=~".*"}'],
    silent: [`rate(${REQUESTS}[5m])`],
    honest: ['sum(vector(1))', '1 > bool 2', 'clamp_min(up, scalar(sum(up)))'],
  },
  'promql/regexp': {
    fires: ['up{job=~"(?=ryot)"}', 'up{job=~"ryot++"}', 'up{job=~"("}'],
    silent: ['up{job=~"ryot.*"}'],
    honest: ['up{job=~"(?i)RYOT"}', 'up{job=~"ry[[:alpha:]]t"}', 'up{job=~"(?P<n>ryot)"}'],
  },
  'promql/unsupported': {
    fires: [`histogram_avg(${LATENCY}_sum)`, 'sort_by_label(up, "job")', 'mad_over_time(up[5m])'],
    silent: ['sort(up)'],
    honest: ['holt_winters(up[1h], 0.5, 0.5)', `histogram_count(rate(${LATENCY}_sum[5m]))`],
  },
  'promql/top-level-type': {
    fires: ['up[5m]', '"text"', 'up[1h:5m]'],
    silent: ['up'],
    honest: ['max_over_time(up[5m])', '42'],
  },
  'promql/unknown-metric': {
    fires: ['ryot_inference_request_total', LATENCY, '{__name__="nope"}'],
    silent: [`rate(${REQUESTS}[5m])`],
    honest: ['{__name__=~"ryot_active.*"}', '{job="ryot"}', `rate(${LATENCY}_sum[5m])`],
  },
  'promql/unknown-label': {
    fires: [
      'up{modle="x"}',
      `sum by (modle) (rate(${REQUESTS}[5m]))`,
      `sum without (modle) (rate(${REQUESTS}[5m]))`,
      'up * on (modle) up',
      'up * on (instance) group_left (modle) up',
    ],
    silent: ['sum by (job) (up)'],
    honest: [
      'up{model=""}',
      'sum by (instance, job) (up)',
      'count_values by (job) ("x", up)',
      'label_replace(up, "x", "$1", "job", "(.*)")',
      'sum by (x) (label_replace(up, "x", "$1", "job", "(.*)"))',
    ],
  },
  'promql/label-gone': {
    fires: [
      `sum by (status) (sum by (model) (rate(${REQUESTS}[5m])))`,
      'sum by (job) (sum(up))',
      'sum(up) * on (job) sum(up)',
    ],
    silent: [`sum by (model) (sum by (model, status) (rate(${REQUESTS}[5m])))`],
    honest: [
      `sum without (status) (sum by (model) (rate(${REQUESTS}[5m])))`,
      `sum by (model) (rate(${REQUESTS}[5m])) * on () group_left () sum(up)`,
      `max by (model) (sum without (status) (rate(${REQUESTS}[5m])))`,
    ],
  },
  'promql/unknown-label-value': {
    fires: [
      `rate(${REQUESTS}{status="sucess"}[5m])`,
      `rate(${REQUESTS}{status!="ok"}[5m])`,
      `rate(${REQUESTS}{model=~"gpt4.*"}[5m])`,
      `rate(${REQUESTS}{status=~"error|fail"}[5m])`,
      'rate(ryot_tokens_generated_total{tenant="A B"}[5m])',
      'up{job=""}',
    ],
    silent: [`rate(${REQUESTS}{status="success"}[5m])`],
    honest: [
      'node_load1{zone=""}',
      `rate(${REQUESTS}{status=~"error|timeout"}[5m])`,
      `rate(${REQUESTS}{model=~"llama-.*"}[5m])`,
      'rate(ryot_tokens_generated_total{tenant="acme-1"}[5m])',
      `rate(${REQUESTS}{model!=""}[5m])`,
      'up{instance="10.0.0.1:9090"}',
    ],
  },
  'promql/impossible-selector': {
    fires: [
      `rate(${REQUESTS}{status="error",status="success"}[5m])`,
      `rate(${REQUESTS}{status="error",status!~"err.*"}[5m])`,
      'up{job!="ryot"}',
    ],
    silent: [`rate(${REQUESTS}{status="error"}[5m])`],
    honest: [
      'node_load1{zone=~"a|",zone!="a"}',
      `rate(${REQUESTS}{status=~"error|timeout",status!="timeout"}[5m])`,
      `rate(${REQUESTS}{status!~"success"}[5m])`,
      `rate(${REQUESTS}{status!="success"}[5m])`,
    ],
  },
  'promql/rate-of-gauge': {
    fires: ['rate(ryot_active_inference_requests[5m])', 'increase(up[5m])', 'rate(max(up)[5m:1m])'],
    silent: [`rate(${REQUESTS}[5m])`, 'deriv(up[5m])'],
    honest: [
      'changes(up[5m])',
      `rate(${LATENCY}_sum[5m])`,
      'delta(ryot_active_inference_requests[5m])',
      'rate(undeclared_thing[5m])',
      'rate(dcgm_untyped[5m])',
      'rate(native_seconds[5m])',
    ],
  },
  'promql/rate-of-sum': {
    fires: [
      `rate(sum(${REQUESTS})[5m:1m])`,
      'rate(ryot:requests:sum[5m])',
      `increase(sum by (model) (${REQUESTS})[1h:1m])`,
    ],
    silent: [`sum(rate(${REQUESTS}[5m]))`],
    honest: [
      `max_over_time(sum(rate(${REQUESTS}[5m]))[1h:1m])`,
      `rate(${REQUESTS}[5m:30s])`,
      'deriv(ryot:requests:sum[5m])',
    ],
  },
  'promql/counter-without-rate': {
    fires: [
      `${REQUESTS} unless on (instance) up`,
      REQUESTS,
      `sum by (model) (${REQUESTS})`,
      `${REQUESTS} > 100`,
      `histogram_quantile(0.9, ${LATENCY}_bucket)`,
    ],
    silent: [`rate(${REQUESTS}[5m])`],
    honest: [
      `absent(${REQUESTS})`,
      `count by (model) (${REQUESTS})`,
      `up unless on (instance) ${REQUESTS}`,
      `time() - timestamp(${REQUESTS})`,
      `max_over_time(${REQUESTS}[5m])`,
    ],
  },
  'promql/missing-le': {
    fires: [
      `histogram_quantile(0.9, sum by (model) (rate(${LATENCY}_bucket[5m])))`,
      `histogram_quantile(0.9, rate(${LATENCY}_sum[5m]))`,
      'histogram_quantile(0.9, up)',
      'histogram_quantile(0.9, rpc_duration_seconds)',
    ],
    silent: [`histogram_quantile(0.9, sum by (le, model) (rate(${LATENCY}_bucket[5m])))`],
    honest: [
      `histogram_quantile(0.9, sum without (instance) (rate(${LATENCY}_bucket[5m])))`,
      `histogram_quantile(0.9, rate(${LATENCY}_bucket[5m]))`,
      'histogram_quantile(0.9, sum(rate(native_seconds[5m])))',
      'histogram_quantile(0.9, label_replace(up, "le", "1", "job", ".*"))',
    ],
  },
  'promql/summed-buckets': {
    fires: [
      `sum by (model) (rate(${LATENCY}_bucket[5m]))`,
      `sum(increase(${LATENCY}_bucket[5m]))`,
      `sum(rate(${LATENCY}_bucket{le=~"0.5|0.1"}[5m]))`,
    ],
    silent: [`sum by (le) (rate(${LATENCY}_bucket[5m]))`],
    honest: [
      `sum by (model) (rate(${LATENCY}_bucket{le="0.5"}[5m]))`,
      `sum(rate(${LATENCY}_bucket{le=~"1|1\\\\.0"}[5m]))`,
      `count(rate(${LATENCY}_bucket[5m]))`,
    ],
  },
  'promql/unknown-boundary': {
    fires: [
      `rate(${LATENCY}_bucket{le="0.3"}[5m])`,
      `rate(${LATENCY}_bucket{le="500ms"}[5m])`,
      `rate(${LATENCY}_bucket{le=~"0.5|0.7"}[5m])`,
      `rate(${LATENCY}_bucket{le=~"7.*"}[5m])`,
    ],
    silent: [`rate(${LATENCY}_bucket{le="0.5"}[5m])`],
    honest: [
      `rate(${LATENCY}_bucket{le="0.50"}[5m])`,
      `rate(${LATENCY}_bucket{le="+Inf"}[5m])`,
      `rate(${LATENCY}_bucket{le=~"10|10\\\\.0"}[5m])`,
    ],
  },
  'promql/boundary-spelling': {
    fires: [
      `rate(${LATENCY}_bucket{le="1"}[5m])`,
      `rate(${LATENCY}_bucket{le="1.0"}[5m])`,
      `rate(${LATENCY}_bucket{le!="10"}[5m])`,
    ],
    silent: [`rate(${LATENCY}_bucket{le=~"1|1\\\\.0"}[5m])`],
    honest: [
      `rate(${LATENCY}_bucket{le="2.5"}[5m])`,
      `rate(${LATENCY}_bucket{le=~"1(\\\\.0)?"}[5m])`,
      `rate(${LATENCY}_bucket{le="+Inf"}[5m])`,
    ],
  },
  'promql/quantile-out-of-range': {
    fires: [
      `histogram_quantile(95, sum by (le) (rate(${LATENCY}_bucket[5m])))`,
      'quantile(-0.1, up)',
      'quantile_over_time(1.5, up[5m])',
    ],
    silent: ['quantile(0.5, up)'],
    honest: ['quantile(1, up)', 'quantile(0, up)', 'quantile(95 / 100, up)'],
  },
  'promql/never-matches': {
    fires: [
      'up / sum(up)',
      `sum by (model) (rate(${REQUESTS}[5m])) / sum by (status) (rate(${REQUESTS}[5m]))`,
      `rate(${REQUESTS}{status="error"}[5m]) / rate(${REQUESTS}{status="success"}[5m])`,
      'up and sum(up)',
    ],
    silent: ['up / on () group_left () sum(up)'],
    honest: [
      'up or sum(up)',
      `rate(${REQUESTS}{status="error"}[5m]) / ignoring (status) rate(${REQUESTS}{status="success"}[5m])`,
      'up / ignoring (job, instance) group_left () sum(up)',
      'up and on () (sum(up) > 1)',
    ],
  },
  'promql/many-to-many': {
    fires: [
      `rate(${REQUESTS}[5m]) / ignoring (status) rate(${REQUESTS}{status="success"}[5m])`,
      `up * on (job) group_left () ryot_active_inference_requests`,
      `sum by (model, status) (rate(${REQUESTS}[5m])) / on (model) sum by (model) (rate(${REQUESTS}[5m]))`,
    ],
    silent: [
      `sum by (model, status) (rate(${REQUESTS}[5m])) / on (model) group_left () sum by (model) (rate(${REQUESTS}[5m]))`,
    ],
    honest: [
      `sum by (model, status) (rate(${REQUESTS}{status="error"}[5m])) / on (model) sum by (model) (rate(${REQUESTS}[5m]))`,
      'up and on (job) ryot_active_inference_requests',
      'ryot_active_inference_requests * on (instance) group_left (revision) up or ryot_active_inference_requests',
      'sum(up) / on () count(up)',
    ],
  },
  'promql/divides-by-itself': {
    fires: [
      `rate(${REQUESTS}{status="error"}[5m]) / rate(${REQUESTS}[5m])`,
      `sum by (model, status) (rate(${REQUESTS}{status="error"}[5m])) / sum by (model, status) (rate(${REQUESTS}[5m]))`,
      `rate(${REQUESTS}[5m]) / rate(${REQUESTS}{status="error"}[5m])`,
    ],
    silent: [
      `sum by (model) (rate(${REQUESTS}{status="error"}[5m])) / sum by (model) (rate(${REQUESTS}[5m]))`,
    ],
    honest: [
      `sum(rate(${REQUESTS}{status="error"}[5m])) / sum(rate(${REQUESTS}[5m]))`,
      `rate(${REQUESTS}{status="error"}[5m]) / ignoring (status) group_left () sum without (status) (rate(${REQUESTS}[5m]))`,
      `rate(${REQUESTS}{status="error"}[5m]) / rate(${REQUESTS}[1h])`,
    ],
  },
  'promql/unsafe-division': {
    use: 'recording',
    fires: [
      `avg(rate(${LATENCY}_sum[5m]) / rate(${LATENCY}_count[5m]))`,
      `avg_over_time((sum(rate(${REQUESTS}{status="error"}[5m])) / sum(rate(${REQUESTS}[5m])))[1h:5m])`,
      `sum(rate(${LATENCY}_sum[5m])) / sum(rate(${LATENCY}_count[5m])) != 0`,
    ],
    silent: [`sum(rate(${LATENCY}_sum[5m])) / sum(rate(${LATENCY}_count[5m]))`],
    honest: [
      'avg(ryot_active_inference_requests / ryot_model_loaded_timestamp_seconds)',
      `avg(rate(${LATENCY}_sum[5m]) / (rate(${LATENCY}_count[5m]) > 0))`,
      `count(rate(${LATENCY}_sum[5m]) / rate(${LATENCY}_count[5m]) > 1)`,
      'avg(ryot_active_inference_requests / 60)',
      `max(rate(${LATENCY}_sum[5m]) / rate(${LATENCY}_count[5m]))`,
    ],
  },
  'promql/never-true': {
    fires: [
      'ryot_cache_hit_ratio > 50',
      `histogram_quantile(0.95, sum by (le) (rate(${LATENCY}_bucket[5m]))) > 500`,
      'ryot_gpu_memory_percentage > 100',
      `rate(${REQUESTS}[5m]) < 0`,
      `sum(rate(${REQUESTS}{status="error"}[5m])) / sum(rate(${REQUESTS}[5m])) > 5`,
    ],
    silent: ['ryot_cache_hit_ratio < 0.5'],
    honest: [
      'ryot_cache_hit_ratio * 100 > 50',
      'ryot_gpu_memory_percentage >= 100',
      `rate(${REQUESTS}[5m]) == 0`,
      `sum(rate(${REQUESTS}[5m])) > 5`,
      `histogram_quantile(0.95, sum by (le) (rate(${LATENCY}_bucket[5m]))) > 5`,
    ],
  },
  'promql/always-true': {
    fires: [
      'ryot_active_inference_requests >= 0',
      'ryot_gpu_memory_percentage <= 100',
      '200 > ryot_gpu_memory_percentage',
      `rate(${REQUESTS}[5m]) > -1`,
    ],
    silent: ['ryot_active_inference_requests > 0'],
    honest: [
      'ryot_active_inference_requests - 5 >= 0',
      'up == 1',
      'vector(1) > 0',
      'ryot_gpu_memory_percentage < 100',
    ],
  },
  'promql/implausible-threshold': {
    use: 'alert',
    fires: [
      `rate(${LATENCY}_sum[5m]) / rate(${LATENCY}_count[5m]) > 500`,
      `sum(rate(${LATENCY}_sum[5m])) / sum(rate(${LATENCY}_count[5m])) > 250`,
      `sum by (model) (rate(${LATENCY}_sum[5m])) / sum by (model) (rate(${LATENCY}_count[5m])) >= 1000`,
    ],
    silent: [`rate(${LATENCY}_sum[5m]) / rate(${LATENCY}_count[5m]) > 0.5`],
    honest: [
      `rate(${LATENCY}_sum[5m]) / rate(${LATENCY}_count[5m]) > 30`,
      `1000 * rate(${LATENCY}_sum[5m]) / rate(${LATENCY}_count[5m]) > 500`,
      `rate(${LATENCY}_count[5m]) > 500`,
      'time() - ryot_model_loaded_timestamp_seconds > 86400',
    ],
  },
  'promql/threshold-unit': {
    use: 'alert',
    fires: [
      'redis_fragmentation_ratio > 95',
      'max(node_disk_used_percent) >= 0.95',
      '0.2 > node_disk_used_percent',
      'rpc_duration_seconds{quantile="0.99"} > 500',
      'histogram_quantile(0.99, rate(native_seconds[5m])) > 250',
    ],
    silent: ['redis_fragmentation_ratio > 0.95', 'node_disk_used_percent > 95'],
    honest: [
      'redis_fragmentation_ratio > 1.5',
      'node_disk_used_percent > 0',
      'rpc_duration_seconds{quantile="0.99"} > 0.5',
      'rpc_duration_seconds * 1000 > 500',
      'node_disk_used_percent / 100 > 0.95',
      'time() - ryot_model_loaded_timestamp_seconds > 500',
      'ryot_gpu_memory_percentage > 0.5',
    ],
  },
  'promql/average-of-quantiles': {
    fires: [
      'avg(rpc_duration_seconds{quantile="0.99"})',
      'sum by (method) (rpc_duration_seconds{quantile="0.99"})',
      'avg_over_time(rpc_duration_seconds{quantile="0.99"}[5m])',
      `avg(histogram_quantile(0.9, sum by (model, le) (rate(${LATENCY}_bucket[5m]))))`,
      'avg(1000 * max_over_time(rpc_duration_seconds[5m]))',
    ],
    silent: ['max(rpc_duration_seconds{quantile="0.99"})'],
    honest: [
      'sum(rate(rpc_duration_seconds_sum[5m])) / sum(rate(rpc_duration_seconds_count[5m]))',
      `histogram_quantile(0.9, sum by (le) (rate(${LATENCY}_bucket[5m])))`,
      `sum by (model) (histogram_quantile(0.9, sum by (model, le) (rate(${LATENCY}_bucket[5m]))))`,
      'avg_over_time(ryot_gpu_memory_percentage[5m])',
      'count(rpc_duration_seconds > 0.5)',
    ],
  },
  'promql/unit-mismatch': {
    fires: [
      'ryot_gpu_memory_percentage > ignoring (device_id, model) group_left () ryot_cache_hit_ratio',
      'sum(ryot_active_inference_requests) + sum(ryot_model_loaded_timestamp_seconds)',
      'time() - ryot_active_inference_requests',
      `sum(rate(${REQUESTS}[5m])) - sum(ryot_active_inference_requests)`,
      'ryot_model_loaded_timestamp_seconds - on () group_left () db_wait',
      'ryot_model_loaded_timestamp_seconds / on () group_left () db_wait',
      'db_wait > dcgm_last_seen',
    ],
    silent: ['sum(ryot_active_inference_requests) + sum(ryot_active_inference_requests)'],
    honest: [
      'time() - ryot_model_loaded_timestamp_seconds',
      'ryot_gpu_memory_percentage / 100 > ignoring (device_id, model) group_left () ryot_cache_hit_ratio',
      `sum(increase(${REQUESTS}[5m])) - sum(ryot_active_inference_requests)`,
      'ryot_active_inference_requests * ryot_model_loaded_timestamp_seconds',
      'ryot_model_loaded_timestamp_seconds - on () group_left () db_wait / 1e6',
      `sum(rate(${REQUESTS}{status="error"}[5m])) / sum(rate(${REQUESTS}[5m])) > scalar(avg(ryot_cache_hit_ratio))`,
    ],
  },
  'promql/short-range': {
    fires: [`rate(${REQUESTS}[30s])`, `increase(${REQUESTS}[45s])`, 'deriv(ryot:requests:sum[1m])'],
    silent: [`rate(${REQUESTS}[5m])`],
    honest: [
      `rate(${REQUESTS}[1m])`,
      'max_over_time(up[30s])',
      `irate(${REQUESTS}[30s])`,
      'deriv(ryot:requests:sum[2m])',
    ],
  },
  'promql/beyond-retention': {
    fires: [
      `rate(${REQUESTS}[30d])`,
      'up offset 15d',
      'max_over_time(up[10d] offset 5d)',
      'max_over_time(sum(up offset 10d)[5d:1h])',
    ],
    silent: ['up offset 7d'],
    honest: [`rate(${REQUESTS}[14d])`, 'up offset -15d', 'max_over_time(up[10d] offset 4d)'],
  },
  'promql/no-condition': {
    use: 'alert',
    fires: ['up', `sum(rate(${REQUESTS}[5m]))`, 'up > bool 0.5', 'topk(3, up)', '1'],
    silent: ['up == 0'],
    honest: [
      'absent(up)',
      'up unless on (instance) ryot_cache_hit_ratio',
      'count(up == 0)',
      '(up > 0.5) or (up == 0)',
      'ryot_cache_hit_ratio and on (instance) up == 1',
    ],
  },
  'promql/fires-when-healthy': {
    use: 'alert',
    fires: [
      `sum(rate(${REQUESTS}{status="error"}[1h])) / sum(rate(${REQUESTS}[1h])) < 0.001`,
      'sum(rate(ryot_inference_errors_total[5m])) < 1',
      `0.01 > sum(rate(${REQUESTS}{status=~"error|timeout"}[1h])) / sum(rate(${REQUESTS}[1h]))`,
    ],
    silent: [`sum(rate(${REQUESTS}{status="error"}[1h])) / sum(rate(${REQUESTS}[1h])) > 0.001`],
    honest: [
      `sum(rate(${REQUESTS}{status="success"}[1h])) / sum(rate(${REQUESTS}[1h])) < 0.999`,
      `1 - sum(rate(${REQUESTS}{status="error"}[1h])) / sum(rate(${REQUESTS}[1h])) < 0.999`,
      `sum(rate(${REQUESTS}{status!="error"}[1h])) < 1`,
    ],
  },
  'promql/fragile-topk': {
    use: 'alert',
    fires: [
      'topk(3, ryot_active_inference_requests) > 5',
      'sum by (model) (topk(3, ryot_active_inference_requests)) > 5',
      'ryot_active_inference_requests > 5 and bottomk(1, ryot_active_inference_requests)',
    ],
    silent: ['ryot_active_inference_requests > 5'],
    honest: [
      'sum(topk(3, ryot_active_inference_requests)) > 5',
      'sum(up) < scalar(topk(1, sum(up)))',
      'max(bottomk(3, ryot_active_inference_requests)) > 5',
    ],
  },
};
