import type { Label } from '../../model/label.ts';
import type { ValuePattern } from '../../model/value-pattern.ts';
import { labelSummary, typeDoc, valuesDoc } from '../instrumentation/documentation.ts';
import { isUnion, overflowPosition } from '../instrumentation/label-bounds.ts';
import type { Layout } from '../instrumentation/layout.ts';
import { Names, pascalCase, snakeCase, upperCase } from '../instrumentation/names.ts';
import { assign, docstring, floatLiteral, list, numberText, stringLiteral, tuple, WIDTH } from './source.ts';

/** How the package spells a label. */
export interface LabelCode {
  readonly label: Label;
  /** The name in snake_case, its own among all labels. */
  readonly word: string;
  readonly typeName: string;
  readonly valuesName: string;
  readonly guardName: string;
  /** Positions by value, or the bounds of intervals. */
  readonly tableName: string;
  /** What the runtime knows of the label. */
  readonly labelName: string;
  /** Position among the open labels. */
  readonly open: number | undefined;
}

/** Claims the identifiers of every label. */
export function labelCodes(labels: Iterable<Label>, names: Names): Map<string, LabelCode> {
  const codes = new Map<string, LabelCode>();
  const words = new Names([]);
  let open = 0;
  for (const label of labels) {
    const [pascal, upper, snake] = [pascalCase(label.name), upperCase(label.name), snakeCase(label.name)];
    const isOpen = label.bound.kind === 'open';
    codes.set(label.name, {
      label,
      word: words.claim(snake),
      typeName: names.claim(pascal, `${pascal}Label`),
      valuesName: names.claim(`${upper}_${isOpen ? 'PATTERN' : 'VALUES'}`),
      guardName: names.claim(`is_${snake}`, `is_${snake}_label`),
      tableName: names.claim(`${upper}_${label.bound.kind === 'ranges' ? 'UPPER' : 'AT'}`),
      labelName: names.claim(`${upper}_LABEL`),
      open: isOpen ? open++ : undefined,
    });
  }
  return codes;
}

/** A parameter for a label value. */
export function labelParameters(
  labels: readonly Label[],
  codes: ReadonlyMap<string, LabelCode>,
  reserved: Iterable<string>,
) {
  const names = new Names(reserved);
  return labels.map((label) => {
    const code = codes.get(label.name);
    if (code === undefined) throw new Error(`"${label.name}" is no label`);
    const snake = snakeCase(label.name);
    const name = names.claim(snake, `${snake}_`);
    return { label, code, name, typed: `${name}: ${code.typeName}`, doc: labelSummary(label) };
  });
}

/**
 * Expression for the position of a value, which raises, or gives no index, for what is not found at once. `store` is
 * the expression of the store. Undefined where the type of the value allows no short way.
 */
export function quickPosition({ label, tableName, open }: LabelCode, value: string, store: string) {
  const { bound, overflow } = label;
  if (isUnion(label)) return `${tableName}[${value}]`;
  if (open !== undefined) return `${store}.sets[${open}].positions[${value}]`;
  if (overflow !== undefined) return undefined;
  if (bound.kind !== 'ranges') return `${tableName}.index(${value})`;
  return `(bisect_left(${tableName}, ${value}) if ${value} >= ${bound.lowest} else OUTSIDE)`;
}

/** What the labels template shows of one label. */
export function labelView(code: LabelCode, layout: Layout) {
  const { label, typeName, guardName } = code;
  return {
    typeName,
    guardName,
    values: valuesStatement(code),
    valuesDoc: docstring([valuesDoc(label)]),
    typeText: typeText(code),
    typeDoc: docstring(typeDoc(label)),
    guardDoc: docstring([`Whether a value lies within the bound of the label \`${label.name}\`.`], 4),
    guardBody: guardBody(code),
    table: tableStatement(code),
    runtime: runtimeStatement(code, layout),
  };
}

/** A value as the caller gives it. */
const literal = ({ bound, overflow }: Label, value: string) =>
  bound.kind === 'integers' && value !== overflow ? value : stringLiteral(value);

function typeText({ label, typeName }: LabelCode): string {
  const head = `${typeName}: TypeAlias = `;
  const { overflow, bound } = label;
  if (isUnion(label)) {
    const items = (label.values ?? []).map((value) => literal(label, value));
    return `${head}${list('Literal[', items, ']', 0, head.length)}`;
  }
  if (bound.kind === 'open') return `${head}str`;
  const number = bound.kind === 'ranges' ? 'float' : 'int';
  return `${head}${number}${overflow === undefined ? '' : ` | Literal[${stringLiteral(overflow)}]`}`;
}

