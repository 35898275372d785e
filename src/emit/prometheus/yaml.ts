import { Document, isMap, isScalar, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { formatDuration } from '../../spec/scalars.ts';

/** A value of a generated YAML file. Nothing undefined is written. */
export type Value = string | number | boolean | readonly Value[] | ValueMap | Node;
export interface ValueMap {
  readonly [key: string]: Value | undefined;
}

const WIDTH = 100;

/** A YAML file that begins with comments. Built as data: no value can break out of its place. */
export function yamlFile(comments: readonly string[], content: ValueMap): string {
  const document = new Document();
  document.contents = node(content);
  document.commentBefore = comments.map(comment).join('\n');
  return document.toString({ lineWidth: WIDTH, flowCollectionPadding: false, blockQuote: 'literal' });
}

/** The node with comments of its own above it. */
export function commented(comments: readonly string[], value: Value): Node {
  const made = node(value);
  const text = comments
    .filter((line) => line !== '')
    .map(comment)
    .join('\n');
  if (text !== '') made.commentBefore = text;
  return made;
}

/** The node with an empty line above it. */
export function spaced(value: Value): Node {
  const made = node(value);
  made.spaceBefore = true;
  return made;
}

/** A list or map on one line. */
export function inline(value: readonly Value[] | ValueMap): Node {
  const made = node(value) as YAMLMap | YAMLSeq;
  made.flow = true;
  return made;
}

/** Text that keeps its lines, as a block. */
export function block(text: string): Node {
  const scalar = new Scalar(text);
  if (text.includes('\n')) scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}

/** Seconds as Prometheus reads them. */
export function seconds(value: number): string {
  return formatDuration(value);
}

/** Text of a comment: one `#` a line, whatever kind of line break is in it. */
function comment(text: string): string {
  return text
    .split(/[\r\n\u0085\u2028\u2029]+/)
    .map((line) => ` ${line}`)
    .join('\n');
}

function node(value: Value): Node {
  if (isNode(value)) return value;
  if (Array.isArray(value)) {
    const list = new YAMLSeq();
    list.items = value.map(node);
    return list;
  }
  if (typeof value !== 'object') return new Scalar(value);
  const map = new YAMLMap();
  for (const [key, child] of Object.entries(value)) {
    if (child !== undefined) map.add(entry(key, node(child)));
  }
  return map;
}

/** What stands above a value stands above its key. */
function entry(key: string, value: Node): Pair<Scalar, Node> {
  const name = new Scalar(key);
  if (value.spaceBefore) name.spaceBefore = true;
  if (value.commentBefore) name.commentBefore = value.commentBefore;
  value.spaceBefore = false;
  value.commentBefore = null;
  return new Pair(name, value);
}

function isNode(value: Value): value is Node {
  return isScalar(value) || isMap(value) || value instanceof YAMLSeq;
}
