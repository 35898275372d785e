import type { Grouping, LabelRef, Matcher, Matching, MatchOp, VectorSelector } from './ast.ts';
import { SyntaxProblem } from './lexer.ts';
import type { TokenReader } from './token-reader.ts';

export function readSelector(reader: TokenReader): VectorSelector {
  const named = reader.peek().type === 'word' ? reader.next() : undefined;
  const matchers: Matcher[] = [];
  let name: LabelRef | undefined = named && { name: named.text, span: named.span };
  let end = named?.span.end ?? 0;
  const start = named?.span.offset ?? reader.peek().span.offset;
  if (reader.take('{') !== undefined) {
    while (!reader.is('}')) {
      const item = readMatcher(reader);
      if ('op' in item) matchers.push(item);
      else if (name === undefined) name = item;
      else throw new SyntaxProblem(`the metric is named twice: ${name.name} and ${item.name}`, item.span);
      if (reader.take(',') === undefined) break;
    }
    end = reader.expect('}', 'to close the label matchers').span.end;
  }
  return {
    type: 'vector',
    span: { offset: start, end },
    matchers,
    ...(name === undefined ? {} : { name }),
  };
}

/** A label matcher; in Prometheus 3 also a quoted metric name, which comes back as a `LabelRef`. */
function readMatcher(reader: TokenReader): Matcher | LabelRef {
  const quoted = reader.peek().type === 'string';
  if (quoted && !reader.atLeast('3.0'))
    throw new SyntaxProblem(
      `quoted names need Prometheus 3.0; the target is ${reader.version}`,
      reader.peek().span,
    );
  const name = readLabelName(reader, 'a label name');
  if (quoted && (reader.is(',') || reader.is('}'))) return name;
  const op = reader.next();
  if (op.type !== 'operator' || !/^(?:=|!=|=~|!~)$/.test(op.text))
    throw new SyntaxProblem(`${name.name} needs one of = != =~ !~ after it`, op.span);
  if (reader.peek().type !== 'string') reader.fail('a quoted label value');
  const value = reader.string();
  return {
    span: { offset: name.span.offset, end: value.span.end },
    name,
    op: op.text as MatchOp,
    value: value.value,
    valueSpan: value.span,
  };
}

function readLabelName(reader: TokenReader, what: string): LabelRef {
  if (reader.peek().type === 'string' && reader.atLeast('3.0')) {
    const { value, span } = reader.string();
    return { name: value, span };
  }
  const token = reader.peek();
  if (token.type !== 'word' || token.text.includes(':')) reader.fail(what);
  reader.next();
  return { name: reader.variableAt(token) ?? token.text, span: token.span };
}

function readLabels(reader: TokenReader): { labels: LabelRef[]; end: number } {
  reader.expect('(', 'before the label names');
  const labels: LabelRef[] = [];
  while (!reader.is(')')) {
    labels.push(readLabelName(reader, 'a label name'));
    if (reader.take(',') === undefined) break;
  }
  return { labels, end: reader.expect(')', 'after the label names').span.end };
}

export function readMatching(reader: TokenReader): Matching | undefined {
  const start = reader.peek().span.offset;
  const kind = reader.is('on') ? 'on' : reader.is('ignoring') ? 'ignoring' : undefined;
  if (kind === undefined) return undefined;
  reader.next();
  const { labels, end } = readLabels(reader);
  const side = reader.is('group_left') ? 'left' : reader.is('group_right') ? 'right' : undefined;
  if (side === undefined) return { span: { offset: start, end }, kind, labels };
  const word = reader.next();
  const include = reader.is('(') ? readLabels(reader) : { labels: [], end: word.span.end };
  return {
    span: { offset: start, end: include.end },
    kind,
    labels,
    group: { side, include: include.labels },
  };
}

export function readGrouping(reader: TokenReader): Grouping | undefined {
  const kind = reader.is('by') ? 'by' : reader.is('without') ? 'without' : undefined;
  if (kind === undefined) return undefined;
  const start = reader.next().span.offset;
  const { labels, end } = readLabels(reader);
  return { span: { offset: start, end }, kind, labels };
}
