import type { MetricSelector } from '../model/selector.ts';
import { check } from './checks.ts';
import { drive } from './drive.ts';
import { inputInterval, levelsOf, roundUp } from './levels.ts';
import { type Measurement, needsEvents, windowOf } from './measurement.ts';
import { otherLabels } from './samples.ts';
import { Series } from './series.ts';
import type { ConditionUnderTest } from './subject.ts';
import type { RuleTest } from './test-file.ts';

/** Silence without traffic, and while the series that misbehave are none that the selector picks. */
export function strangerTests(subject: ConditionUnderTest): RuleTest[] {
  const { alert, service, measurement, comparison } = subject;
  const { step } = subject;
  const interval = inputInterval(service, windowOf(measurement));
  const end = roundUp(windowOf(measurement), step) + roundUp(alert.for, step) + 4 * step;
  const count = Math.ceil(end / interval);
  const counts = measurement.kind === 'rate' || needsEvents(measurement);
  const quiet = counts && (comparison.op === '>' || needsEvents(measurement));
  const idle = quiet ? drive(measurement, [{ count, level: 'idle' }], interval, service) : undefined;
  const strangers = drive(
    measurement,
    [{ count, level: levelsOf(measurement, comparison).bad }],
    interval,
    service,
  );
  const picked = selectorOf(measurement);
  const others = picked && otherLabels(service, picked);
  const tests: RuleTest[] = [];
  const alerts = [check(end, alert, [])];
  if (idle !== undefined) {
    tests.push({ name: `${alert.name} is silent without traffic`, interval, input: idle.input, alerts });
  }
  if (strangers !== undefined && others !== undefined) {
    const input = strangers.input.map((series) => relabelled(series, others));
    tests.push({
      name: `${alert.name} is silent while only others misbehave`,
      interval,
      input: distinct(input),
      alerts,
    });
  }
  return tests;
}

/** The selector whose matchers decide which series count. */
function selectorOf(measurement: Measurement): MetricSelector | undefined {
  if (measurement.kind === 'record' || measurement.kind === 'ratio') return undefined;
  return measurement.of;
}

function relabelled(series: Series, labels: ReadonlyMap<string, string>): Series {
  const kept = ['le', 'instance'].flatMap((name): [string, string][] => {
    const value = series.labels.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return new Series(series.name, new Map([...labels, ...kept]), series.kind, series.phases);
}

/** promtool refuses a series that is given twice. */
function distinct(input: readonly Series[]): Series[] {
  return [...new Map(input.map((series) => [series.text, series])).values()];
}
