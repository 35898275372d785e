import type { Slo } from '../model/slo.ts';
import * as names from '../slo/names.ts';
import { check } from './checks.ts';
import { roundUp, samplesIn } from './levels.ts';
import { otherLabels } from './samples.ts';
import { Series } from './series.ts';
import { type SloInput, sloInput } from './slo-input.ts';
import { EVENTS, recordCheck, steady } from './slo-steady.ts';
import type { SloUnderTest } from './slo-subject.ts';
import type { RuleTest, SampleCheck } from './test-file.ts';

/** All is good, nothing happens, nothing is there: no tier fires, and nothing divides by zero. */
export function quiet(subject: SloUnderTest): RuleTest[] {
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
            input: idle.input,
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
  const ratio = recordCheck(subject, made, at)(names.errorRatio(windows.base), 0);
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
  const tests = [good('good traffic is no error', [...made.input, ...uncounted(subject, at, made.interval)])];
  const bound = slo.sli.kind === 'latency' ? slo.sli.bound.value : undefined;
  if (bound !== undefined && Number.isInteger(bound)) {
    const plain = sloInput({
      model,
      slo,
      traffic: [{ seconds: at, events: EVENTS, bad: 0 }],
      interval: made.interval,
      step: model.service.ruleInterval,
      le: String,
    });
    if (plain !== undefined)
      tests.push(good(`good traffic is no error where le is written ${bound}`, plain.input));
  }
  return [...tests, ...unseenTest(subject, at, made)];
}

/** The counter of one side does not exist yet: it has counted none. */
function unseenTest(subject: SloUnderTest, at: number, input: SloInput): RuleTest[] {
  const { slo, windows } = subject;
  const { interval } = input;
  if (slo.sli.kind !== 'events') return [];
  const bad = slo.sli.bad === undefined ? 1 : 0;
  const lively = input.input
    .filter((series) => !input.counted.includes(series))
    .map(
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
