import { describe, expect, test } from 'vitest';
import type { Flow } from '../../src/promql/flow.ts';
import { inferFlow } from '../../src/promql/infer.ts';
import { parseExpression } from '../../src/promql/parse.ts';
import { RYOT } from './ryot.catalogue.ts';

function flowOf(text: string): Flow {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('; '));
  return inferFlow(parsed.ast, RYOT, { evaluationInterval: 30 }).root;
}

/** `guaranteed model=a|b`, for reading. */
function label(text: string, name: string): string {
  const { status, values, reason } = flowOf(text).labels.get(name);
  return `${status} ${values.kind === 'closed' ? values.values.join('|') : values.kind} (${reason.kind})`;
}

const REQUESTS = 'ryot_inference_requests_total';
const LATENCY = 'ryot_inference_latency_seconds';

describe('labels', () => {
  test.each([
    [
      'a declared label is on every series',
      REQUESTS,
      'status',
      'guaranteed success|error|timeout (declared)',
    ],
    ['a label without a declaration is on none', REQUESTS, 'color', 'impossible  (undeclared)'],
    [
      'a matcher narrows the values',
      `${REQUESTS}{status!="error"}`,
      'status',
      'guaranteed success|timeout (matched)',
    ],
    [
      'a regexp narrows the values',
      `${REQUESTS}{status=~"e.*|timeout"}`,
      'status',
      'guaranteed error|timeout (matched)',
    ],
    [
      'a literal narrows an open set',
      'ryot_tokens_generated_total{tenant=~"a|b"}',
      'tenant',
      'guaranteed a|b (matched)',
    ],
    [
      'by keeps the label',
      `sum by (status) (${REQUESTS})`,
      'status',
      'guaranteed success|error|timeout (declared)',
    ],
    ['by takes every other label away', `sum by (status) (${REQUESTS})`, 'model', 'impossible  (aggregated)'],
    [
      'without takes the label away',
      `sum without (status) (${REQUESTS})`,
      'status',
      'impossible  (aggregated)',
    ],
    [
      'topk keeps labels outside its grouping',
      `topk by (model) (1, ${REQUESTS})`,
      'status',
      'guaranteed success|error|timeout (declared)',
    ],
    ['count_values adds its label', 'count_values("v", up)', 'v', 'guaranteed unknown (set)'],
    ['rate takes the name away', `rate(${REQUESTS}[5m])`, '__name__', 'impossible  (dropped)'],
    ['a comparison keeps the name', 'up > 0', '__name__', 'guaranteed up (declared)'],
    [
      'histogram_quantile takes le away',
      `histogram_quantile(0.9, rate(${LATENCY}_bucket[5m]))`,
      'le',
      'impossible  (dropped)',
    ],
    ['on keeps only its labels', 'up * on (job) up', 'instance', 'impossible  (joined)'],
    [
      'group_left brings a label over',
      'ryot_gpu_memory_percentage * on (instance) group_left (revision) ryot_build_info',
      'revision',
      'guaranteed open (declared)',
    ],
    [
      'two sides agree on the values both have',
      `sum by (status) (${REQUESTS}{status!="error"}) + sum by (status) (${REQUESTS}{status!="success"})`,
      'status',
      'guaranteed timeout (matched)',
    ],
    [
      'or gives what either side has',
      'sum by (job) (up) or sum by (instance) (up)',
      'job',
      'possible ryot (declared)',
    ],
    [
      'unless keeps the left side',
      'up unless on () ryot_build_info',
      'instance',
      'guaranteed open (declared)',
    ],
    [
      'label_replace by a constant',
      'label_replace(up, "team", "ml", "job", "ryot")',
      'team',
      'guaranteed ml (set)',
    ],
    [
      'label_replace that cannot match',
      'label_replace(up, "team", "ml", "job", "other")',
      'team',
      'impossible  (undeclared)',
    ],
    [
      'label_replace as a copy',
      `label_replace(${REQUESTS}, "outcome", "$1", "status", "(.*)")`,
      'outcome',
      'guaranteed success|error|timeout (set)',
    ],
    [
      'label_join of a label that is there',
      'label_join(up, "x", "-", "job")',
      'x',
      'guaranteed unknown (set)',
    ],
    ['absent takes labels from its matchers', 'absent(up{job="ryot"})', 'job', 'guaranteed ryot (matched)'],
    ['absent takes no other label', 'absent(up{job="ryot"})', 'instance', 'impossible  (dropped)'],
    ['an optional label may be missing', 'node_load1', 'zone', 'possible a|b (declared)'],
    ['a matcher can require it', 'node_load1{zone!=""}', 'zone', 'guaranteed a|b (matched)'],
    ['or forbid it', 'node_load1{zone=""}', 'zone', 'impossible  (matched)'],
    ['an undeclared metric can have any label', 'nope', 'x', 'possible unknown (unknown)'],
    [
      'a record has the labels of its declaration',
      'ryot:requests:sum',
      'instance',
      'impossible  (undeclared)',
    ],
  ])('%s', (_, text, name, expected) => {
    expect(label(text, name)).toBe(expected);
  });
});

