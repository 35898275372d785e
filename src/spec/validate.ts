import type * as z from 'zod';
import { didYouMean } from '../finding/define.ts';
import type { Finding } from '../finding/finding.ts';
import { suggest } from '../finding/suggest.ts';
import type { SpecDocument } from './document.ts';
import { formatPath, type SpecPath } from './path.ts';
import { type Spec, specSchema } from './schema/spec.ts';
import { keysAt } from './schema/walk.ts';
import { wordFor } from './yaml-booleans.ts';

type Issue = z.core.$ZodIssue;

/** Checks plain data against the grammar. Every fault becomes a finding at its place. */
export function validate(document: SpecDocument, value: unknown): Spec | readonly Finding[] {
  const result = specSchema.safeParse(value, { reportInput: true, error: wordless });
  if (result.success) return withoutPrototypes(result.data);
  return result.error.issues.flatMap((issue) => toFindings(document, issue, []));
}

/** Looked up by a name such as `constructor`, a map of the spec must not answer with what every object has. */
function withoutPrototypes<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null);
  for (const inner of Object.values(value)) withoutPrototypes(inner);
  return value;
}

/** No words of the library for a value of the wrong kind: those that remain are the words of the grammar. */
const wordless = ({ code }: { readonly code?: string | undefined }) =>
  code === 'invalid_type' ? '' : undefined;

function toFindings(document: SpecDocument, issue: Issue, base: SpecPath): Finding[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(document, path, key));
    case 'invalid_union':
      return fromUnion(document, issue, path);
    case 'invalid_key': {
      const problem = issue.issues[0]?.message ?? 'is not a valid name';
      return [invalid(document, path, `"${String(path.at(-1))}" ${problem}`, 'key')];
    }
    default:
      if (issue.input === undefined && path.length > 0) return [missingKey(document, path)];
      return [invalid(document, path, problemOf(issue))];
  }
}

function unknownKey(document: SpecDocument, parent: SpecPath, key: string): Finding {
  const known = keysAt(specSchema, parent);
  const args = {
    key,
    parent: nameOf(parent),
    suggestion: ELSEWHERE.get(formatPath([...parent, key])) ?? wordFor(key, known) ?? suggest(key, known),
    known: known.join(', '),
  };
  return document.finding('spec/unknown-key', [...parent, key], args, { side: 'key' });
}

/** Where to say what authors look for at another place: who gets which alerts is a matter of teams. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['routing.severities', 'teams.<team>.receivers'],
  ['routing.owners', 'teams.<team>.receivers'],
  ['routing.active_time_intervals', 'teams.<team>.receivers.<severity>.active_time_intervals'],
  ['routing.mute_time_intervals', 'teams.<team>.receivers.<severity>.mute_time_intervals'],
]);

function missingKey(document: SpecDocument, path: SpecPath): Finding {
  const parent = path.slice(0, -1);
  const args = { key: String(path.at(-1)), parent: nameOf(parent) };
  return document.finding('spec/missing-key', parent, args, { side: 'key' });
}

function invalid(
  document: SpecDocument,
  path: SpecPath,
  problem: string,
  side: 'key' | 'value' = 'value',
): Finding {
  return document.finding('spec/invalid-value', path, { what: nameOf(path), problem }, { side });
}

/** The branch that the author most likely meant: the one that gets furthest, then the one with the fewest faults. */
function fromUnion(
  document: SpecDocument,
  issue: Issue & { code: 'invalid_union' },
  path: SpecPath,
): Finding[] {
  const branches = issue.errors.map((issues) => ({
    issues,
    atRoot: issues.some((inner) => inner.path.length === 0 && !PAST_THE_ROOT.has(inner.code)),
  }));
  const [best] = branches
    .filter((branch) => !branch.atRoot)
    .sort((left, right) => left.issues.length - right.issues.length);
  const deep = best?.issues.some((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys');
  if (best !== undefined && (deep || issue.errors.length === 1)) {
    return best.issues.flatMap((inner) => toFindings(document, inner, path));
  }
  if (issue.input === undefined && path.length > 0) return [missingKey(document, path)];
  const values = issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));
  const hint = didYouMean(wordFor(issue.input, values.map(String)));
  return [invalid(document, path, `${shown(issue.input)} ${issue.message}${hint}`)];
}

/** Issues at the root of a branch that show its kind of value was right. */
const PAST_THE_ROOT: ReadonlySet<string | undefined> = new Set(['unrecognized_keys', 'custom']);

function problemOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.message !== '') return `${shown(issue.input)} ${issue.message}`;
      const quotes = isQuoted(issue.input, issue.expected) ? '; remove the quotes' : '';
      return `expected ${KINDS[issue.expected] ?? issue.expected}, found ${shown(issue.input)}${quotes}`;
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      const similar = typeof issue.input === 'string' ? suggest(issue.input, values) : undefined;
      const near = wordFor(issue.input, values) ?? similar;
      const same = near === issue.input ? '; remove the quotes' : ` (did you mean "${near}"?)`;
      const hint = near === undefined ? '' : same;
      return `${shown(issue.input)} is not ${values.length === 1 ? '' : 'one of '}${values.join(', ')}${hint}`;
    }
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? `is shorter than ${issue.minimum}`
        : `${shown(issue.input)} is below the least allowed, ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array' || issue.origin === 'string'
        ? `is longer than ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'items'}`
        : `${shown(issue.input)} is above the most allowed, ${issue.maximum}`;
    case 'invalid_format':
      return `${shown(issue.input)} ${issue.message}`;
    default:
      return issue.message;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text (quote it)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys to values',
  record: 'a map of names to values',
  array: 'a list',
};

/** Whether a text is only text because it is quoted. */
function isQuoted(input: unknown, expected: string): boolean {
  if (typeof input !== 'string') return false;
  if (expected === 'boolean') return input === 'true' || input === 'false';
  return (expected === 'number' || expected === 'int') && /^-?\d+(\.\d+)?$/.test(input);
}

function shown(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a map';
  if (typeof input === 'string')
    return JSON.stringify(input.length > 60 ? `${input.slice(0, 57)}...` : input);
  return String(input);
}

function nameOf(path: SpecPath): string {
  return path.length === 0 ? 'the spec' : formatPath(path);
}
