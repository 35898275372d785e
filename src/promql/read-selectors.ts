import type { Grouping, LabelRef, Matcher, Matching, MatchOp, VectorSelector } from './ast.ts';
import { SyntaxProblem } from './lexer.ts';
import { quote } from './strings.ts';
import type { TokenReader } from './token-reader.ts';

export function readSelector(reader: TokenReader): VectorSelector {
  const named = reader.peek().type === 'word' ? reader.next() : undefined;
  const matchers: Matcher[] = [];
  let end = named?.span.end ?? 0;
  const start = named?.span.offset ?? reader.peek().span.offset;
  if (reader.take('{') !== undefined) {
    while (!reader.is('}')) {
      matchers.push(readMatcher(reader));
      if (reader.take(',') === undefined) break;
    }
    end = reader.expect('}', 'to close the label matchers').span.end;
  }
  const span = { offset: start, end };
  if (named !== undefined)
    return { type: 'vector', span, name: { name: named.text, span: named.span }, matchers };
  return { type: 'vector', span, ...quotedName(matchers) };
}

/** A quoted name in braces is the metric's, unless other matchers judge the name too. */
function quotedName(matchers: readonly Matcher[]): Pick<VectorSelector, 'name' | 'matchers'> {
  const [first, ...others] = matchers.filter(({ name }) => name.name === '__name__');
  if (first === undefined || first.name.span !== first.valueSpan || first.value === '' || others.length > 0)
    return { matchers };
  return {
    name: { name: first.value, span: first.valueSpan },
    matchers: matchers.filter((matcher) => matcher !== first),
  };
}

/** A label matcher; in Prometheus 3 also a quoted metric name, which stands for a matcher of `__name__`. */
function readMatcher(reader: TokenReader): Matcher {
  const quoted = reader.peek().type === 'string';
  const name = readLabelName(reader, 'braces');
  const { span: nameSpan } = name;
  if (quoted && (reader.is(',') || reader.is('}')))
    return {
      span: nameSpan,
      name: { name: '__name__', span: nameSpan },
      op: '=',
      value: name.name,
      valueSpan: nameSpan,
    };
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

/** Words that Prometheus reads as something else where labels are listed in parentheses. */
const NO_GROUPING_LABELS: ReadonlySet<string> = new Set(['without', 'inf', 'nan']);

function readLabelName(reader: TokenReader, place: 'braces' | 'parentheses'): LabelRef {
  const token = reader.peek();
  const { span } = token;
  if (token.type === 'string') {
    reader.need('3.0', 'a quoted name', span);
    const name = reader.string().value;
    // Lone surrogates stand for bytes that are not UTF-8.
    if (place === 'parentheses' && (name === '' || /\p{Cs}/u.test(name)))
      throw new SyntaxProblem(`${quote(name)} is not a label name`, span);
    return { name, span };
  }
  const colon = token.text.includes(':') && (place === 'braces' || !reader.atLeast('3.0'));
  const other = place === 'parentheses' && NO_GROUPING_LABELS.has(token.key);
  if (token.type !== 'word' || colon || other) reader.fail('a label name');
  reader.next();
  return { name: reader.variableAt(token) ?? token.text, span };
}

function readLabels(reader: TokenReader): { labels: LabelRef[]; end: number } {
  reader.expect('(', 'before the label names');
  const labels: LabelRef[] = [];
  while (!reader.is(')')) {
    labels.push(readLabelName(reader, 'parentheses'));
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
