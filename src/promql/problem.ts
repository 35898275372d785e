import type { promqlFindings } from '../finding/catalogue/promql.ts';
import type { FindingKind } from '../finding/define.ts';
import type { Expr, Span } from './ast.ts';
import type { MetricCatalogue } from './catalogue.ts';
import type { Inference } from './infer.ts';

export type PromqlCode = keyof typeof promqlFindings;

type ArgsOf<C extends PromqlCode> = (typeof promqlFindings)[C] extends FindingKind<infer Args> ? Args : never;

/** One fact about an expression; spans are offsets into its text. Its words are in the finding catalogue. */
export type Problem = {
  readonly [C in PromqlCode]: {
    readonly code: C;
    readonly args: ArgsOf<C>;
    readonly span: Span;
    readonly related?: readonly { readonly span: Span; readonly note: string }[];
  };
}[PromqlCode];

/** What an expression is for: an alert needs a condition, an SLI and a recording are read by others. */
export type ExpressionUse = 'alert' | 'recording' | 'panel' | 'sli';

export interface CheckSettings {
  readonly use: ExpressionUse;
  /** Prometheus version, as `2.42`. */
  readonly version?: string;
  /** Seconds between the evaluations of subqueries without a step. */
  readonly evaluationInterval?: number;
  /** What is asked in place of the written expression; the places of its nodes are theirs in the text. */
  readonly rewrite?: (written: Expr) => Expr;
}

/** An expression under check, with everything known about it. */
export interface Subject {
  readonly ast: Expr;
  readonly inference: Inference;
  readonly catalogue: MetricCatalogue;
  readonly use: ExpressionUse;
  /** Every node, outermost first, with those around it, innermost first. */
  readonly nodes: readonly SubjectNode[];
}

export interface SubjectNode {
  readonly expr: Expr;
  readonly around: readonly Expr[];
}

/** A check of whole expressions: pure, and silent where it does not know. */
export type Check = (subject: Subject) => Iterable<Problem>;
