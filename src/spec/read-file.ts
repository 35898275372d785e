import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { getSystemErrorMap } from 'node:util';
import type { Finding, Place } from '../finding/finding.ts';

/** The start of a file: the place of findings about the file as a whole. */
export function startOf(file: string): Place {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/** The text of a spec file, of standard input for `-`, or why it cannot be had. A byte order mark is dropped. */
export async function readSpecFile(path: string, name: string): Promise<string | Finding> {
  try {
    if (path === '-') return decode(await buffer(process.stdin), name);
    if ((await stat(path)).isDirectory()) return unreadable(name, 'it is a directory');
    return decode(await readFile(path), name);
  } catch (error) {
    return unreadable(name, reasonOf(error));
  }
}

function unreadable(name: string, problem: string): Finding {
  return { code: 'spec/unreadable', args: { file: name, problem }, place: startOf(name) };
}

/** Why the file system refused something, in words. */
export function reasonOf(error: unknown): string {
  const { code, errno, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file or folder';
  return getSystemErrorMap().get(errno ?? 0)?.[1] ?? code ?? message;
}

/** UTF-8 bytes as text; the finding names the line of the first byte that belongs to no character. */
export function decode(bytes: Uint8Array, name: string): string | Finding {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const offset = firstInvalidByte(bytes);
    const before = new TextDecoder().decode(bytes.subarray(0, offset));
    const line = before.split('\n').length;
    const column = before.length - before.lastIndexOf('\n');
    return {
      code: 'spec/encoding',
      args: { offset },
      place: { file: name, line, column, endLine: line, endColumn: column },
    };
  }
}

/** Bisection over prefixes: a streaming decoder accepts one that merely ends within a character, and holds it back. */
function firstInvalidByte(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (wholeCharacters(bytes.subarray(0, middle)) !== undefined) valid = middle;
    else invalid = middle;
  }
  return Buffer.byteLength(wholeCharacters(bytes.subarray(0, valid)) ?? '');
}

function wholeCharacters(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
