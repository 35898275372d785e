import type { ConditionUnderTest } from './condition-tests.ts';
import { roundUp } from './numbers.ts';
import { firingCheck, firingChecks, type RuleTest } from './rule-test.ts';
import { pick, presenceSeries, sampleLabels, seriesName } from './sample-labels.ts';
import { Series } from './series.ts';

/**
 * Of an alert on the growth of counters that can appear with their first event: so many events at once that it fires,
 * none of them seen to be counted. A target that appears with them says nothing about when they happened.
 */
export function firstEventTests(subject: ConditionUnderTest): RuleTest[] {
  const { alert, rule, service, measurement, comparison, step } = subject;
  const { condition } = alert;
  if (condition.kind !== 'metric' || condition.bornBeside === undefined) return [];
  if (measurement.kind !== 'rate' || alert.violations !== undefined) return [];
  const { of, over, times, by } = measurement;
  const sampled = sampleLabels({ service, of });
  const hold = roundUp(alert.for, step);
  // The growth is forgotten after the window.
  if (sampled === undefined || hold + 2 * step >= over) return [];
  const perEvent = times / over;
  const events = Math.floor(comparison.threshold.value / perEvent + 1e-9) + 1;
  if (events < 1) return [];
  const birth = roundUp(over, step) + 2 * step;
  const [fires, end] = [
    birth + hold,
    birth + hold + roundUp(over, step) + roundUp(alert.keepFiringFor, step) + 4 * step,
  ];
  const presence = condition.bornBeside;
  const { scope, apart } = presence.target;
  const target = pick(sampled, [...new Set([...scope.keys(), ...apart, 'job', 'instance'])]);
  const samples = (seconds: number) => seconds / step;
  const born = {
    series: new Series(seriesName(of), sampled, 'gauge', []).text,
    values: `_x${samples(birth)} ${events}x${samples(end - birth)}`,
  };
  const value = presence.arrives === 'scrape' ? 1 : 0;
  const shown = (from: number) => ({
    series: presenceSeries(presence, target),
    values: `${from === 0 ? '' : `_x${samples(from)} `}${value}x${samples(end - from)}`,
  });
  const labels = pick(sampled, by);
  const firing = firingChecks(rule, [{ value: events * perEvent, inexact: true, labels }], fires);
  const check = (at: number, does: boolean) => firingCheck(rule, labels, at, does);
  return [
    {
      name: `${alert.name} sees events with which a series appears${firing.suffix}`,
      interval: step,
      input: [born, shown(0)],
      alerts: firing.alerts,
      samples: [check(fires - step, false), check(fires, true), check(end, false)],
    },
    {
      name: `${alert.name} is silent when a target appears with events of unknown age`,
      interval: step,
      input: [born, shown(birth)],
      alerts: [{ at: fires, alert: alert.name, expected: [] }],
    },
  ];
}
