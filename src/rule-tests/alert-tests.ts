import type { MetricSelector } from '../model/selector.ts';
import { partsApart } from '../plan/conditions.ts';
import { walk } from '../promql/ast.ts';
import { parseExpression } from '../promql/parse.ts';
import {
  type AlertUnderTest,
  type ConditionUnderTest,
  conditionTests,
  silenceTests,
} from './condition-tests.ts';
import { downTests } from './down-tests.ts';
import { firstEventTests } from './first-event-tests.ts';
import { levelsOf } from './levels.ts';
import { measuredBy, windowOf } from './measurement.ts';
import { missingTests, uncountedTests } from './missing-tests.ts';
import { inputInterval, roundUp } from './numbers.ts';
import { firingCheck, firingChecks, type RuleTest } from './rule-test.ts';
import { otherLabels, pick, sampleLabels, seriesName } from './sample-labels.ts';
import { Series } from './series.ts';
import { violationTests } from './violation-tests.ts';

/** Tests of an alert: it fires when it must, and at no other time. Empty where none can be derived. */
export function alertTests(subject: AlertUnderTest): RuleTest[] {
  const { condition, violations } = subject.alert;
  if (condition.kind === 'expr') return [...rawTests(subject), ...missingTests(subject)];
  if (condition.kind === 'absent') return absenceTests(subject, condition.of);
  if (condition.kind === 'down') return downTests({ ...subject, condition });
  if (condition.kind === 'missing') return uncountedTests({ ...subject, condition });
  const measurement = measuredBy(condition, subject.recordedLabels);
  if (measurement === undefined) return [];
  const { comparison } = condition;
  const full: ConditionUnderTest = {
    ...subject,
    measurement,
    comparison,
    levels: levelsOf(measurement, comparison),
    interval: inputInterval(subject.service, windowOf(measurement)),
  };
  const own = violations === undefined ? conditionTests(full) : violationTests(full, violations);
  return own.length === 0
    ? []
    : [...own, ...silenceTests(full), ...missingTests(full, full), ...firstEventTests(full)];
}

/**
 * Tests of a raw expression are those that the spec brings. Annotations are compared too, unless they show the value:
 * what that is, only the expression knows.
 */
function rawTests({ alert, rule, scopeLabels }: AlertUnderTest): RuleTest[] {
  return alert.tests.map(({ name, interval, input, at, firing }, index) => {
    const facts = firing.map((labels) => ({ labels: new Map([...scopeLabels, ...labels]) }));
    const { suffix, ...fires } = firingChecks(rule, facts, at);
    return { name: `${alert.name}: ${name ?? `test ${index + 1}`}${suffix}`, interval, input, ...fires };
  });
}

/** Whether an expression could yield something although no series are there at all. */
export function yieldsWithoutSeries(expr: string, version: string): boolean {
  const parsed = parseExpression(expr, { version });
  if (!parsed.ok) return true;
  let found = false;
  walk(parsed.ast, (node) => {
    if (node.type === 'call' && /^(?:absent|absent_over_time|vector|scalar|time)$/.test(node.func))
      found = true;
  });
  return found;
}

/** Tests of an absence alert: it fires once the series have been gone for long enough, whatever else is there. */
function absenceTests({ alert, rule, service, step }: AlertUnderTest, of: MetricSelector): RuleTest[] {
  const sampled = sampleLabels({ service, of });
  if (sampled === undefined) return [];
  // absent() has the labels that the selector states by equality, and those judged apart.
  const labels = new Map([
    ...of.matchers.filter(({ op }) => op === '=').map(({ label, value }) => [label, value] as const),
    ...pick(sampled, of.metric.target.apart),
  ]);
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
  const present = new Series(seriesName(of), sampled, 'gauge', [{ count: samples(gone), value: 1 }]);
  const returns = `${present.values} stale _x${samples(back - gone) - 2} 1+0x${samples(silentAfter - back) + 1}`;
  const strangers = otherLabels(service, of);
  // What is judged apart is there all the time.
  const apart = partsApart(of)
    .filter((part) => [...part].some(([label, value]) => sampled.get(label) !== value))
    .map((part) => {
      const there = new Map([...sampled, ...part]);
      return new Series(seriesName(of), there, 'gauge', [{ count: samples(silentAfter) + 2, value: 1 }]);
    });
  // The value counts all evaluations since; what a full window holds depends on how its edges are read.
  const value = within === 0 ? 1 : lasts / step + 1;
  const countable = within === 0 || lasts < within;
  const firing = (at: number) => firingChecks(rule, [{ value: countable ? value : undefined, labels }], at);
  const check = (at: number, fires: boolean) => firingCheck(rule, labels, at, fires);
  return [
    {
      name: `${alert.name} fires once the series are gone, and resets when they return${firing(fires).suffix}`,
      interval: step,
      input: [{ series: present.text, values: returns }, ...apart],
      alerts: firing(fires).alerts,
      samples: [check(fires - step, false), check(fires, true), check(silentAfter, false)],
    },
    ...(strangers === undefined
      ? []
      : [
          {
            name: `${alert.name} fires even though other series of the metric exist${firing(alone).suffix}`,
            interval: step,
            input: [
              new Series(seriesName(of), strangers, 'gauge', [{ count: samples(alone) + 1, value: 1 }]),
              ...apart,
            ],
            alerts: firing(alone).alerts,
            samples: [check(alone, true)],
          },
        ]),
  ];
}
