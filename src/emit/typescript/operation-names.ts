import type { Label } from '../../model/label.ts';
import type { Mark, Operation } from '../../model/operation.ts';
import type { Call } from '../instrumentation/calls.ts';
import { labelSummary } from '../instrumentation/documentation.ts';
import type { Layout } from '../instrumentation/layout.ts';
import { camelCase, Names, pascalCase } from '../instrumentation/names.ts';
import type { LabelCode } from './label-code.ts';
import { lookup } from './label-index.ts';
import type { MetricCode } from './metrics.ts';
import { jsDoc, propertyKey } from './source.ts';

/** What the operation generator draws on. */
export interface OperationContext {
  readonly labels: ReadonlyMap<string, LabelCode>;
  readonly metrics: ReadonlyMap<string, MetricCode>;
  readonly layout: Layout;
  /** Identifiers of the module, and properties of `metrics`. */
  readonly names: Names;
  readonly properties: Names;
}

/** A local and the expression that it is read from. */
export interface Read {
  readonly local: string;
  readonly from: string;
}

export const readStatement = ({ local, from }: Read): string => `    const ${local} = ${from};`;

/** How the module spells an operation: methods, types, and the fields and locals of a run. */
export class OperationNames {
  private readonly operation: Operation;
  private readonly labels: ReadonlyMap<string, LabelCode>;
  private readonly methods: ReadonlyMap<Call, string>;
  /** Types of the labels of calls that take several. */
  readonly labelTypes: ReadonlyMap<Call, string>;

  constructor(operation: Operation, context: OperationContext) {
    this.operation = operation;
    this.labels = context.labels;
    const names = new Names(['constructor']);
    const calls: Call[] = [...operation.marks, ...operation.outcomes];
    this.methods = new Map(calls.map((call) => [call, names.claim(camelCase(call.name))]));
    const prefix = pascalCase(operation.name);
    this.labelTypes = new Map(
      calls
        .filter(({ labels }) => labels.length > 1)
        .map((call) => [call, context.names.claim(`${prefix}${pascalCase(call.name)}Labels`)]),
    );
  }

  code(label: string): LabelCode {
    const code = this.labels.get(label);
    if (code === undefined) throw new Error(`"${label}" is no label`);
    return code;
  }

  method(call: Call): string {
    return this.methods.get(call) ?? camelCase(call.name);
  }

  /** A label as a member of an interface. */
  member(label: Label) {
    return {
      doc: jsDoc([labelSummary(label)], 2),
      key: propertyKey(label.name),
      typeName: this.code(label.name).typeName,
    };
  }

  /** Reads the number given for a label; an overflow value is none, and is refused where it is recorded. */
  numberRead(label: string, access: string): Read {
    const hasOverflow = this.code(label).label.overflow !== undefined;
    return { local: this.numberLocal(label), from: hasOverflow ? `store.numberOf(${access})` : access };
  }

  /** Looks up the position of a label value. */
  positionRead(label: string, access: string): Read {
    return { local: this.positionLocal(label), from: lookup(this.code(label), 'store', access) };
  }

  /** Statement that keeps a position of an open set, which the run refers to, through a reset. */
  keepStatements(label: string): string[] {
    const { open } = this.code(label);
    return open === undefined ? [] : [`    store.keep(${open}, ${this.positionLocal(label)});`];
  }

  // The endings of these keep labels, marks and what every run has apart.

  positionLocal(label: string): string {
    return `${this.code(label).word}Position`;
  }

  numberLocal(label: string): string {
    return `${this.code(label).word}Number`;
  }

  positionField(label: string): string {
    return `_${this.code(label).word}Position`;
  }

  numberField(label: string): string {
    return `_${this.code(label).word}Number`;
  }

  timeField(mark: string): string {
    return `_${this.markWord(mark)}At`;
  }

  seenField(mark: string): string {
    return `_${this.markWord(mark)}Seen`;
  }

  totalField(mark: string): string {
    return `_${this.markWord(mark)}Total`;
  }

  private markWord(name: string): string {
    const mark: Mark | undefined = this.operation.marks.find((candidate) => candidate.name === name);
    return mark === undefined ? camelCase(name) : this.method(mark);
  }
}

/** A label of a labels object; see the comment over the metrics for the question mark. */
export const labelAccess = (label: string): string => `labels?.${label}`;
