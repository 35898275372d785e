import type { Matcher } from './ast.ts';
import type { SeriesDeclaration } from './catalogue.ts';

type Index = ReadonlyMap<string, readonly SeriesDeclaration[]>;

const indexes = new WeakMap<SeriesDeclaration, Map<string, Index | undefined>>();

/**
 * What a selector picks of series that several rules record under one name: those of the rules that set the labels which
 * it asks for, or all of them as one.
 */
export function partsOf(
  declaration: SeriesDeclaration,
  matchers: readonly Matcher[],
): readonly SeriesDeclaration[] {
  const { parts } = declaration;
  if (parts === undefined) return [declaration];
  let picked = parts;
  for (const { name, op, value } of matchers) {
    const some = op === '=' ? indexBy(declaration, parts, name.name)?.get(value) : undefined;
    if (some !== undefined && some.length < picked.length) picked = some;
  }
  return picked.length < parts.length ? picked : [declaration];
}

/** The parts by the value of a label; undefined unless each part has the one value of it. */
function indexBy(
  declaration: SeriesDeclaration,
  parts: readonly SeriesDeclaration[],
  label: string,
): Index | undefined {
  const known = indexes.get(declaration) ?? new Map<string, Index | undefined>();
  indexes.set(declaration, known);
  if (!known.has(label)) known.set(label, indexOf(parts, label));
  return known.get(label);
}

function indexOf(parts: readonly SeriesDeclaration[], label: string): Index | undefined {
  const index = new Map<string, SeriesDeclaration[]>();
  for (const part of parts) {
    const { values, optional } = part.labels.get(label) ?? {};
    const only = values?.kind === 'closed' && values.values.length === 1 ? values.values[0] : undefined;
    if (only === undefined || optional === true) return undefined;
    const same = index.get(only);
    if (same === undefined) index.set(only, [part]);
    else same.push(part);
  }
  return index;
}
