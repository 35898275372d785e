import type { MetricSelector } from '../../../model/selector.ts';
import { otherLabels, sampleLabels } from '../../../rules/samples.ts';
import { check, firingCheck } from './checks.ts';
import { expandAnnotations } from './expand.ts';
import { roundUp } from './levels.ts';
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
  const fires = gone + (atLeast - 1) * step + roundUp(alert.for, step);
  const back = fires + 2 * step;
  // As many violations as are needed have left the window once the last but so many are older than it.
  const forgotten = within === 0 ? back : Math.max(back, roundUp(back + within - (atLeast - 1) * step, step));
  const silentAfter = forgotten + roundUp(alert.keepFiringFor, step);
  const samples = (seconds: number) => seconds / step;
  const present = new Series(name, labels, 'gauge', [{ count: samples(gone), value: 1 }]);
  const returns = `${present.values} stale _x${samples(back - gone) - 2} 1+0x${samples(silentAfter - back) + 1}`;
  const strangers = otherLabels(service, of);
  const expected = {
    labels: new Map([...own, ...rule.labels]),
    annotations: expandAnnotations(rule.annotations, { value: atLeast, labels: own }),
  };
  return [
    {
      name: `${alert.name} fires once the series are gone, and resets when they return`,
      interval: step,
      input: [{ series: present.text, values: returns }],
      alerts: [check(fires, alert, [expected])],
      samples: [
        ...firingCheck(rule, own, fires - step, false),
        ...firingCheck(rule, own, fires, true),
        ...firingCheck(rule, own, silentAfter, false),
      ],
    },
    ...(strangers === undefined
      ? []
      : [
          {
            name: `${alert.name} fires although other series of the metric are there`,
            interval: step,
            input: [new Series(name, strangers, 'gauge', [{ count: samples(fires) + 1, value: 1 }])],
            alerts: [check(fires, alert, [expected])],
          },
        ]),
  ];
}