function valuesStatement({ label, valuesName, typeName }: LabelCode): string {
  const { bound, values = [], overflow } = label;
  if (bound.kind === 'open') return `${valuesName}: Final = ${patternLiteral(bound.matcher)}`;
  if (bound.kind === 'integers' && !isUnion(label)) {
    const rest = overflow === undefined ? '' : ` + (${stringLiteral(overflow)},)`;
    const numbers = `tuple(str(value) for value in range(${bound.from}, ${bound.to + 1}))`;
    return assign(`${valuesName}: Final[tuple[str, ...]]`, `${numbers}${rest}`, 0);
  }
  const type = isUnion(label) ? typeName : 'str';
  const items = values.map((value) => (isUnion(label) ? literal(label, value) : stringLiteral(value)));
  const head = `${valuesName}: Final[tuple[${type}, ...]] = `;
  return `${head}${tuple(items, 0, head.length)}`;
}

/** An automaton as the runtime walks it. */
function patternLiteral({ edges, columns, next, accepts }: ValuePattern): string {
  const rows = [
    `edges=${numberText(edges, 4)}`,
    `columns=${numberText(columns, 4)}`,
    `width=${next[0]?.length ?? 0}`,
    `next=${numberText(next.flat(), 4)}`,
    `accepts=${numberText(accepts, 4)}`,
  ];
  return `compiled_pattern(\n${rows.map((row) => `    ${row},\n`).join('')})`;
}

function guardBody({ label, valuesName }: LabelCode): string {
  const { bound, overflow } = label;
  const or = overflow === undefined ? '' : ` or value == ${stringLiteral(overflow)}`;
  if (isUnion(label)) return `    return value in ${valuesName}`;
  if (bound.kind === 'open') return `    return ${valuesName}.matches(value)${or}`;
  const test =
    bound.kind === 'ranges'
      ? `isinstance(value, (int, float)) and value >= ${bound.lowest}`
      : bound.kind === 'integers'
        ? `isinstance(value, int) and ${bound.from} <= value <= ${bound.to}`
        : '';
  return or === '' ? `    return ${test}` : `    return (${test})${or}`;
}

function tableStatement({ label, tableName, valuesName, typeName }: LabelCode): string {
  const { bound } = label;
  if (bound.kind === 'ranges') {
    // As they are written: a number compares faster with one of its own type.
    const head = `${tableName}: Final = `;
    return `${head}${tuple(bound.upper.map(String), 0, head.length)}`;
  }
  if (bound.kind === 'integers' && !isUnion(label)) {
    return `${tableName}: Final = range(${bound.from}, ${bound.to + 1})`;
  }
  if (bound.kind === 'open') return '';
  const line = `${tableName}: Final[dict[${typeName}, int]] = {value: at for at, value in enumerate(${valuesName})}`;
  return line.length <= WIDTH ? line : line.replace(/\{(.*)\}$/, '{\n    $1\n}');
}

function runtimeStatement(code: LabelCode, layout: Layout): string {
  const { label, labelName, valuesName, tableName, open } = code;
  const { bound, overflow } = label;
  const own = overflow === undefined ? '' : stringLiteral(overflow);
  const at = overflowPosition(label);
  const listed =
    bound.kind === 'integers' && isUnion(label) ? `tuple(str(v) for v in ${valuesName})` : valuesName;
  const rows = [
    `name=${stringLiteral(label.name)}`,
    `size=${label.cardinality}`,
    `values=${open === undefined ? listed : own === '' ? '()' : `(${own},)`}`,
    ...(isUnion(label) ? [`positions=${tableName}`] : own === '' ? [] : [`positions={${own}: ${at}}`]),
    ...(bound.kind === 'ranges' ? [`upper=${tableName}`, `lowest=${floatLiteral(bound.lowest)}`] : []),
    ...(bound.kind === 'integers' && !isUnion(label) ? [`integers=${tableName}`] : []),
    ...(open === undefined ? [] : [`open=${open}`, `pattern=${valuesName}`]),
    ...(overflow === undefined
      ? []
      : [`overflow=${at}`, `overflow_cell=${layout.refusal(label.name, 'overflow')}`]),
  ];
  return `${labelName}: Final = Label(\n${rows.map((row) => `    ${row},\n`).join('')})`;
}
