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
