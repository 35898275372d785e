import { isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { Finding } from '../finding/finding.ts';
import { SpecDocument } from './document.ts';
import { toPlain } from './plain.ts';
import { startOf } from './read-file.ts';

interface ParsedYaml {
  readonly document: SpecDocument;
  /** The plain value; undefined when there are findings. */
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/**
 * YAML to plain data. The dialect is narrow on purpose: YAML 1.2, one document, text keys, no directives, tags or
 * merge keys, so that a word means what it looks like. Anchors and aliases are allowed for whole values.
 */
export function parseYaml(file: string, text: string): ParsedYaml {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const document = new SpecDocument(file, text, yaml, lines);
  const findings = [
    ...directiveFindings(document),
    ...withoutFollowers(yaml.errors).map((error) => errorFinding(document, error)),
  ];
  if (findings.length > 0) return { document, value: undefined, findings };
  if (yaml.contents === null || (isScalar(yaml.contents) && yaml.contents.value === null)) {
    return { document, value: undefined, findings: [{ code: 'spec/empty', args: {}, place: startOf(file) }] };
  }
  const plain = toPlain(document, yaml);
  return { document, value: plain.findings.length > 0 ? undefined : plain.value, findings: plain.findings };
}

function directiveFindings(document: SpecDocument): Finding[] {
  const directive = /^%(YAML|TAG)[^\r\n]*/m.exec(document.text);
  if (directive === null || /\S/.test(document.text.slice(0, directive.index).replace(/^#.*$/gm, '')))
    return [];
  const place = document.placeAt(directive.index, directive.index + directive[0].length);
  return [{ code: 'spec/directive', args: { directive: directive[0].trim() }, place }];
}

/** Errors that leave the structure clear; after any other, the parser guesses, and what follows is noise. */
const HARMLESS: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'MULTIPLE_DOCS']);

function withoutFollowers(errors: readonly YAMLError[]): readonly YAMLError[] {
  const [first, ...others] = errors
    .filter(({ code }) => !HARMLESS.has(code))
    .sort((a, b) => a.pos[0] - b.pos[0]);
  if (first === undefined) return errors;
  // Of two errors at one place, that of a key over several lines knows which line is at fault.
  const multiline = others.find(
    ({ code, pos }) => code === 'MULTILINE_IMPLICIT_KEY' && pos[0] === first.pos[0],
  );
  return [multiline ?? first];
}

/** A line whose key or list item is none, because nothing parts it from its value: `title:Shop`, `-record: x`. */
const GLUED = /^([ -]*)(?:(?<!-)(-)(?=[^\s-])|(?<!-)[A-Za-z_][\w-]*(:)(?=\S))/;

/** What the parser says in terms of its own, in terms of the one who writes. */
const PROBLEMS: readonly (readonly [message: RegExp, problem: string])[] = [
  [
    /^Unexpected flow-(map|seq)-start at node end$/,
    'a value with "{" or "[" in it must be quoted where it stands within { } or [ ]',
  ],
  [/^Nested mappings are not allowed in compact mappings$/, 'a value with ": " in it must be quoted'],
  [
    /^Flow map in block collection must/,
    'a "{" above is not closed with "}" (an unquoted " #" begins a comment)',
  ],
  [
    /^Flow sequence in block collection must/,
    'a "[" above is not closed with "]" (an unquoted " #" begins a comment)',
  ],
  [/^Missing closing "quote$/, 'a quote is not closed with "'],
  [/^Missing closing 'quote$/, "a quote is not closed with '"],
  [/^Plain value cannot start with reserved character `$/, 'a value that begins with "`" must be quoted'],
  [/^Plain value cannot start with reserved character @$/, 'a value that begins with "@" must be quoted'],
];

function errorFinding(document: SpecDocument, error: YAMLError): Finding {
  const [start, end] = error.pos;
  switch (error.code) {
    case 'DUPLICATE_KEY': {
      const word = /^("[^"]*"|'[^']*'|[^\s:]+)/.exec(document.text.slice(start))?.[0] ?? '';
      const key = word.replace(/^["']|["']$/g, '');
      return {
        code: 'spec/duplicate-key',
        args: { key },
        place: document.placeAt(start, start + word.length),
      };
    }
    case 'MULTIPLE_DOCS':
      return {
        code: 'spec/several-documents',
        args: { count: document.text.split(/^---(?=\s|$)/m).filter((part) => /\S/.test(part)).length },
        place: document.placeAt(start, start + 3),
      };
    case 'MULTILINE_IMPLICIT_KEY': {
      // The key begins on a line above: this one is indented so deep that it continues the value there, or that
      // line is no key of its own.
      const line = document.text.lastIndexOf('\n', end - 1) + 1;
      const key = line + (/^\s*/.exec(document.text.slice(line))?.[0].length ?? 0);
      const above = document.text.lastIndexOf('\n', start - 1) + 1;
      const glued = GLUED.exec(document.text.slice(above));
      if (glued !== null) {
        const [whole, blank = '', hyphen, colon] = glued;
        return {
          code: 'spec/yaml',
          args: { problem: `a space is missing after "${hyphen ?? colon}"` },
          place: document.placeAt(above + blank.length, above + whole.length),
        };
      }
      const problem = 'this line is indented deeper than the one it should line up with';
      return { code: 'spec/yaml', args: { problem }, place: document.placeAt(key, end) };
    }
    default: {
      const problem =
        PROBLEMS.find(([message]) => message.test(error.message))?.[1] ??
        error.message.replace(/^[A-Z]/, (letter) => letter.toLowerCase());
      return {
        code: 'spec/yaml',
        args: { problem },
        place: document.placeAt(start, Math.max(end, start + 1)),
      };
    }
  }
}
