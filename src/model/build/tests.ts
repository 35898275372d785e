import { parseDuration } from '../../spec/scalars.ts';
import type { TestInput } from '../alert.ts';
import { type BuildContext, defined } from './context.ts';

interface WrittenTest {
  readonly name?: string | undefined;
  readonly interval?: string | undefined;
  readonly input: TestInput['input'];
  readonly at: string;
}

/** What every test of the spec has, whatever it expects. */
export function testInputOf({ spec }: BuildContext, { name, interval, input, at }: WrittenTest): TestInput {
  return {
    interval: parseDuration(interval ?? spec.service.scrape_interval),
    input,
    at: parseDuration(at),
    ...defined({ name }),
  };
}

/** Label sets as they are written. */
export function labelSetsOf(written: readonly Readonly<Record<string, string>>[]) {
  return written.map((labels) => new Map(Object.entries(labels)));
}
