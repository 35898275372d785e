import { labelsNamed } from '../model/label.ts';
import { metricNamed } from '../model/metric.ts';
import type { Model, Service } from '../model/model.ts';
import type { Recording } from '../model/recording.ts';
import { matchersOf, matchesAll } from '../model/selector.ts';
import type { RulePlan } from '../plan/plan.ts';
import type { LabelReader } from '../plan/series-catalogue.ts';
import { type Expr, type VectorSelector, walk } from '../promql/ast.ts';
import { parseExpression } from '../promql/parse.ts';
import { LABEL } from '../slo/names.ts';
import { type Driven, drive } from './drive.ts';
import { evaluate, NotSteady, nameless, type Sample } from './evaluate.ts';
import { twoLevels } from './levels.ts';
import { type Measurement, recordedBy, windowOf } from './measurement.ts';
import { clean, decimal, inputInterval, roundUp } from './numbers.ts';
import type { RuleTest, SampleCheck, TestFile } from './rule-test.ts';
import { type LabelSet, SECOND_INSTANCE, sampleLabels, withLabel } from './sample-labels.ts';
import { EDGES, Series } from './series.ts';

/** Value tests of the recordings of the spec, a file of tests for each file of rules. */
export function recordingFiles(model: Model, plan: RulePlan, labelsOf: LabelReader): TestFile[] {
  const fileOf = new Map(
    plan.groups.flatMap(({ file, rules }) =>
      rules.flatMap((rule): [string, string][] =>
        rule.kind === 'record' && rule.origin.kind === 'recording' ? [[rule.record, file]] : [],
      ),
    ),
  );
  return [...new Set(fileOf.values())].map((file) => ({
    name: file === 'recordings' ? 'recordings' : `${file}-recordings`,
    about: 'The value of each recording.',
    ruleFiles: [file],
    evaluationInterval: model.service.ruleInterval,
    tests: model.recordings.flatMap((recording) =>
      fileOf.get(recording.record) === file ? recordingTests(model, recording, labelsOf) : [],
    ),
  }));
}

/** Tests of one recording; empty where its value cannot be told. */
function recordingTests(model: Model, recording: Recording, labelsOf: LabelReader): RuleTest[] {
  const measurement = recordedBy(recording.definition);
  return measurement === undefined
    ? expressionTests(model, recording, labelsOf)
    : measuredTests(model, recording.record, measurement);
}

/** One level, then another: the window shows in what is recorded between the two. */
function measuredTests({ service }: Model, record: string, measurement: Measurement): RuleTest[] {
  const window = windowOf(measurement);
  const step = service.ruleInterval;
  const interval = inputInterval(service, window);
  const stretch = roundUp(window, step) + 2 * step;
  const [before, after] = twoLevels(measurement);
  const count = Math.round(stretch / interval);
  const driven = drive(
    measurement,
    [
      { count, level: before },
      { count, level: after, busy: 2 },
    ],
    interval,
    service,
  );
  if (driven === undefined) return [];
  const labels = recorded(service, driven.labels);
  const last = 2 * stretch - step;
  const middle = stretch + Math.max(step, Math.floor(window / 2 / step) * step);
  return [
    {
      name: `${record} follows its ${measurement.kind === 'gauge' && window === 0 ? 'series' : 'window'}`,
      interval,
      input: driven.input,
      samples: [
        exactly(record, stretch - step, [{ labels, value: before }]),
        ...(window === 0 ? [] : between(record, { ...driven, labels }, middle, [before, after])),
        exactly(record, last, [{ labels, value: after }]),
      ],
    },
    ...idleTest(record, measurement, last, interval, service),
  ];
}

/** Labels of a recorded series: the rule sets that of the service. */
function recorded(service: Service, labels: LabelSet): LabelSet {
  return new Map([...labels, [LABEL.service, service.name]]);
}

/** A share, a mean or a quantile of nothing is nothing: neither NaN nor infinite. */
function idleTest(
  record: string,
  measurement: Measurement,
  at: number,
  interval: number,
  service: Service,
): RuleTest[] {
  if (!['ratio', 'mean', 'quantile'].includes(measurement.kind)) return [];
  const idle = drive(measurement, [{ count: Math.round(at / interval), level: 'idle' }], interval, service);
  if (idle === undefined) return [];
  const samples = [{ at, expr: record, expected: [] }];
  return [{ name: `${record} has no value without traffic`, interval, input: idle.input, samples }];
}

/** The values, rounded beyond the noise of float arithmetic. */
function exactly(record: string, at: number, values: readonly Sample[]): SampleCheck {
  const expected = values.map(({ labels, value }) => ({ labels, value: Number(value.toFixed(6)) }));
  return { at, expr: `round(${record}, 0.000001)`, expected };
}

/** The value while one level gives way to the other, as near as the edges of ranges allow; nothing if that says nothing. */
function between(record: string, driven: Driven, at: number, levels: readonly number[]): SampleCheck[] {
  const values = EDGES.map((edge) => driven.valueAt(at, edge) ?? Number.NaN);
  const value = clean(values.reduce((sum, each) => sum + each, 0) / values.length);
  const spread = Math.max(...values.map((each) => Math.abs(each - value)));
  const slack = clean(spread * 1.2 + Math.abs(value) * 0.01);
  if (!levels.every((level) => Math.abs(level - value) > 2 * slack)) return [];
  const expr = `abs(${record} - ${decimal(value)}) < bool ${decimal(slack)}`;
  return [{ at, expr, expected: [{ labels: driven.labels, value: 1 }] }];
}

