import type { SpecPath } from '../../spec/path.ts';
import { parseDuration } from '../../spec/scalars.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Presence, Runbook, TestInput } from '../alert.ts';
import { hasModule, presenceCounter } from '../own-metrics.ts';
import type { BuildContext } from './context.ts';

// What alerts and objectives have alike.

export function runbookOf(
  context: BuildContext,
  written: Spec['alerts'][number]['runbook'],
  path: SpecPath,
): Runbook {
  return {
    ...written,
    diagnosis: (written?.diagnosis ?? []).map((item, index) => {
      const { step, query = undefined } = typeof item === 'string' ? { step: item } : item;
      return {
        step,
        query: query === undefined ? undefined : context.expression(query, true),
        path: [...path, 'diagnosis', index],
      };
    }),
    mitigation: written?.mitigation ?? [],
    links: written?.links ?? [],
  };
}

interface WrittenTest {
  readonly name?: string | undefined;
  readonly interval?: string | undefined;
  readonly input: TestInput['input'];
  readonly at: string;
}

/** What every test of the spec has, whatever it expects. */
export function testInputOf(context: BuildContext, { name, interval, input, at }: WrittenTest): TestInput {
  return {
    name,
    interval: parseDuration(interval ?? context.spec.service.scrape_interval),
    // A series of the service has the labels of its scope; `name{...}` of promtool is a selector.
    input: input.map(({ series, values }) => ({ series: context.expression(series).expr, values })),
    at: parseDuration(at),
  };
}

/** Label sets as they are written. */
export function labelSetsOf(written: readonly Readonly<Record<string, string>>[]) {
  return written.map((labels) => new Map(Object.entries(labels)));
}

/** What shows which targets of the service are up; undefined where metrics are pushed by something else than the module. */
export function servicePresence(context: BuildContext): Presence | undefined {
  const { service, outputs } = context.spec;
  const { arrives } = service;
  if (arrives === 'scrape') return { arrives, series: 'up', target: context.target };
  if (!hasModule(outputs)) return undefined;
  return { arrives, series: presenceCounter({ service, metrics: context.metrics }), target: context.target };
}
