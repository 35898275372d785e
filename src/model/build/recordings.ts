import type { SpecPath } from '../../spec/path.ts';
import { parseDuration } from '../../spec/scalars.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Recording, RecordingDefinition } from '../recording.ts';
import { kept } from '../selector.ts';
import { successionOf } from '../succession.ts';
import type { BuildContext } from './context.ts';
import { metricSelector } from './selectors.ts';

type WrittenRecording = Spec['recordings'][number];

export function buildRecordings(context: BuildContext): Recording[] {
  return context.spec.recordings.flatMap((written, index) => {
    const path = ['recordings', index];
    const definition = definitionOf(context, written, path);
    if (definition === undefined) return [];
    const { record, description } = written;
    return [{ record, description, definition, ...successionOf(written), path }];
  });
}

function definitionOf(
  context: BuildContext,
  written: WrittenRecording,
  path: SpecPath,
): RecordingDefinition | undefined {
  const select = (text: string, ...keys: string[]) => {
    const of = metricSelector(context, text, [...path, ...keys]);
    if (of?.metric.type !== 'native_histogram') return of;
    const problem = 'no test can be derived for a native histogram; write the recording as an `expr`';
    context.report('reference/selector', [...path, ...keys], { text, problem });
    return undefined;
  };
  if (written.expr !== undefined) {
    const exprPath = [...path, 'expr'];
    return { kind: 'expr', ...context.expression(written.expr), exprPath, unit: written.unit };
  }
  if (written.quantile !== undefined) {
    const { q, over, by } = written.quantile;
    const of = select(written.quantile.of, 'quantile', 'of');
    return of && { kind: 'quantile', of, q, over: parseDuration(over), by: kept(by, of) };
  }
  if (written.ratio !== undefined) {
    const { over, by } = written.ratio;
    const of = select(written.ratio.of, 'ratio', 'of');
    const to = select(written.ratio.to, 'ratio', 'to');
    return of && to && { kind: 'ratio', of, to, over: parseDuration(over), by: kept(by, of, to) };
  }
  if (written.aggregate !== undefined) {
    const { reduce, by } = written.aggregate;
    const of = select(written.aggregate.of, 'aggregate', 'of');
    return of && { kind: 'aggregate', of, reduce, by: kept(by, of) };
  }
  const kind = written.rate === undefined ? 'average' : 'rate';
  const body = written.rate ?? written.average;
  const of = body && select(body.of, kind, 'of');
  return of && { kind, of, over: parseDuration(body.over), by: kept(body.by, of) };
}