/** Values of the steady series that an expression is tried on: no two alike. */
const TRIAL = [0.25, 0.5, 0.375, 0.625, 0.75, 0.875, 0.125, 0.9375];

/** A raw expression on steady series. What it reads of other recordings is given as input. */
function expressionTests(model: Model, { record, definition }: Recording, labelsOf: LabelReader): RuleTest[] {
  if (definition.kind !== 'expr') return [];
  const { service } = model;
  const parsed = parseExpression(definition.expr, { version: service.prometheus });
  if (!parsed.ok) return [];
  const inputs = trialInputs(model, parsed.ast, labelsOf);
  if (inputs === undefined) return [];
  const results = steadyResults(parsed.ast, inputs);
  if (results === undefined || results.length === 0) return [];
  const still = inputs.map((trial) => ({ ...trial, value: 0 }));
  return [
    trialTest(
      service,
      parsed.ast,
      record,
      'has the value of its expression on steady series',
      inputs,
      results,
    ),
    ...(steadyResults(parsed.ast, still)?.length === 0
      ? [trialTest(service, parsed.ast, record, 'has no value while everything it reads is zero', still, [])]
      : []),
  ];
}

function trialTest(
  service: Service,
  ast: Expr,
  record: string,
  words: string,
  inputs: readonly Trial[],
  results: readonly Sample[],
): RuleTest {
  const at = roundUp(longestRange(ast), service.ruleInterval) + 2 * service.ruleInterval;
  const interval = inputInterval(service, 0);
  const count = Math.ceil(at / interval) + 1;
  return {
    name: `${record} ${words}`,
    interval,
    input: inputs.map(({ name, labels, value, counter }) =>
      counter
        ? new Series(name, labels, 'counter', [{ count, value: clean(value * interval) }])
        : new Series(name, labels, 'gauge', [{ count, value }]),
    ),
    samples: [
      exactly(
        record,
        at,
        results.map((each) => {
          const { labels, value } = nameless(each, each.value);
          return { labels: recorded(service, labels), value };
        }),
      ),
    ],
  };
}

interface Trial {
  readonly name: string;
  readonly labels: LabelSet;
  /** A counter grows by `value` a second, a gauge stands at it. */
  readonly value: number;
  readonly counter: boolean;
}

/** Two series for each selector, alike for selectors of one metric; undefined where one cannot be made. */
function trialInputs(model: Model, ast: Expr, labelsOf: LabelReader): Trial[] | undefined {
  const trials = new Map<string, Trial>();
  let complete = true;
  const add = (selector: VectorSelector, counter: boolean) => {
    const name = selector.name?.name ?? '';
    for (const labels of trialLabels(model, selector, labelsOf) ?? []) {
      const key = JSON.stringify([name, [...labels]]);
      const value = TRIAL[trials.size % TRIAL.length] ?? 1;
      if (!trials.has(key)) trials.set(key, { name, labels, value, counter });
    }
    complete &&= [...trials.values()].some((trial) => trial.name === name && trial.counter === counter);
  };
  walk(ast, (node) => {
    if (node.type === 'call' && node.args[0]?.type === 'matrix')
      add(node.args[0].selector, /^(?:rate|irate|increase)$/.test(node.func));
    if (node.type === 'vector') {
      const known = [...trials.values()].some(({ name }) => name === node.name?.name);
      if (!known) add(node, false);
    }
  });
  return complete ? [...trials.values()] : undefined;
}

function trialLabels(
  model: Model,
  { name, matchers }: VectorSelector,
  labelsOf: LabelReader,
): LabelSet[] | undefined {
  if (name === undefined) return undefined;
  const metric = metricNamed(model, name.name);
  const wanted = matchersOf(matchers);
  if (metric !== undefined) {
    const of = { metric, matchers: wanted, text: name.name, path: [] };
    const first = sampleLabels({ service: model.service, of });
    if (first === undefined) return undefined;
    const other = withLabel(first, 'instance', SECOND_INSTANCE);
    return matchesAll(wanted, other) ? [first, other] : [first];
  }
  const labels = labelsOf(name.name);
  if (labels === undefined) return undefined;
  // The values that a metric would be sampled with, so that both sides of an operator match.
  const values = new Map(
    [...labels].map((label) => [label, labelsNamed(model, label)[0]?.values?.[0] ?? 'one'] as const),
  );
  for (const { label, op, value } of wanted) if (op === '=') values.set(label, value);
  return matchesAll(wanted, values) ? [values] : undefined;
}

function steadyResults(ast: Expr, trials: readonly Trial[]): readonly Sample[] | undefined {
  try {
    const results = evaluate(ast, (selector, what) => {
      const wanted = matchersOf(selector.matchers);
      return trials
        .filter(({ name, labels }) => name === selector.name?.name && matchesAll(wanted, labels))
        .map(({ name, labels, value, counter }) => {
          if (counter !== (what === 'rate')) throw new NotSteady(name);
          return { labels: new Map([['__name__', name], ...labels]), value };
        });
    });
    return typeof results === 'number' ? undefined : results;
  } catch (error) {
    if (error instanceof NotSteady) return undefined;
    throw error;
  }
}

function longestRange(ast: Expr): number {
  let longest = 0;
  walk(ast, (node) => {
    if (node.type === 'matrix') longest = Math.max(longest, node.range.ms / 1000);
  });
  return longest;
}
