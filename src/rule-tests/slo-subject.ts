import type { Model } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import type { AlertRule } from '../plan/plan.ts';
import { LABEL } from '../slo/names.ts';
import type { Tier } from '../slo/tiers.ts';
import type { SloWindows } from '../slo/windows.ts';
import type { RuleTest, SampleCheck } from './rule-test.ts';
import type { LabelSet } from './sample-labels.ts';
import type { Edge, Series } from './series.ts';

/** An SLO with its rules and what its tests have to know. */
export interface SloUnderTest {
  readonly model: Model;
  readonly slo: Slo;
  readonly windows: SloWindows;
  /** Its error budget as a ratio; 0 where the objective leaves none. */
  readonly budget: number;
  readonly tiers: readonly TierUnderTest[];
  /** File of its rules. */
  readonly file: string;
  /** Further labels of the `slo:info` series. */
  readonly facts: LabelSet;
}

/** A tier with its alert. */
export interface TierUnderTest {
  readonly tier: Tier;
  readonly rule: AlertRule;
}

/** What happens for a while: events a second, and the share of them that is bad. */
export interface Traffic {
  readonly seconds: number;
  /** Of time slices: 0 where a guard of the expression leaves nothing to judge. */
  readonly events: number;
  /** Of events: 0 to 1. Of time slices: 0, or 1. */
  readonly bad: number;
}

/** How traffic is turned into series. */
export interface InputOptions {
  readonly traffic: readonly Traffic[];
  /** Seconds between the samples of a target. */
  readonly interval: number;
  /** Seconds between evaluations. */
  readonly step: number;
  /** How a bucket boundary is written; Prometheus 3 stores `1.0` for what clients may call `1`. */
  readonly le?: (boundary: number) => string;
}

/** Series under which the SLI sees the traffic. */
export interface SloInput {
  readonly input: readonly Series[];
  /** Seconds between their samples. */
  readonly interval: number;
  /** Whether the time slices themselves are the input, and not what they are made from. */
  readonly given?: boolean;
  /** Those of them that count the bad or the good events apart from all. */
  readonly counted: readonly Series[];
  /** Labels of the error budget that the traffic counts against. */
  readonly labels: LabelSet;
  /** Bad and all events a second over a window, or bad and all slices of an evaluation (`window` is ignored). */
  readonly measure: (t: number, window: number, edge: Edge) => { bad: number; total: number } | undefined;
}

/** Labels of every series of the SLO. */
export function seriesLabels({ model, slo }: SloUnderTest, own: LabelSet): LabelSet {
  return new Map([...own, [LABEL.service, model.service.name], [LABEL.slo, slo.id]]);
}

/** What the SLO records under a name. */
export function seriesOf({ slo }: SloUnderTest, record: string): string {
  return `${record}{${LABEL.slo}="${slo.id}"}`;
}

/** Nothing is recorded under a name. */
export function nothingRecorded(subject: SloUnderTest, record: string, at: number): SampleCheck {
  return { at, expr: seriesOf(subject, record), expected: [] };
}

/** A test of the SLO under an input. */
export function sloTest(
  { slo }: SloUnderTest,
  name: string,
  { interval, input }: Pick<RuleTest, 'interval' | 'input'>,
  checks: Pick<RuleTest, 'alerts' | 'samples'>,
): RuleTest {
  return { name: `${slo.id}: ${name}`, interval, input, ...checks };
}

/** The value of a record, rounded beyond the noise of float arithmetic. */
export function recordCheck(subject: SloUnderTest, input: SloInput, at: number) {
  const labels = seriesLabels(subject, input.labels);
  return (record: string, value: number): SampleCheck => {
    const series = seriesOf(subject, record);
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
