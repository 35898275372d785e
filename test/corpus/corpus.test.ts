import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, codeAndPlace } from '../support/check.ts';

const FOLDER = import.meta.dirname;
const SPECS = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => relative(FOLDER, join(FOLDER, name)))
  .sort();

/** Each spec says in its first line what is wrong with it, and where from and to. */
function expected(text: string): string[] {
  const comment = /^# expect: (.+)/.exec(text)?.[1] ?? 'no expectation';
  return comment === 'nothing' ? [] : [comment];
}

describe('a spec with one fault gets one finding, at the very characters, and an honest one none', () => {
  it.each(SPECS)('%s', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    expect(check(name, text).map(codeAndPlace)).toEqual(expected(text));
  });
});
