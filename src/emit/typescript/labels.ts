import type { Label } from '../../model/label.ts';
import type { ValuePattern } from '../../model/value-pattern.ts';
import { typeDoc, valuesDoc } from '../instrumentation/documentation.ts';
import { isUnion } from '../instrumentation/label-bounds.ts';
import type { LabelCode } from './label-code.ts';
import { indexFunction } from './label-index.ts';

import { jsDoc, list, numberList, stringLiteral, WIDTH } from './source.ts';

/** What the labels template shows of one label. `overflowCell` counts values that became the overflow value. */
export function labelView(code: LabelCode, overflowCell: number | undefined) {
  const { label, typeName, valuesName, guardName } = code;
  return {
    name: label.name,
    typeName,
    valuesName,
    guardName,
    doc: jsDoc([valuesDoc(label)]),
    isListed: label.bound.kind !== 'open',
    ...valuesOf(code),
    typeDoc: jsDoc(typeDoc(label)),
    typeText: typeOf(code),
    guardBody: guardBody(code),
    indexFunction: indexFunction(code, overflowCell),
    space: spaceOf(code),
    spaceName: code.spaceName,
  };
}

function typeOf(code: LabelCode): string {
  const { label, valuesName } = code;
  if (isUnion(label)) return `(typeof ${valuesName})[number]`;
  if (!code.numeric) return 'string';
  return label.overflow === undefined ? 'number' : `number | ${stringLiteral(label.overflow)}`;
}

function valuesOf(code: LabelCode) {
  const { label, valuesName } = code;
  if (label.bound.kind === 'open') {
    return {
      valuesType: ': ValuePattern',
      valuesLiteral: patternLiteral(label.bound.matcher),
      valuesSuffix: '',
    };
  }
  if (label.bound.kind === 'integers' && !isUnion(code.label)) {
    const { from, to } = label.bound;
    return {
      valuesType: ': readonly string[]',
      valuesLiteral: integerTexts(from, to, label.overflow, valuesName),
      valuesSuffix: '',
    };
  }
  const column = `export const ${valuesName} = `.length;
  const suffix = ' as const';
  if (label.bound.kind === 'integers' && label.overflow === undefined) {
    const numbers = (label.values ?? []).map(Number);
    const literal = numberList(numbers, 0, column + suffix.length);
    return { valuesType: '', valuesLiteral: literal, valuesSuffix: suffix };
  }
  const { described, items } = literalValues(label);
  const literal = described
    ? `[\n${items.map((item) => `  ${item}\n`).join('')}]`
    : list('[', items, ']', 0, column + suffix.length + 1);
  return { valuesType: '', valuesLiteral: literal, valuesSuffix: suffix };
}

/** An automaton as the runtime walks it. */
function patternLiteral({ edges, columns, next, accepts }: ValuePattern): string {
  const row = (name: string, numbers: readonly number[]) =>
    `  ${name}: ${numberList(numbers, 2, `  ${name}: ,`.length)},\n`;
  const rows = `${row('next', next.flat())}${row('accepts', accepts)}`;
  return `{\n${row('edges', edges)}${row('columns', columns)}  width: ${next[0]?.length ?? 0},\n${rows}}`;
}

/** Code for the texts of an interval too long to be listed. */
function integerTexts(from: number, to: number, overflow: string | undefined, name: string): string {
  const column = `export const ${name}: readonly string[] = `.length;
  const [head, body] = [`Array.from({ length: ${to - from + 1} }, (_, index) =>`, `String(index + ${from})`];
  const all = `${head} ${body})`;
  if (overflow !== undefined) return list('[', [`...${all}`, stringLiteral(overflow)], ']', 0, column + 1);
  return column + all.length + 1 <= WIDTH ? all : `${head}\n  ${body},\n)`;
}

/** The values as literals; each under its description where the spec describes any. */
function literalValues({ bound, values = [], overflow }: Label): { described: boolean; items: string[] } {
  const literal = (value: string) =>
    bound.kind === 'integers' && value !== overflow ? value : stringLiteral(value);
  if (bound.kind !== 'values' || bound.values.every(({ description }) => description === undefined)) {
    return { described: false, items: values.map(literal) };
  }
  const descriptions = new Map(bound.values.map(({ value, description }) => [value, description]));
  const items = values.map((value) => {
    const description = descriptions.get(value);
    const comment = description === undefined ? '' : `${jsDoc([description], 2)}\n  `;
    return `${comment}${stringLiteral(value)},`;
  });
  return { described: true, items };
}

function guardBody(code: LabelCode): string {
  const { label, valuesName } = code;
  const orOverflow = label.overflow === undefined ? '' : ` || value === ${stringLiteral(label.overflow)}`;
  const { bound } = label;
  switch (bound.kind) {
    case 'values':
      return `return (${valuesName} as readonly unknown[]).includes(value);`;
    case 'ranges': {
      const test = `typeof value === 'number' && value >= ${bound.lowest}`;
      return `return ${orOverflow === '' ? test : `(${test})${orOverflow}`};`;
    }
    case 'integers': {
      const test = `Number.isInteger(value) && (value as number) >= ${bound.from} && (value as number) <= ${bound.to}`;
      return `return ${orOverflow === '' ? test : `(${test})${orOverflow}`};`;
    }
    case 'open': {
      return `return matchesPattern(${valuesName}, value)${orOverflow};`;
    }
  }
}

/** The label as the runtime sees it. */
function spaceOf(code: LabelCode): string {
  const { label, valuesName, spaceName, open } = code;
  const overflow = label.overflow === undefined ? '[]' : `[${stringLiteral(label.overflow)}]`;
  const listed =
    label.bound.kind === 'integers' && isUnion(code.label) ? `${valuesName}.map(String)` : valuesName;
  const items = [
    `name: ${stringLiteral(label.name)}`,
    `size: ${label.cardinality}`,
    `values: ${open === undefined ? listed : overflow}`,
    ...(open === undefined ? [] : [`open: ${open}`]),
  ];
  const head = `const ${spaceName}: LabelSpace = `;
  return `${head}${list('{', items, '}', 0, head.length + 1)};`;
}
