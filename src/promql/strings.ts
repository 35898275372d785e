import { isUtf8 } from 'node:buffer';

const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
const NUMERIC: Readonly<Record<string, readonly [digits: number, base: number]>> = {
  x: [2, 16],
  u: [4, 16],
  U: [8, 16],
};

type Unquoted = { readonly value: string } | { readonly problem: string; readonly at: number };

/**
 * The value of a PromQL string literal (with its quotes). A `problem` is told with its offset in `text`.
 * @see https://github.com/prometheus/prometheus/blob/v2.42.0/promql/parser/lex.go (lexEscape)
 */
export function unquote(text: string): Unquoted {
  const quote = text.charAt(0);
  const body = text.slice(1, -1);
  if (quote === '`' || !body.includes('\\')) return { value: body };
  const bytes: number[] = [];
  for (let at = 0; at < body.length; ) {
    if (body.charAt(at) !== '\\') {
      const char = String.fromCodePoint(body.codePointAt(at) ?? 0);
      bytes.push(...Buffer.from(char));
      at += char.length;
      continue;
    }
    const read = readEscape(body, at + 1, quote);
    if ('problem' in read) return { problem: read.problem, at: at + 1 };
    bytes.push(...read.bytes);
    at = read.next;
  }
  return { value: decode(Buffer.from(bytes)) };
}

/** Text of UTF-8; each byte that is not UTF-8 becomes a lone surrogate, U+DC00 and the byte, so that none is lost. */
function decode(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find(
      (size) => at + size <= bytes.length && isUtf8(bytes.subarray(at, at + size)),
    );
    text +=
      length === undefined
        ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
        : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return text;
}

type Escape = { readonly bytes: Iterable<number>; readonly next: number } | { readonly problem: string };

function readEscape(body: string, at: number, quote: string): Escape {
  const char = body.charAt(at);
  if (char === quote) return { bytes: [char.charCodeAt(0)], next: at + 1 };
  const simple = SIMPLE[char];
  if (simple !== undefined) return { bytes: [simple], next: at + 1 };
  const octal = /[0-7]/.test(char);
  const [digits, base] = octal ? [3, 8] : (NUMERIC[char] ?? [0, 0]);
  if (digits === 0) return { problem: `unknown escape \\${char}` };
  const start = octal ? at : at + 1;
  const run = body.slice(start, start + digits);
  const code = new RegExp(`^[${base === 8 ? '0-7' : '0-9a-fA-F'}]{${digits}}$`).test(run)
    ? Number.parseInt(run, base)
    : Number.NaN;
  if (Number.isNaN(code)) return { problem: `\\${char} needs ${digits} digits of base ${base}` };
  const isByte = octal || char === 'x';
  const limit = isByte ? 0xff : 0x10ffff;
  if (code > limit || (code >= 0xd800 && code < 0xe000))
    return { problem: `\\${char}${octal ? '' : run} is no character` };
  return { bytes: isByte ? [code] : Buffer.from(String.fromCodePoint(code)), next: start + digits };
}

/** A double-quoted PromQL string literal with `value` inside, whatever characters (or bytes, see `decode`) it holds. */
export function quote(value: string): string {
  const escaped = value.replace(/[\\"\p{Cc}\p{Cs}\ufffd]/gu, (char) => {
    if (char === '\\' || char === '"') return `\\${char}`;
    if (char === '\n') return '\\n';
    if (char === '\t') return '\\t';
    const code = char.charCodeAt(0);
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
    // Half a character is nothing that UTF-8 can hold.
    return `\\u${(code >= 0xd800 && code < 0xe000 ? 0xfffd : code).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}
