import type { SpecPath } from '../spec/path.ts';
import type { Spec } from '../spec/schema/spec.ts';

type Written = Spec['metrics'][string] | Spec['external'][string];

/** A metric as the spec writes it. */
export interface WrittenMetric {
  readonly what: string;
  readonly name: string;
  readonly written: Written;
  readonly path: SpecPath;
}

/** Every metric of the spec, in the order in which the model resolves them. */
export function writtenMetrics({ metrics, sources, external }: Spec): WrittenMetric[] {
  const section = (what: string, written: Readonly<Record<string, Written>>, path: SpecPath) =>
    Object.entries(written).map(([name, metric]) => ({ what, name, written: metric, path: [...path, name] }));
  return [
    ...section('metric', metrics, ['metrics']),
    ...Object.entries(sources).flatMap(([name, source]) =>
      section(`metric of the source ${name}`, source.metrics, ['sources', name, 'metrics']),
    ),
    ...section('external metric', external, ['external']),
  ];
}
