import type { Slo } from '../../../model/slo.ts';
import * as names from '../../../slo/names.ts';
import { errorBudget, objective, shortest, type Tier } from '../../../slo/tiers.ts';
import { isFromRecords } from '../../../slo/windows.ts';
import { alertSample, check, firingCheck, firingExpression } from './checks.ts';
import { expandAnnotations } from './expand.ts';
import { inputInterval, roundUp } from './levels.ts';
import { clean } from './numbers.ts';
import { otherLabels } from './samples.ts';
import { Series } from './series.ts';
import { type SloInput, sloInput, type Traffic } from './slo-input.ts';
import { type SloUnderTest, samplesIn, seriesLabels } from './slo-tests.ts';
import type { ExpectedAlert, RuleTest, SampleCheck, TestFile } from './test-file.ts';

/** Events a second: few, since a guard against none must not drop them. */
const EVENTS = 0.5;
/** How long the steady tests run: the length over which a raw window of an hour is half filled. */
const STEADY = 1800;

/** Tests of the records and of all tiers at once, at the pace of the rules. */
export function stateFile(subject: SloUnderTest): TestFile[] {
  const { model, slo } = subject;
  const tests =
    slo.sli.kind === 'threshold'
      ? [...sliceRecords(subject), ...failure(subject), ...quiet(subject)]
      : [
          ...steadyRecords(subject),
          ...failure(subject),
          ...subject.tiers.flatMap(({ tier }) => nearThreshold(subject, tier)),
          ...quiet(subject),
        ];
  if (tests.length === 0) return [];
  return [
    {
      name: `slo-${slo.id}`,
      about: `What is recorded for ${slo.id}, and its alerts when all is bad, good or silent.`,
      ruleFiles: [subject.file],
      evaluationInterval: model.service.ruleInterval,
      tests,
    },
  ];
}

/** Input of one kind of traffic from the beginning on. */
function steady(subject: SloUnderTest, seconds: number, traffic: Omit<Traffic, 'count'>) {
  const { model, slo, windows } = subject;
  const interval = inputInterval(model.service, Math.min(windows.base, ...windows.measured));
  const input = sloInput(model, slo, [{ ...traffic, count: samplesIn(seconds, interval) }], { interval });
  return input && { interval, input };
}

/** Counters begin at 0 with the test: a raw window of w seconds holds t / w of the rate after t seconds. */
function steadyRecords(subject: SloUnderTest): RuleTest[] {
  const { slo, windows } = subject;
  const budget = errorBudget(slo);
  const bad = budget.lte(0) ? 0.25 : Number(budget.div(2).toString());
  const at = roundUp(STEADY, subject.model.service.ruleInterval);
  const made = steady(subject, at, { events: EVENTS, bad });
  if (made === undefined) return [];
  const { input, interval } = made;
  const record = recordCheck(subject, input, at);
  const filled = (window: number) =>
    isFromRecords(window, windows) || window === windows.period ? undefined : Math.min(1, at / window);
  const rates = [...windows.measured, windows.period].flatMap((window) => {
    const share = filled(window);
    return [
      ...(share === undefined
        ? []
        : [
            record(names.totalRate(window), EVENTS * share),
            record(names.badRate(window), EVENTS * bad * share),
          ]),
      record(names.errorRatio(window), bad),
      ...(budget.lte(0) ? [] : [record(names.burnRate(window), 0.5)]),
    ];
  });
  const { ruleInterval } = subject.model.service;
  const filling = windows.measured
    .filter((window) => window <= at)
    .flatMap((window) => {
      const half = roundUp(window / 2, ruleInterval);
      const then = recordCheck(subject, input, half);
      return [
        then(names.totalRate(window), (EVENTS * half) / window),
        then(names.badRate(window), (EVENTS * bad * half) / window),
      ];
    });
  const left = budget.lte(0)
    ? []
    : [record(names.BUDGET_REMAINING, 0.5), record(names.TIME_TO_EXHAUSTION, slo.window)];
  return [
    {
      name: `${slo.id}: half of the error budget is spent`,
      interval,
      input: input.input,
      samples: [...constants(subject, at), ...filling, ...rates, ...left],
    },
  ];
}

