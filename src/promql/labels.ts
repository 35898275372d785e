import type { Span } from './ast.ts';
import type { LabelValues } from './catalogue.ts';
import { closed, countValues, intersectValues, UNKNOWN_VALUES, unionValues } from './label-values.ts';

/** Why a label is, may be or cannot be on a series; `span` is the part of the expression that decides it. */
interface LabelReason {
  readonly kind:
    | 'declared'
    | 'undeclared'
    | 'matched'
    | 'aggregated'
    | 'dropped'
    | 'set'
    | 'joined'
    | 'unknown';
  readonly span: Span;
}

/** What is known about one label of an expression's series. */
export interface LabelFact {
  /** On every series, on some perhaps, or on none. */
  readonly status: 'guaranteed' | 'possible' | 'impossible';
  /** The values where it is; nothing where it is impossible. */
  readonly values: LabelValues;
  readonly reason: LabelReason;
}

const NOTHING: LabelValues = { kind: 'closed', values: [] };

export function impossible(reason: LabelReason): LabelFact {
  return { status: 'impossible', values: NOTHING, reason };
}

export function possible(values: LabelValues, reason: LabelReason): LabelFact {
  return { status: 'possible', values, reason };
}

export function guaranteed(values: LabelValues, reason: LabelReason): LabelFact {
  return { status: 'guaranteed', values, reason };
}

/** The labels of an expression's series: facts by name, and one for every name that has none. Immutable. */
export class Labels {
  readonly known: ReadonlyMap<string, LabelFact>;
  readonly rest: LabelFact;

  constructor(known: ReadonlyMap<string, LabelFact>, rest: LabelFact) {
    this.known = known;
    this.rest = rest;
  }

  /** No labels at all. */
  static none(reason: LabelReason): Labels {
    return new Labels(new Map(), impossible(reason));
  }

  /** Nothing is known. */
  static unknown(span: Span): Labels {
    return new Labels(new Map(), possible(UNKNOWN_VALUES, { kind: 'unknown', span }));
  }

  get(name: string): LabelFact {
    return this.known.get(name) ?? this.rest;
  }

  /** The names that series can carry, `__name__` left aside. */
  names(): string[] {
    return [...this.known]
      .filter(([name, fact]) => name !== '__name__' && fact.status !== 'impossible')
      .map(([name]) => name);
  }

  with(name: string, fact: LabelFact): Labels {
    return new Labels(new Map(this.known).set(name, fact), this.rest);
  }

  /** Without these labels. */
  without(names: Iterable<string>, reason: LabelReason): Labels {
    const known = new Map(this.known);
    for (const name of names) if (this.get(name).status !== 'impossible') known.set(name, impossible(reason));
    return new Labels(known, this.rest);
  }

  /** With no labels but these; what was impossible before keeps its older reason. */
  only(names: readonly string[], reason: LabelReason): Labels {
    const known = new Map<string, LabelFact>();
    for (const [name, fact] of this.known)
      known.set(name, names.includes(name) || fact.status === 'impossible' ? fact : impossible(reason));
    for (const name of names) if (!known.has(name)) known.set(name, this.rest);
    return new Labels(known, this.rest.status === 'impossible' ? this.rest : impossible(reason));
  }

  /** Of series that come from either side. */
  union(other: Labels): Labels {
    const names = new Set([...this.known.keys(), ...other.known.keys()]);
    const known = new Map(
      [...names].map((name) => [name, unionFacts(this.get(name), other.get(name))] as const),
    );
    return new Labels(known, unionFacts(this.rest, other.rest));
  }

  /** How many different label sets there can be. */
  combinations(): number {
    let product = this.rest.status === 'impossible' ? 1 : Number.POSITIVE_INFINITY;
    for (const [name, fact] of this.known) {
      if (fact.status === 'impossible') continue;
      const count = countValues(name, fact.values) + (fact.status === 'possible' ? 1 : 0);
      if (count === 0) return 0;
      product *= count;
    }
    return product;
  }
}

function unionFacts(a: LabelFact, b: LabelFact): LabelFact {
  if (a.status === 'impossible' && b.status === 'impossible') return a;
  if (a.status === 'impossible') return possible(b.values, b.reason);
  if (b.status === 'impossible') return possible(a.values, a.reason);
  const values = unionValues(a.values, b.values);
  return a.status === 'guaranteed' && b.status === 'guaranteed'
    ? guaranteed(values, a.reason)
    : possible(values, a.reason);
}

/** Whether the label can be missing, which matching treats as an empty value. */
export function canBeEmpty(fact: LabelFact): boolean {
  return fact.status !== 'guaranteed';
}

/** Whether a series of each side can agree on the label. */
export function canAgree(a: LabelFact, b: LabelFact): boolean {
  if (canBeEmpty(a) && canBeEmpty(b)) return true;
  if (a.status === 'impossible' || b.status === 'impossible') return false;
  const common = intersectValues(a.values, b.values);
  return common.kind !== 'closed' || common.values.length > 0;
}

/** What is known of a label on which two series agree. */
export function agreed(a: LabelFact, b: LabelFact): LabelFact {
  if (a.status === 'impossible') return a;
  if (b.status === 'impossible') return impossible(b.reason);
  const values = intersectValues(a.values, b.values);
  return canBeEmpty(a) && canBeEmpty(b) ? possible(values, a.reason) : guaranteed(values, a.reason);
}

/** The fact for a label that is set to one text; an empty one removes it. */
export function constant(text: string, reason: LabelReason): LabelFact {
  return text === '' ? impossible(reason) : guaranteed(closed([text]), reason);
}
