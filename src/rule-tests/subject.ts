import type { Alert, Comparison } from '../model/alert.ts';
import type { Service } from '../model/model.ts';
import type { AlertRule } from '../plan/plan.ts';
import type { Measurement } from './measurement.ts';

/** An alert with its rule and what its tests have to know. */
export interface AlertUnderTest {
  readonly alert: Alert;
  readonly rule: AlertRule;
  readonly service: Service;
  /** Spacing of the evaluations, seconds: that of the rules, or a multiple of it where it waits for long. */
  readonly step: number;
  /** Labels of the record that the alert reads, if it reads one. */
  readonly recordLabels: readonly string[];
}

/** An alert on a value that can be driven. */
export interface ConditionUnderTest extends AlertUnderTest {
  readonly measurement: Measurement;
  readonly comparison: Comparison;
}