/** An hour of bad slices, then half an hour of good ones. */
function sliceRecords(subject: SloUnderTest): RuleTest[] {
  const { model, slo, windows } = subject;
  const { scrapeInterval: interval, ruleInterval } = model.service;
  const [bad, good] = [roundUp(3600, ruleInterval), roundUp(1800, ruleInterval)];
  const at = bad + good;
  const traffic = [
    { count: samplesIn(bad, interval), events: 1, bad: 1 },
    { count: samplesIn(good, interval), events: 1, bad: 0 },
  ];
  const input = sloInput(model, slo, traffic, { interval });
  if (input === undefined) return [];
  const labels = seriesLabels(subject, input.labels);
  const record = recordCheck(subject, input, at);
  const near = [...windows.measured, windows.period].map((window): SampleCheck => {
    const inWindow = Math.min(window, at);
    const expected = clean(Math.max(0, inWindow - good) / inWindow);
    // A sample more or less at the edge of the window.
    const slack = clean((4 * ruleInterval) / inWindow + 0.001);
    return {
      at,
      expr: `abs(${names.errorRatio(window)}{${names.LABEL.slo}="${slo.id}"} - ${expected}) < bool ${slack}`,
      expected: [{ labels, value: 1 }],
    };
  });
  const all = [...windows.measured, windows.period];
  const worst = recordCheck(subject, input, bad - ruleInterval);
  const perSecond = all.flatMap((window) => [
    record(names.totalRate(window), 1 / ruleInterval),
    worst(names.badRate(window), 1 / ruleInterval),
  ]);
  return [
    {
      name: `${slo.id}: an hour of bad slices, then half an hour of good ones`,
      interval,
      input: input.input,
      samples: [
        ...constants(subject, at),
        record(names.SLICES, 1),
        record(names.SLICES_BAD, 0),
        worst(names.SLICES_BAD, 1),
        ...perSecond,
        ...near,
      ],
    },
  ];
}

/** The value of a record, rounded beyond the noise of float arithmetic. */
function recordCheck(subject: SloUnderTest, input: SloInput, at: number) {
  const labels = seriesLabels(subject, input.labels);
  return (record: string, value: number): SampleCheck => {
    const series = `${record}{${names.LABEL.slo}="${subject.slo.id}"}`;
    const short = value < 10_000 && Math.abs(Number(value.toFixed(6)) - value) <= value * 1e-9;
    if (short) {
      const expected = [{ labels, value: Number(value.toFixed(6)) }];
      return { at, expr: `round(${series}, 0.000001)`, expected };
    }
    // Eight digits, as a whole number: what is rounded to a fraction has noise of its own.
    const power = 8 - Math.ceil(Math.log10(value));
    const scale = power > 0 ? `* ${10 ** power}` : `/ ${10 ** -power}`;
    const scaled = power > 0 ? value * 10 ** power : value / 10 ** -power;
    return { at, expr: `round(${series} ${scale})`, expected: [{ labels, value: Math.round(scaled) }] };
  };
}

function constants(subject: SloUnderTest, at: number): SampleCheck[] {
  const { slo, facts } = subject;
  const labels = seriesLabels(subject, new Map());
  const select = (record: string) => `${record}{${names.LABEL.slo}="${slo.id}"}`;
  const constant = (record: string, value: number, more: ReadonlyMap<string, string> = new Map()) => ({
    at,
    expr: select(record),
    expected: [{ labels: new Map([['__name__', record], ...labels, ...more]), value }],
  });
  return [
    constant(names.INFO, 1, facts),
    constant(names.OBJECTIVE, shortest(objective(slo))),
    constant(names.ERROR_BUDGET, shortest(errorBudget(slo))),
  ];
}

