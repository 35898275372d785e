import type { Condition, Presence } from '../model/alert.ts';
import { combinationsApart } from '../model/target.ts';
import { type AlertUnderTest, type ConditionUnderTest, steadily } from './condition-tests.ts';
import { windowOf } from './measurement.ts';
import { roundUp } from './numbers.ts';
import { firingCheck, firingChecks, type RuleTest } from './rule-test.ts';
import {
  FIRST_INSTANCE,
  type LabelSet,
  otherLabels,
  presenceSeries,
  sampleLabels,
  seriesName,
  standIn,
} from './sample-labels.ts';
import { Series } from './series.ts';

const NONE: LabelSet = new Map();

/**
 * Of an alert that fires on missing series: it does so while there are none, whatever else is there, not before it has
 * waited, and ends once they are there with good values, where it is known which those are.
 */
export function missingTests(
  { alert, rule, service, step }: AlertUnderTest,
  driven?: ConditionUnderTest,
): RuleTest[] {
  if (alert.missing !== 'fires') return [];
  const { atLeast, within } = alert.violations ?? { atLeast: 1, within: 0 };
  const fires = (atLeast - 1) * step + roundUp(alert.for, step);
  const interval = driven?.interval ?? step;
  const value = alert.violations === undefined ? Number.NaN : fires < within ? fires / step + 1 : undefined;
  const back = roundUp(fires + 2 * step, interval);
  const window = driven === undefined ? 0 : windowOf(driven.measurement);
  const waits = [window, within, alert.for, alert.keepFiringFor];
  const end = waits.reduce((sum, wait) => sum + roundUp(wait, step), roundUp(back, step) + 6 * step);
  const good = driven && steadily(driven, driven.levels.good, end - back);
  const stranger = new Series('unrelated', new Map([['job', service.job]]), 'gauge', [
    { count: end / step + 1, value: 1 },
  ]);
  const firing = firingChecks(rule, [{ value, labels: NONE }], fires);
  const check = (at: number, does: boolean) => firingCheck(rule, NONE, at, does);
  return [
    {
      name: `${alert.name} fires while its series are missing${good === undefined ? '' : ', and resets when they return'}${firing.suffix}`,
      interval,
      input: [
        ...(good === undefined ? [stranger] : []),
        ...(good?.input ?? []).map(({ text, values }) => ({
          series: text,
          values: `_x${back / interval} ${values}`,
        })),
      ],
      alerts: firing.alerts,
      samples: [
        ...(fires === 0 ? [] : [check(fires - step, false)]),
        check(fires, true),
        ...(good === undefined ? [] : [check(end, false)]),
      ],
    },
  ];
}

/** An alert on missing counters of an objective. */
interface UncountedUnderTest extends AlertUnderTest {
  readonly condition: Extract<Condition, { kind: 'missing' }>;
}

function targetLabels({ target }: Presence, part: LabelSet, job = ''): LabelSet {
  return new Map([...target.scope, ...part, ['job', job], ['instance', FIRST_INSTANCE]]);
}

/** It fires once a counter is gone while a target is up, and neither while all are there nor while no target is up. */
export function uncountedTests({ alert, rule, condition, service, step }: UncountedUnderTest): RuleTest[] {
  const { of, presence } = condition;
  const sampled = of.map((counter) => sampleLabels({ service, of: counter }));
  const [gone, hold] = [4, roundUp(alert.for, step) / step];
  const [fires, end] = [gone + hold, gone + hold + 4];
  const at = (evaluation: number) => evaluation * step;
  // Counters of an idle program: nothing happens to them but that they are there, or not.
  const counters = (values: (index: number) => string) =>
    of.flatMap((counter, index) => {
      const labels = sampled[index];
      if (labels === undefined) return [];
      const { text } = new Series(seriesName(counter), labels, 'gauge', []);
      return [{ series: text, values: values(index) }];
    });
  const others = of.flatMap((counter) => {
    const labels = otherLabels(service, counter);
    return labels === undefined
      ? []
      : [new Series(seriesName(counter), labels, 'gauge', [{ count: end + 1, value: 0 }])];
  });
  const part = (presence && combinationsApart(presence.target)[0]) ?? NONE;
  const targets = (values: string, job = presence?.target.scope.get('job')) =>
    presence === undefined
      ? []
      : [{ series: presenceSeries(presence, targetLabels(presence, part, job)), values }];
  const there = `0x${end}`;
  const up = targets(`1x${end}`);
  const vanishes = `0x${gone - 1} stale _x${hold + 1} 0x3`;
  const firing = firingChecks(rule, [{ value: 1, labels: part }], at(fires));
  const check = (evaluation: number, does: boolean) => firingCheck(rule, part, at(evaluation), does);
  const silent = (words: string, input: RuleTest['input']): RuleTest => ({
    name: `${alert.name} is silent ${words}`,
    interval: step,
    input,
    alerts: [{ at: at(end), alert: alert.name, expected: [] }],
  });
  return [
    ...of.map((counter, missing) => ({
      name: `${alert.name} fires once ${counter.text} is gone, and resets when it returns${firing.suffix}`,
      interval: step,
      input: [...counters((index) => (index === missing ? vanishes : there)), ...others, ...up],
      alerts: firing.alerts,
      samples: [check(fires - 1, false), check(fires, true), check(end, false)],
    })),
    silent('while nothing happens', [...counters(() => there), ...up]),
    ...(presence === undefined
      ? []
      : [
          silent('while no target is up', [
            ...(presence.arrives === 'scrape' ? targets(`0x${end}`) : []),
            ...targets(`1x${end}`, standIn('job')),
            ...others,
          ]),
        ]),
  ];
}
