import type { SpecPath } from '../../spec/path.ts';
import { parseDuration } from '../../spec/scalars.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Presence, Runbook, TestInput } from '../alert.ts';
import { hasModule, presenceCounter } from '../own-metrics.ts';
import type { BuildContext } from './context.ts';

// What alerts and objectives have alike.

export function runbookOf(written: Spec['alerts'][number]['runbook'], path: SpecPath): Runbook {
  return {
    ...written,
    diagnosis: (written?.diagnosis ?? []).map((item, index) => ({
      ...(typeof item === 'string' ? { step: item } : item),
      path: [...path, 'diagnosis', index],
    })),
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
export function testInputOf({ spec }: BuildContext, { name, interval, input, at }: WrittenTest): TestInput {
  return {
    name,
    interval: parseDuration(interval ?? spec.service.scrape_interval),
    input,
    at: parseDuration(at),
  };
}

/** Label sets as they are written. */
export function labelSetsOf(written: readonly Readonly<Record<string, string>>[]) {
  return written.map((labels) => new Map(Object.entries(labels)));
}

/** What shows which targets of the service are up; undefined where metrics are pushed by something else than the module. */
export function servicePresence({ spec: { service, outputs }, metrics }: BuildContext): Presence | undefined {
  const { arrives, name, job = name } = service;
  if (arrives === 'scrape') return { arrives, series: 'up', job };
  if (!hasModule(outputs)) return undefined;
  return { arrives, series: presenceCounter({ service, metrics }), job };
}
