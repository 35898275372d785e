import {
  Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { Finding } from '../finding/finding.ts';
import { SpecDocument } from './document.ts';
import { startOf } from './read-file.ts';

/** Nodes that a spec may have once its aliases are written out: far above any honest spec, far below a bomb. */
export const NODE_LIMIT = 500_000;

export interface ParsedYaml {
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
  findings.push(...nodeFindings(document, yaml));
  if (findings.length > 0) return { document, value: undefined, findings };
  return { document, value: yaml.toJS({ maxAliasCount: -1 }), findings };
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
      // The key begins on a line above: this one is indented so deep that it continues the value there.
      const line = document.text.lastIndexOf('\n', end - 1) + 1;
      const key = line + (/^\s*/.exec(document.text.slice(line))?.[0].length ?? 0);
      const problem = 'this line is indented deeper than the one it should line up with';
      return { code: 'spec/yaml', args: { problem }, place: document.placeAt(key, end) };
    }
    default: {
      const problem = error.message.replace(/^[A-Z]/, (letter) => letter.toLowerCase());
      return {
        code: 'spec/yaml',
        args: { problem },
        place: document.placeAt(start, Math.max(end, start + 1)),
      };
    }
  }
}

/** What the YAML library lets pass: tags, merge keys, dangling and circular aliases, alias bombs. */
function nodeFindings(document: SpecDocument, yaml: Document): Finding[] {
  const findings: Finding[] = [];
  const at = (node: Node) => document.placeAt(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
  visit(yaml, {
    Node(_, node) {
      if (node.tag !== undefined && !isAlias(node)) {
        findings.push(tagFinding(document, node, node.tag));
      }
    },
    Pair(_, pair) {
      if (isScalar(pair.key) && pair.key.value === '<<') {
        findings.push({ code: 'spec/merge-key', args: {}, place: at(pair.key) });
      }
    },
    Alias(_, alias) {
      if (alias.resolve(yaml) === undefined) {
        const problem = `the alias *${alias.source} names no anchor above it`;
        findings.push({ code: 'spec/yaml', args: { problem }, place: at(alias) });
      }
    },
  });
  if (findings.length > 0) return findings;
  const size = new ExpandedSize(yaml);
  size.of(yaml.contents);
  for (const alias of size.circular) {
    findings.push({ code: 'spec/alias-cycle', args: { anchor: alias.source }, place: at(alias) });
  }
  if (findings.length === 0 && size.of(yaml.contents) > NODE_LIMIT) {
    const place = size.largest === undefined ? startOf(document.file) : at(size.largest);
    findings.push({ code: 'spec/alias-limit', args: { limit: NODE_LIMIT }, place });
  }
  return findings;
}

/** The tag stands before its node, with nothing but white space and an anchor in between. */
function tagFinding(document: SpecDocument, node: Node, tag: string): Finding {
  const start = node.range?.[0] ?? 0;
  const before = /(!\S*)\s+(?:&\S+\s+)?$/.exec(document.text.slice(0, start));
  const written = before?.[1] ?? '';
  const place =
    before === null
      ? document.placeAt(start, node.range?.[1] ?? start)
      : document.placeAt(before.index, before.index + written.length);
  return { code: 'spec/tag', args: { tag: tag.replace(/^tag:yaml\.org,2002:/, '!!') }, place };
}

/** Counts nodes as if every alias were written out, each shared part once. */
class ExpandedSize {
  readonly circular: Alias[] = [];
  largest: Alias | undefined;
  readonly #yaml: Document;
  readonly #known = new Map<unknown, number>();
  readonly #open = new Set<unknown>();

  constructor(yaml: Document) {
    this.#yaml = yaml;
  }

  of(node: unknown): number {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    this.#open.add(node);
    const size = this.#measure(node);
    this.#open.delete(node);
    this.#known.set(node, size);
    return size;
  }

  #measure(node: unknown): number {
    if (node instanceof Alias) {
      const target = node.resolve(this.#yaml);
      if (this.#open.has(target)) {
        this.circular.push(node);
        return 1;
      }
      const size = this.of(target);
      if (this.largest === undefined || size > this.of(this.largest.resolve(this.#yaml))) this.largest = node;
      return size;
    }
    if (isPair(node)) return this.of(node.key) + this.of(node.value);
    if (isMap(node) || isCollection(node)) {
      return node.items.reduce<number>((sum, item) => sum + this.of(item), 1);
    }
    return isNode(node) ? 1 : 0;
  }
}
