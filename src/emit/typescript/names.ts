import { capital } from '../../finding/prose.ts';

/** Words of a snake_case name; leading underscores and colons do not count. */
function words(name: string): readonly string[] {
  return name.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '');
}

/** `inference_requests_total` as `InferenceRequestsTotal`; prefixed with `N` where a digit would come first. */
export function pascalCase(name: string): string {
  const joined = words(name).map(capital).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `N${joined}`;
}

/** `inference_requests_total` as `inferenceRequestsTotal`. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** `batch_size` as `BATCH_SIZE`. */
export function upperCase(name: string): string {
  const joined = words(name).join('_').toUpperCase();
  return /^[A-Z]/.test(joined) ? joined : `N_${joined}`;
}

/** Identifiers of one scope: each is given out once. */
export class Names {
  private readonly taken: Set<string>;

  constructor(reserved: Iterable<string>) {
    this.taken = new Set(reserved);
  }

  /** The first of the candidates that is free, else the last one with a number. */
  claim(...candidates: readonly [string, ...string[]]): string {
    const last = candidates[candidates.length - 1] ?? candidates[0];
    let name = candidates.find((candidate) => !this.taken.has(candidate));
    for (let number = 2; name === undefined; number++) {
      if (!this.taken.has(`${last}${number}`)) name = `${last}${number}`;
    }
    this.taken.add(name);
    return name;
  }
}

/** Types that a module should not hide, besides those that the runtime itself uses. */
export const GLOBAL_TYPES: readonly string[] =
  'Any Array ArrayBuffer BigInt Boolean Date Error Exclude Extract Function Iterable Iterator Map Math Number Object Omit Partial Pick Promise Proxy Readonly Record Reflect RegExp Required Set String Symbol'.split(
    ' ',
  );

/** Words that cannot name a variable or parameter in a module. */
export const RESERVED_WORDS: readonly string[] =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield NaN Infinity globalThis'.split(
    ' ',
  );