describe('numbers of series', () => {
  test.each([
    // 4 models x 3 statuses x 2 endpoints x 3 targets.
    [REQUESTS, 72],
    [`${REQUESTS}{status="error"}`, 24],
    [`${REQUESTS}{status=~"error|timeout"}`, 48],
    [`${REQUESTS}{status="nope"}`, 0],
    [`sum by (model) (rate(${REQUESTS}[5m]))`, 4],
    [`sum without (instance) (rate(${REQUESTS}[5m]))`, 24],
    [`sum(rate(${REQUESTS}[5m]))`, 1],
    // 7 boundaries and +Inf, each counted once though it may be spelt in two ways.
    [`sum by (le) (rate(${LATENCY}_bucket[5m]))`, 8],
    [`histogram_quantile(0.9, rate(${LATENCY}_bucket[5m]))`, 12],
    [`rate(${LATENCY}_bucket{le=~"1|1\\\\.0"}[5m])`, 12],
    [`topk(3, ${REQUESTS})`, 3],
    [`topk by (model) (3, ${REQUESTS})`, 12],
    ['up or ryot_active_inference_requests', 15],
    ['up and ryot_cache_hit_ratio', 3],
    ['up * on (instance) group_right () ryot_active_inference_requests', 12],
    ['absent(up)', 1],
    // Two zones, and the series without one.
    ['sum by (zone) (node_load1)', 3],
    ['sum by (zone) (node_load1{zone="a"})', 1],
    // The first of three series, at each of three moments.
    ['max_over_time(topk(1, up)[2m:1m])', 3],
    ['max_over_time(sum(up)[2m:1m])', 1],
    ['vector(1)', 1],
    ['time()', 1],
    ['nope', Number.POSITIVE_INFINITY],
    ['sum(nope)', 1],
  ])('%s gives at most %d', (text, series) => {
    expect(flowOf(text).series).toBe(series);
  });
});

describe('samples that one evaluation reads', () => {
  test.each([
    ['up', 3],
    // 3 series at one sample every 15 s.
    ['rate(up[5m])', 60],
    ['sum(up) / count(up)', 6],
    // 10 steps of 3 series each.
    ['max_over_time(up[10m:1m])', 30],
    // Without a step, one of every evaluation interval.
    ['max_over_time(up[10m:])', 60],
    // Records come once in every evaluation.
    ['deriv(ryot:requests:sum[5m])', 40],
    ['1 + 1', 0],
  ])('%s reads %d', (text, samples) => {
    expect(flowOf(text).samples).toBe(samples);
  });
});

describe('kinds, units and ranges', () => {
  test.each([
    [REQUESTS, 'counter', 'requests'],
    [`rate(${REQUESTS}[5m])`, 'gauge', 'requests/seconds'],
    [`increase(${REQUESTS}[5m])`, 'gauge', 'requests'],
    [`sum(${REQUESTS})`, 'counter', 'requests'],
    [`histogram_quantile(0.9, sum by (le) (rate(${LATENCY}_bucket[5m])))`, 'gauge', 'seconds'],
    [`sum(rate(${LATENCY}_sum[5m])) / sum(rate(${LATENCY}_count[5m]))`, 'gauge', 'seconds'],
    [`sum(rate(${REQUESTS}{status="error"}[5m])) / sum(rate(${REQUESTS}[5m]))`, 'gauge', '1'],
    [
      'sum(rate(ryot_tokens_generated_total[5m])) / sum(ryot_active_inference_requests)',
      'gauge',
      'tokens/requests*seconds',
    ],
    ['ryot_cache_hit_ratio * 100', 'gauge', undefined],
    ['time()', 'gauge', 'seconds'],
  ])('%s is a %s in %s', (text, kind, unit) => {
    expect({ kind: flowOf(text).kind, unit: flowOf(text).unit }).toEqual({ kind, unit });
  });

  test.each([
    ['ryot_cache_hit_ratio', { min: 0, max: 1 }],
    ['1 - ryot_cache_hit_ratio', { min: 0, max: 1 }],
    ['sum(ryot_cache_hit_ratio)', { min: 0 }],
    ['max(ryot_gpu_memory_percentage) / 100', { min: 0, max: 1 }],
    [`histogram_quantile(0.9, rate(${LATENCY}_bucket[5m]))`, { min: 0.009, max: 10 }],
    [`sum(rate(${LATENCY}_bucket{le="0.5"}[5m])) / sum(rate(${LATENCY}_count[5m]))`, { min: 0, max: 1 }],
    ['clamp(ryot_model_loaded_timestamp_seconds, 1, 5)', { min: 1, max: 5 }],
    ['up > bool 1', { min: 0, max: 1 }],
    ['ryot_gpu_memory_percentage > 85', { min: 85, max: 100 }],
    ['sum(ryot_active_inference_requests) / count(up)', { min: 0 }],
    [
      `sum(rate(${REQUESTS}{status="error"}[5m])) / on () group_right () sum by (model) (rate(${REQUESTS}[5m]))`,
      { min: 0 },
    ],
    ['ryot_active_inference_requests{model="llama-7b"} / ryot_active_inference_requests', { min: 0, max: 1 }],
    ['ryot_model_loaded_timestamp_seconds{model="llama-7b"} / ryot_model_loaded_timestamp_seconds', {}],
  ])('%s lies within %o', (text, range) => {
    expect(flowOf(text).range).toEqual(range);
  });
});
