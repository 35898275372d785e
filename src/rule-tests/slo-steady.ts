import * as names from '../slo/names.ts';
import { errorBudget, objective, shortest } from '../slo/tiers.ts';
import { inputInterval } from './levels.ts';
import { type SloInput, sloInput, type Traffic } from './slo-input.ts';
import { type SloUnderTest, seriesLabels } from './slo-subject.ts';
import type { SampleCheck } from './test-file.ts';

/** Events a second: few, since a guard against none must not drop them. */
export const EVENTS = 0.5;

/** Input of one kind of traffic from the beginning on, at the pace of the rules. */
export function steady(
  { model, slo, windows }: SloUnderTest,
  seconds: number,
  traffic: Omit<Traffic, 'seconds'>,
): SloInput | undefined {
  return sloInput({
    model,
    slo,
    traffic: [{ ...traffic, seconds }],
    interval: inputInterval(model.service, Math.min(windows.base, ...windows.measured)),
    step: model.service.ruleInterval,
  });
}

/** The value of a record, rounded beyond the noise of float arithmetic. */
export function recordCheck(subject: SloUnderTest, input: SloInput, at: number) {
  const labels = seriesLabels(subject, input.labels);
  return (record: string, value: number): SampleCheck => {
    const series = `${record}{${names.LABEL.slo}="${subject.slo.id}"}`;
    const size = Math.abs(value);
    const short = size < 10_000 && Math.abs(Number(value.toFixed(6)) - value) <= size * 1e-9;
    if (short) {
      const expected = [{ labels, value: Number(value.toFixed(6)) }];
      return { at, expr: `round(${series}, 0.000001)`, expected };
    }
    // Eight digits, as a whole number: what is rounded to a fraction has noise of its own.
    const power = 8 - Math.ceil(Math.log10(size));
    const scale = power > 0 ? `* ${10 ** power}` : `/ ${10 ** -power}`;
    const scaled = power > 0 ? value * 10 ** power : value / 10 ** -power;
    return { at, expr: `round(${series} ${scale})`, expected: [{ labels, value: Math.round(scaled) }] };
  };
}

/** The records that say what the SLO is. */
export function constants(subject: SloUnderTest, at: number): SampleCheck[] {
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
