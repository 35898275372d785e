import {
  FieldColorBuilder,
  type FieldColorModeId,
  MappingType,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { literal } from '../../../plan/panels/escape.ts';
import type { RangeMeaning, Step } from '../../../plan/panels/plan.ts';

export function fieldColor(mode: `${FieldColorModeId}`): FieldColorBuilder {
  return new FieldColorBuilder().mode(mode as FieldColorModeId);
}

/** Grafana begins the first step at null, which stands for -Infinity. */
export function thresholdSteps(steps: readonly Step[]): Threshold[] {
  return steps.map(({ from, color }) => ({ color, value: Number.isFinite(from) ? from : null }));
}

export function thresholds(steps: readonly Step[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholdSteps(steps));
}

/** Text for ranges of values; an open end is null. */
export function rangeMappings(meanings: readonly RangeMeaning[]): ValueMapping[] {
  return meanings.map(({ from = null, to = null, text, color }, index) => ({
    type: MappingType.RangeToText,
    options: { from, to, result: { text: literal(text), color, index } },
  }));
}

/** Text for single values. */
export function wordMapping(words: ReadonlyMap<string, string>): ValueMapping {
  const entries = [...words].map(([value, text], index) => [value, { text: literal(text), index }] as const);
  return { type: MappingType.ValueToText, options: Object.fromEntries(entries) };
}