/** Everything is bad: every tier fires, with all its labels and annotations. */
function failure(subject: SloUnderTest): RuleTest[] {
  const { model, slo, tiers } = subject;
  const [first] = tiers;
  if (first === undefined) return [];
  const { ruleInterval } = model.service;
  const slices = slo.sli.kind === 'threshold';
  const at = roundUp(Math.max(600, slices ? (slo.minEvents ?? 0) * 1.2 * ruleInterval : 0), ruleInterval);
  // So many that the floor is passed at once: then nothing but a wait could hold an alert back.
  const events = Math.max(EVENTS, slo.minEvents ?? 0);
  const made = steady(subject, at, { events, bad: 1 });
  if (made === undefined) return [];
  const { labels } = made.input;
  const value = clean(1 / Number(errorBudget(slo).toString()));
  // More than the whole budget is gone, so nothing is left to be gone.
  const facts = { value, labels, hoursLeft: 0 };
  const expected = tiers.map(({ rule }) => ({
    labels: new Map([...labels, ...rule.labels]),
    annotations: expandAnnotations(rule.annotations, facts),
  }));
  return [
    {
      name: `${slo.id}: every tier fires when everything is bad`,
      interval: made.interval,
      input: made.input.input,
      alerts: [{ at, alert: first.rule.alert, expected }],
      samples:
        slo.minEvents !== undefined && slices ? [] : [atOnce(first.rule.alert, expected, 2 * ruleInterval)],
    },
  ];
}

/** No tier waits: each fires with the first evaluations that have something to read. */
function atOnce(alert: string, expected: readonly ExpectedAlert[], at: number): SampleCheck {
  return {
    at,
    expr: firingExpression(alert),
    expected: expected.map(({ labels }) => ({ labels: alertSample({ alert, labels }, new Map()), value: 1 })),
  };
}

/** Error ratios barely above and barely below that of the tier. */
function nearThreshold(subject: SloUnderTest, tier: Tier): RuleTest[] {
  const { slo, tiers, model } = subject;
  const rule = tiers.find((each) => each.tier === tier)?.rule;
  if (rule === undefined) return [];
  const at = roundUp(900, model.service.ruleInterval);
  const events = Math.max(EVENTS, Math.ceil(((slo.minEvents ?? 0) / at) * 4));
  const selecting = `, ${names.LABEL.tier}="${names.tierName(tier)}"`;
  const just = [
    { bad: clean(Math.min(1, tier.ratio * 1.02)), fires: true, words: 'fires just above' },
    { bad: clean(tier.ratio * 0.98), fires: false, words: 'is silent just below' },
  ];
  return just.flatMap(({ bad, fires, words }) => {
    const made = steady(subject, at, { events, bad });
    if (made === undefined) return [];
    return [
      {
        name: `${slo.id}: ${names.tierName(tier)} ${words} a burn rate of ${tier.factor}`,
        interval: made.interval,
        input: made.input.input,
        samples: firingCheck(rule, made.input.labels, at, fires, selecting),
      },
    ];
  });
}

