import type { Series } from './series.ts';

/** Labels and annotations of a firing alert, all of them. */
export interface ExpectedAlert {
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

/** What is firing under a name at a moment; an empty list means silence. Times in seconds. */
export interface AlertCheck {
  readonly at: number;
  readonly alert: string;
  readonly expected: readonly ExpectedAlert[];
}

/** What an expression yields at a moment. */
export interface SampleCheck {
  readonly at: number;
  readonly expr: string;
  readonly expected: readonly { readonly labels: ReadonlyMap<string, string>; readonly value: number }[];
}

/** One test: series go in, alerts and samples must come out. */
export interface RuleTest {
  readonly name: string;
  /** Spacing of the input samples. */
  readonly interval: number;
  readonly input: readonly (Series | { readonly series: string; readonly values: string })[];
  readonly alerts?: readonly AlertCheck[];
  readonly samples?: readonly SampleCheck[];
}

/** Tests that share a spacing of evaluations. */
export interface TestFile {
  /** Without folder and extension. */
  readonly name: string;
  /** For people: what the tests are about. */
  readonly about: string;
  /** Names of rule files, without folder and extension. */
  readonly ruleFiles: readonly string[];
  readonly evaluationInterval: number;
  readonly tests: readonly RuleTest[];
}
