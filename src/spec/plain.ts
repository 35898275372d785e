import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Code, FindingArgs } from '../finding/catalogue.ts';
import { type Finding, finding } from '../finding/finding.ts';
import type { SpecDocument } from './document.ts';

/** Nodes that a spec may have once its aliases are written out: far above any honest spec, far below a bomb. */
const NODE_LIMIT = 500_000;

export interface Plain {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/**
 * The plain value of a document, and what the YAML library lets pass: tags, merge keys, dangling and circular aliases,
 * alias bombs. One walk does it all, because a spec is read by every command.
 */
export function toPlain(document: SpecDocument, yaml: Document): Plain {
  const walk = new Walk(document, yaml);
  const { value, size } = walk.convert(yaml.contents);
  if (size > NODE_LIMIT && walk.findings.length === 0) {
    const node = walk.largestAlias ?? yaml.contents;
    walk.report('spec/alias-limit', { limit: NODE_LIMIT }, node);
  }
  return { value, findings: walk.findings };
}

interface Converted {
  readonly value: unknown;
  /** Nodes, each alias counted as what it stands for. */
  readonly size: number;
}

const NOTHING: Converted = { value: null, size: 1 };

class Walk {
  readonly findings: Finding[] = [];
  largestAlias: Node | undefined;
  #largest = 0;
  readonly #document: SpecDocument;
  readonly #yaml: Document;
  /** What anchors stand for, so that an alias costs nothing. */
  readonly #anchored = new Map<Node, Converted>();
  /** Anchors whose value is being converted: an alias to one of them would never end. */
  readonly #open = new Set<Node>();

  constructor(document: SpecDocument, yaml: Document) {
    this.#document = document;
    this.#yaml = yaml;
  }

  report<C extends Code>(code: C, args: FindingArgs<C>, node: Node | null): void {
    const [start, end] = node?.range ?? [0, 0];
    this.findings.push(finding(code, args, this.#document.placeAt(start, end)));
  }

  convert(node: unknown): Converted {
    if (isAlias(node)) return this.#alias(node);
    if (isScalar(node)) {
      this.#checkTag(node);
      return { value: node.value, size: 1 };
    }
    if (!isMap(node) && !isSeq(node)) return NOTHING;
    this.#checkTag(node);
    if (node.anchor === undefined) return this.#collection(node);
    this.#open.add(node);
    const converted = this.#collection(node);
    this.#open.delete(node);
    this.#anchored.set(node, converted);
    return converted;
  }

  #collection(node: Node): Converted {
    if (isMap(node)) return this.#map(node);
    let size = 1;
    const value = (isSeq(node) ? node.items : []).map((item) => {
      const converted = this.convert(item);
      size += converted.size;
      return converted.value;
    });
    return { value, size };
  }

  #map(node: YAMLMap): Converted {
    const value: Record<string, unknown> = {};
    let size = 1;
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      if (key === '<<') this.report('spec/merge-key', {}, pair.key as Node);
      if (isScalar(pair.key)) this.#checkTag(pair.key);
      const converted = this.convert(pair.value);
      size += converted.size + 1;
      if (key !== '__proto__') value[key] = converted.value;
      // The validator passes over this key without a word.
      else this.report('spec/invalid-value', { what: key, problem: 'cannot be a key' }, pair.key as Node);
    }
    return { value, size };
  }

  #alias(alias: Node & { source: string; resolve(yaml: Document): Node | undefined }): Converted {
    const target = alias.resolve(this.#yaml);
    if (target === undefined) {
      this.report('spec/yaml', { problem: `the alias *${alias.source} names no anchor above it` }, alias);
      return NOTHING;
    }
    if (this.#open.has(target)) {
      this.report('spec/alias-cycle', { anchor: alias.source }, alias);
      return NOTHING;
    }
    const converted = this.#anchored.get(target) ?? this.convert(target);
    if (converted.size > this.#largest) {
      this.#largest = converted.size;
      this.largestAlias = alias;
    }
    return converted;
  }

  /** The tag stands before its node, with nothing but white space and an anchor in between. */
  #checkTag(node: Node): void {
    if (node.tag === undefined) return;
    const [start, end] = node.range ?? [0, 0];
    const before = /(!\S*)\s+(?:&\S+\s+)?$/.exec(this.#document.text.slice(0, start));
    const tag = node.tag.replace(/^tag:yaml\.org,2002:/, '!!');
    const place =
      before === null
        ? this.#document.placeAt(start, end)
        : this.#document.placeAt(before.index, before.index + (before[1] ?? '').length);
    this.findings.push(finding('spec/tag', { tag }, place));
  }
}
