import * as names from '../../../slo/names.ts';
import { inputInterval } from './levels.ts';
import { type SloInput, sloInput, type Traffic } from './slo-input.ts';
import { type SloUnderTest, samplesIn, seriesLabels } from './slo-subject.ts';
import type { SampleCheck } from './test-file.ts';

/** Events a second: few, since a guard against none must not drop them. */
export const EVENTS = 0.5;

/** Input of one kind of traffic from the beginning on. */
export function steady(subject: SloUnderTest, seconds: number, traffic: Omit<Traffic, 'count'>) {
  const { model, slo, windows } = subject;
  const interval = inputInterval(model.service, Math.min(windows.base, ...windows.measured));
  const input = sloInput(model, slo, [{ ...traffic, count: samplesIn(seconds, interval) }], { interval });
  return input && { interval, input };
}

/** The value of a record, rounded beyond the noise of float arithmetic. */
export function recordCheck(subject: SloUnderTest, input: SloInput, at: number) {
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
