/**
 * What an RE2 expression is made of: quoted text, escapes, classes, openings of groups, flags, repeats, characters.
 * @see https://github.com/google/re2/wiki/Syntax
 */
const TOKEN =
  /\\Q(?<quoted>[\s\S]*?)(?:\\E|$)|\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|..)|[0-7]{1,3}|[\s\S])|\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]|\(\?[imsU-]*\)|\((?:\?(?:P?<\w+>|[imsU-]*:))?|(?:[*+?]|\{\d+(?:,\d*)?\})\??|[\s\S]/gu;
const FLAGS = /^\(\?[imsU-]*\)$/;

/** The tokens of a valid expression. */
export function regexpTokens(source: string): readonly string[] {
  return source.match(TOKEN) ?? [];
}

/** The alternatives at the top of a valid expression: `a|b` and `(a|b)` have two, most expressions one. */
export function alternativesOf(source: string): readonly string[] {
  const tokens = regexpTokens(source);
  const alternatives = [''];
  let depth = 0;
  let wrapped = /^\((?:\?(?:P?<\w+>|:))?$/.test(tokens[0] ?? '');
  for (const [index, token] of tokens.entries()) {
    if (FLAGS.test(token)) {
      // Flags reach into the alternatives that follow them.
      if (depth === 0) return [source];
    } else if (token.startsWith('(')) depth++;
    else if (token === ')') depth--;
    wrapped &&= depth > 0 || index === tokens.length - 1;
    if (token === '|' && depth === 0) alternatives.push('');
    else alternatives[alternatives.length - 1] += token;
  }
  return wrapped ? alternativesOf(tokens.slice(1, -1).join('')) : alternatives;
}
