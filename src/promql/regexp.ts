import { type RegexpNode, RegexpProblem, RegexpReader } from './regexp-syntax.ts';
import { DEFAULT_VERSION } from './version.ts';

/** A compiled RE2 expression, matched as Prometheus does: against the whole value. */
export interface Regexp {
  matches(value: string): boolean;
  /** The alternatives at the top, in order: `a|b` has two, most expressions one. */
  readonly alternatives: readonly Alternative[];
}

export interface Alternative {
  readonly source: string;
  /** The text that it is, where it is nothing but text. */
  readonly literal: string | undefined;
  matches(value: string): boolean;
}

export type CompiledRegexp = Regexp | { readonly problem: string };

const cache = new Map<string, CompiledRegexp>();

/**
 * Compiles what Go's `regexp` accepts, and refuses with a reason what it refuses. Matching takes time linear in the
 * value's length whatever the expression, as RE2's does, so that no expression in a spec can hang the tool.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function compileRegexp(source: string, version: string = DEFAULT_VERSION): CompiledRegexp {
  const key = `${version}\n${source}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const compiled = compile(source, version);
  cache.set(key, compiled);
  return compiled;
}

function compile(source: string, version: string): CompiledRegexp {
  let tree: RegexpNode;
  try {
    tree = new RegexpReader(source, version).read();
  } catch (error) {
    if (error instanceof RegexpProblem) return { problem: error.message };
    throw error;
  }
  const [nodes, sources] = tree.kind === 'alternate' ? [tree.options, tree.sources] : [[tree], [source]];
  const alternatives = nodes.map((node, index) => {
    const program = assemble(node);
    return {
      source: sources[index] ?? '',
      literal: literalOf(node),
      matches: (value: string) => run(program, value),
    };
  });
  const program = assemble(tree);
  return { matches: (value) => run(program, value), alternatives };
}

function literalOf(node: RegexpNode): string | undefined {
  switch (node.kind) {
    case 'empty':
      return '';
    case 'char':
      return node.literal;
    case 'sequence': {
      const parts = node.parts.map(literalOf);
      return parts.includes(undefined) ? undefined : parts.join('');
    }
    default:
      return undefined;
  }
}

type Instruction =
  | { readonly kind: 'char'; readonly test: (code: number) => boolean; readonly next: number }
  | {
      readonly kind: 'assert';
      readonly test: (before: number, after: number) => boolean;
      readonly next: number;
    }
  | { readonly kind: 'split'; readonly nexts: readonly number[] }
  | { readonly kind: 'match' };

interface Program {
  readonly code: readonly Instruction[];
  readonly start: number;
}

/** Lays the tree out back to front, so that every instruction already knows its successor. */
function assemble(tree: RegexpNode): Program {
  const code: Instruction[] = [{ kind: 'match' }];
  const push = (instruction: Instruction): number => code.push(instruction) - 1;
  const emit = (node: RegexpNode, next: number): number => {
    switch (node.kind) {
      case 'empty':
        return next;
      case 'char':
        return push({ kind: 'char', test: node.test, next });
      case 'assert':
        return push({ kind: 'assert', test: node.test, next });
      case 'sequence':
        return node.parts.reduceRight((after, part) => emit(part, after), next);
      case 'alternate':
        return push({ kind: 'split', nexts: node.options.map((option) => emit(option, next)) });
      case 'repeat': {
        let start = next;
        if (node.max === undefined) {
          const nexts = [next];
          start = push({ kind: 'split', nexts });
          nexts.unshift(emit(node.node, start));
        } else {
          for (let extra = node.min; extra < node.max; extra++)
            start = push({ kind: 'split', nexts: [emit(node.node, start), next] });
        }
        for (let times = 0; times < node.min; times++) start = emit(node.node, start);
        return start;
      }
    }
  };
  const start = emit(tree, 0);
  return { code, start };
}

/** Thompson's simulation: all threads step through the value together. */
function run({ code, start }: Program, value: string): boolean {
  const points = [...value].map((char) => char.codePointAt(0) ?? 0);
  let threads = new Set<number>();
  const follow = (at: number, into: Set<number>, position: number): void => {
    if (into.has(at)) return;
    into.add(at);
    const instruction = code[at];
    if (instruction?.kind === 'split') for (const next of instruction.nexts) follow(next, into, position);
    else if (
      instruction?.kind === 'assert' &&
      instruction.test(points[position - 1] ?? -1, points[position] ?? -1)
    )
      follow(instruction.next, into, position);
  };
  follow(start, threads, 0);
  points.forEach((point, position) => {
    const stepped = new Set<number>();
    for (const at of threads) {
      const instruction = code[at];
      if (instruction?.kind === 'char' && instruction.test(point))
        follow(instruction.next, stepped, position + 1);
    }
    threads = stepped;
  });
  return threads.has(0);
}

/** A regexp that matches exactly `text`, in RE2's syntax. */
export function escapeRegexp(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
