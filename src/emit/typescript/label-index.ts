import type { Label } from '../../model/label.ts';
import { overflowPosition } from '../instrumentation/label-bounds.ts';
import type { LabelCode } from './label-code.ts';
import { decision, stringLiteral } from './source.ts';

/** From here on a look-up in a map costs less than a `switch`. */
const MOST_IN_SWITCH = 16;

/** Expression for the position of `value`. */
export function lookup({ indexName, usesStore }: LabelCode, store: string, value: string): string {
  return usesStore ? `${indexName}(${store}, ${value})` : `${indexName}(${value})`;
}

/** The function that turns a value into its position; -1, or the overflow's position, outside the bound. */
export function indexFunction(code: LabelCode, overflowCell: number | undefined): string {
  const { label, indexName, typeName } = code;
  const outside =
    overflowCell === undefined ? '-1' : `store.overflow(${overflowCell}, ${overflowPosition(label)})`;
  const store = code.usesStore ? 'store: Store, ' : '';
  const head = `function ${indexName}(${store}value: ${typeName}): number {`;
  return `${indexTable(code)}${head}\n${indexBody(code, outside)}\n}`;
}

const isMapped = ({ label }: LabelCode) =>
  label.bound.kind === 'values' && label.cardinality > MOST_IN_SWITCH;

function indexTable(code: LabelCode): string {
  if (!isMapped(code)) return '';
  const { valuesName, typeName } = code;
  return `const ${tableName(code)}: ReadonlyMap<${typeName}, number> = new Map(
  ${valuesName}.map((value, position) => [value, position]),
);\n\n`;
}

const tableName = ({ valuesName }: LabelCode) => valuesName.replace(/_VALUES/, '_POSITIONS');

function indexBody(code: LabelCode, outside: string): string {
  const { label, valuesName, open } = code;
  const { bound, overflow } = label;
  const position = overflowPosition(label);
  const early =
    overflow === undefined || bound.kind === 'values'
      ? []
      : [`  if (value === ${stringLiteral(overflow)}) return ${position};`];
  switch (bound.kind) {
    case 'values':
      if (isMapped(code)) return `  return ${tableName(code)}.get(value) ?? ${outside};`;
      return switchOn(label, outside);
    case 'ranges':
      return [
        ...early,
        `  if (typeof value !== 'number' || !(value >= ${bound.lowest})) return ${outside};`,
        decision('value', bound.upper, 2),
      ].join('\n');
    case 'integers': {
      const offset =
        bound.from === 0 ? 'value' : bound.from < 0 ? `value + ${-bound.from}` : `value - ${bound.from}`;
      const within = `Number.isInteger(value) && value >= ${bound.from} && value <= ${bound.to}`;
      return [...early, `  return ${within} ? ${offset} : ${outside};`].join('\n');
    }
    case 'open': {
      const lookup = `store.openIndex(${open}, value, ${valuesName})`;
      if (overflow === undefined) return `  return ${lookup};`;
      return [
        ...early,
        `  const position = ${lookup};`,
        `  return position < 0 ? ${outside} : position;`,
      ].join('\n');
    }
  }
}

function switchOn({ values = [] }: Label, outside: string): string {
  const cases = values.map(
    (value, position) => `    case ${stringLiteral(value)}:\n      return ${position};`,
  );
  return ['  switch (value) {', ...cases, `    default:\n      return ${outside};`, '  }'].join('\n');
}
