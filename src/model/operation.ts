import type { SpecPath } from '../spec/path.ts';
import type { Label } from './label.ts';
import type { Metric } from './metric.ts';

/** A number known while an operation runs; times in seconds. */
export type EffectValue =
  | { readonly kind: 'constant'; readonly value: number }
  /** Time since the start. */
  | { readonly kind: 'elapsed' }
  /** The number that this call was given. */
  | { readonly kind: 'amount' }
  /** Time from the start to a mark. */
  | { readonly kind: 'at'; readonly mark: string }
  /** Time from a mark to now, divided by the amount that `per` counted. */
  | { readonly kind: 'since'; readonly mark: string; readonly per?: string | undefined }
  /** Sum of the amounts that marks were given; a mark that takes no amount counts 1 a call. */
  | { readonly kind: 'total'; readonly marks: readonly string[] }
  /** The number that was given for a `ranges` or `integers` label. */
  | { readonly kind: 'label'; readonly label: string };

export interface EffectCondition {
  readonly value: EffectValue;
  readonly op: '<' | '>';
  readonly bound: number;
}

/** One recording that an operation makes. */
export interface Effect {
  readonly action: 'inc' | 'dec' | 'set' | 'observe';
  readonly metric: Metric;
  readonly value: EffectValue;
  /** Label values fixed by the effect or by its outcome. The others come from the operation or the call. */
  readonly fixed: ReadonlyMap<string, string>;
  /** All must hold; a value that does not exist fails. */
  readonly when: readonly EffectCondition[];
  readonly path: SpecPath;
}

/** A call of an operation's object. */
interface Call {
  readonly name: string;
  readonly description?: string | undefined;
  /** Labels that the call gives. */
  readonly labels: readonly Label[];
  /** In an outcome its own, then those of `end`, each with the labels of the outcome filled in. */
  readonly effects: readonly Effect[];
  readonly path: SpecPath;
}

export interface Mark extends Call {
  /** Only the first call counts. */
  readonly once: boolean;
  /** The call takes a number. */
  readonly amount: boolean;
}

export interface Outcome extends Call {
  /** Label values that the outcome stands for; also in force for the effects at the end. */
  readonly set: ReadonlyMap<string, string>;
}

/** A unit of work that the module records through one typed object. */
export interface Operation {
  readonly name: string;
  readonly description?: string | undefined;
  readonly labels: readonly Label[];
  readonly start: readonly Effect[];
  readonly marks: readonly Mark[];
  readonly outcomes: readonly Outcome[];
  readonly abandoned?: { readonly outcome: string; readonly labels: ReadonlyMap<string, string> } | undefined;
  readonly path: SpecPath;
}
