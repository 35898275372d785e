import type { MetricSelector } from '../model/selector.ts';
import { check, firingCheck } from './checks.ts';
import { expandAnnotations } from './expand.ts';
import { roundUp } from './levels.ts';
import { otherLabels, sampleLabels } from './samples.ts';
import { Series } from './series.ts';
import type { AlertUnderTest } from './subject.ts';
import type { RuleTest } from './test-file.ts';

/** Tests of an absence alert: it fires once the series have been gone for long enough, whatever else is there. */
export function absenceTests(subject: AlertUnderTest, of: MetricSelector): RuleTest[] {
  const { alert, rule, service } = subject;
  const labels = sampleLabels({ service, of });
  if (labels === undefined) return [];
  const { step } = subject;
  const name = of.metric.type === 'histogram' ? `${of.metric.name}_count` : of.metric.name;
  // absent() has the labels that the selector states by equality.
  const own = new Map(of.matchers.filter(({ op }) => op === '=').map(({ label, value }) => [label, value]));
  const { atLeast, within } = alert.violations ?? { atLeast: 1, within: 0 };
  const gone = 4 * step;
  const lasts = (atLeast - 1) * step + roundUp(alert.for, step);
  const fires = gone + lasts;
  // Where the series have never been, each evaluation from the first on is a violation.
  const alone = within === 0 ? fires : lasts;
  const back = fires + 2 * step;
  // As many violations as are needed have left the window once the last but so many are older than it.
  const forgotten = within === 0 ? back : Math.max(back, roundUp(back + within - (atLeast - 1) * step, step));
  const silentAfter = forgotten + roundUp(alert.keepFiringFor, step);
  const samples = (seconds: number) => seconds / step;
  const present = new Series(name, labels, 'gauge', [{ count: samples(gone), value: 1 }]);
  const returns = `${present.values} stale _x${samples(back - gone) - 2} 1+0x${samples(silentAfter - back) + 1}`;
  const strangers = otherLabels(service, of);
  // The value counts all evaluations since; what a full window holds depends on how its edges are read.
  const value = within === 0 ? 1 : lasts / step + 1;
  const countable = within === 0 || lasts < within;
  const expected = {
    labels: new Map([...own, ...rule.labels]),
    annotations: expandAnnotations(rule.annotations, { value, labels: own }),
  };
  const firing = (at: number) => ({
    alerts: countable ? [check(at, alert, [expected])] : [],
    samples: firingCheck(rule, own, at, true),
  });
  return [
    {
      name: `${alert.name} fires once the series are gone, and resets when they return`,
      interval: step,
      input: [{ series: present.text, values: returns }],
      alerts: firing(fires).alerts,
      samples: [
        ...firingCheck(rule, own, fires - step, false),
        ...firing(fires).samples,
        ...firingCheck(rule, own, silentAfter, false),
      ],
    },
    ...(strangers === undefined
      ? []
      : [
          {
            name: `${alert.name} fires although other series of the metric are there`,
            interval: step,
            input: [new Series(name, strangers, 'gauge', [{ count: samples(alone) + 1, value: 1 }])],
            ...firing(alone),
          },
        ]),
  ];
}