/** All is good, nothing happens, nothing is there: no tier fires, and nothing divides by zero. */
function quiet(subject: SloUnderTest): RuleTest[] {
  const { model, slo, tiers, windows } = subject;
  const at = roundUp(900, model.service.ruleInterval);
  const alert = tiers[0]?.rule.alert;
  const alerts = alert === undefined ? [] : [check(at, { name: alert }, [])];
  const select = (record: string) => `${record}{${names.LABEL.slo}="${slo.id}"}`;
  const ratios = [...windows.measured, windows.period].map(names.errorRatio);
  const nothing = [...ratios, names.TIME_TO_EXHAUSTION].map(
    (record): SampleCheck => ({ at, expr: select(record), expected: [] }),
  );
  const unrelated = new Series('unrelated', new Map(), 'gauge', [{ count: 60, value: 1 }]);
  const slices = slo.sli.kind === 'threshold';
  const idle = slices ? undefined : steady(subject, at, { events: 0, bad: 0 });
  return [
    ...goodTests(subject, at, alerts),
    ...(idle === undefined
      ? []
      : [
          {
            name: `${slo.id}: without traffic there is no ratio and no alert`,
            interval: idle.interval,
            input: idle.input.input,
            alerts,
            samples: nothing,
          },
        ]),
    {
      name: `${slo.id}: without series there is no ratio and no alert`,
      interval: 60,
      input: [unrelated],
      alerts,
      samples: nothing,
    },
  ];
}

/** Good traffic, next to series of the same metrics that the SLI does not count; in both spellings of a boundary. */
function goodTests(subject: SloUnderTest, at: number, alerts: RuleTest['alerts'] = []): RuleTest[] {
  const { model, slo, windows } = subject;
  const made = steady(subject, at, { events: EVENTS, bad: 0 });
  if (made === undefined) return [];
  const ratio = recordCheck(subject, made.input, at)(names.errorRatio(windows.base), 0);
  const good = (name: string, input: readonly Series[]): RuleTest => ({
    name: `${slo.id}: ${name}`,
    interval: made.interval,
    input,
    alerts,
    samples: [
      ratio,
      { at, expr: `${names.TIME_TO_EXHAUSTION}{${names.LABEL.slo}="${slo.id}"}`, expected: [] },
    ],
  });
  const tests = [
    good('good traffic is no error', [...made.input.input, ...uncounted(subject, at, made.interval)]),
  ];
  const bound = slo.sli.kind === 'latency' ? slo.sli.bound.value : undefined;
  if (bound !== undefined && Number.isInteger(bound)) {
    const options = { interval: made.interval, le: String };
    const plain = sloInput(
      model,
      slo,
      [{ count: samplesIn(at, made.interval), events: EVENTS, bad: 0 }],
      options,
    );
    if (plain !== undefined)
      tests.push(good(`good traffic is no error where le is written ${bound}`, plain.input));
  }
  return [...tests, ...unseenTest(subject, at, made)];
}

/** The counter of one side does not exist yet: it has counted none. */
function unseenTest(
  subject: SloUnderTest,
  at: number,
  { interval, input }: { readonly interval: number; readonly input: SloInput },
): RuleTest[] {
  const { slo, windows } = subject;
  if (slo.sli.kind !== 'events') return [];
  const bad = slo.sli.bad === undefined ? 1 : 0;
  // The first series is that of the counted side.
  const [, ...rest] = input.input;
  const lively = rest.map(
    ({ name, labels }) =>
      new Series(name, labels, 'counter', [{ count: samplesIn(at, interval), value: EVENTS * interval }]),
  );
  const record = recordCheck(subject, input, at);
  return [
    {
      name: `${slo.id}: ${bad === 0 ? 'failures' : 'good events'} that nobody has counted yet are none`,
      interval,
      input: lively,
      samples: [...windows.measured, windows.period].map((window) => record(names.errorRatio(window), bad)),
    },
  ];
}

/** Failures that no selector of the SLI picks. */
function uncounted({ model, slo }: SloUnderTest, at: number, interval: number): Series[] {
  const total = totalOf(slo);
  const labels = total && otherLabels(model.service, total);
  if (total === undefined || labels === undefined) return [];
  const name = slo.sli.kind === 'latency' ? `${total.metric.name}_count` : total.metric.name;
  return [new Series(name, labels, 'counter', [{ count: samplesIn(at, interval), value: 1000 }])];
}

function totalOf({ sli }: Slo) {
  if (sli.kind === 'latency') return sli.of;
  return sli.kind === 'events' ? sli.total : undefined;
}
