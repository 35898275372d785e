import type { At, Duration, Span } from './ast.ts';
import { parseDuration } from './duration.ts';
import { SyntaxProblem } from './lexer.ts';
import { parseNumber } from './number.ts';
import type { TokenReader } from './token-reader.ts';

export function readOffset(reader: TokenReader, keyword: Span): Duration {
  const sign = reader.take('-') ?? (reader.atLeast('3.4') ? reader.take('+') : undefined);
  const length = readDuration(reader, 'offset');
  const span = { offset: keyword.offset, end: length.span.end };
  return { ...length, span, ms: sign?.text === '-' ? -length.ms : length.ms };
}

export function readAt(reader: TokenReader, keyword: Span): At {
  for (const kind of ['start', 'end'] as const) {
    if (!reader.is(kind)) continue;
    reader.next();
    reader.expect('(', `after @ ${kind}`);
    const close = reader.expect(')', `after @ ${kind}(`);
    return { kind, span: { offset: keyword.offset, end: close.span.end } };
  }
  const sign = reader.take('-') ?? reader.take('+');
  const token = reader.next();
  const seconds = parseNumber(token.text, reader.version);
  const span = { offset: keyword.offset, end: token.span.end };
  if (token.type === 'end' || token.type === 'string' || seconds === undefined)
    throw new SyntaxProblem('@ needs a time in seconds, start() or end()', span);
  // Milliseconds must fit an int64: https://github.com/prometheus/prometheus/blob/v2.42.0/promql/parser/parse.go
  if (!(Math.abs(seconds * 1000) < 2 ** 63))
    throw new SyntaxProblem('@ is given a time that does not exist', span);
  return { kind: 'timestamp', seconds: sign?.text === '-' ? -seconds : seconds, span };
}

export function readDuration(reader: TokenReader, what: 'range' | 'step' | 'offset'): Duration {
  const token = reader.next();
  const variable = reader.variableAt(token);
  if (variable !== undefined) return { span: token.span, ms: 0, variable };
  const ms =
    token.type !== 'number'
      ? undefined
      : (parseDuration(token.text) ??
        (reader.atLeast('2.54') ? secondsToMs(parseNumber(token.text, reader.version)) : undefined));
  if (ms === undefined)
    throw new SyntaxProblem(`the ${what} must be a duration such as 5m or 1h30m`, token.span);
  if (ms === 0 && !(what === 'offset' && reader.atLeast('3.0')))
    throw new SyntaxProblem(`the ${what} must be longer than 0`, token.span);
  return { span: token.span, ms };
}

function secondsToMs(seconds: number | undefined): number | undefined {
  return seconds === undefined || !Number.isFinite(seconds) ? undefined : Math.round(seconds * 1000);
}
