import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabelValues, SeriesDeclaration } from '../../src/promql/catalogue.ts';
import { inferFlow } from '../../src/promql/infer.ts';
import { admits } from '../../src/promql/label-values.ts';
import { print } from '../../src/promql/print.ts';
import { type LoadedPrometheus, startLoadedPrometheus } from '../support/prometheus-server.ts';
import { requireTool } from '../support/tools.ts';
import { queriesOver } from './queries.arbitrary.ts';
import { catalogueOf, DECLARATIONS } from './ryot.catalogue.ts';

const START = 1_700_000_000;
const MINUTES = 12;
/** Floating-point sums may miss a bound by this much. */
const ROUNDING = 1e-9;
/** Some values of the labels that have no list. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  instance: ['a:1', 'b:2', 'c:3'],
  tenant: ['acme-1', 'x'],
  revision: ['r1', 'r2'],
};

const prometheus = await requireTool('prometheus');
const promtool = await requireTool('promtool');

describe.skipIf(prometheus.skip || promtool.skip)(prometheus.title('a real Prometheus'), () => {
  let server: LoadedPrometheus;
  beforeAll(async () => {
    server = await startLoadedPrometheus(prometheus.get(), promtool.get(), samples());
  });
  afterAll(() => server.stop());

  test('gives no label, no number of series and no value that inference calls impossible', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(queriesOver(DECLARATIONS), async (query) => {
        const text = print(query);
        const { root } = inferFlow(query, catalogueOf(DECLARATIONS));
        const result = await server.query(text, START + (MINUTES - 1) * 60);
        if ('error' in result) return;
        answered += result.series.length > 0 ? 1 : 0;
        expect(result.series.length, text).toBeLessThanOrEqual(root.series);
        for (const { metric, value } of result.series) {
          const number = Number(value[1].replace('Inf', 'Infinity'));
          if (Number.isFinite(number)) {
            expect(number, text).toBeGreaterThanOrEqual(
              (root.range.min ?? Number.NEGATIVE_INFINITY) - ROUNDING,
            );
            expect(number, text).toBeLessThanOrEqual((root.range.max ?? Number.POSITIVE_INFINITY) + ROUNDING);
          }
          for (const [name, value] of Object.entries(metric)) {
            const fact = root.labels.get(name);
            expect(fact.status, `${name} of ${text}`).not.toBe('impossible');
            expect(admits(fact.values, value), `${name}="${value}" of ${text}`).toBe(true);
          }
          for (const [name, fact] of root.labels.known)
            if (fact.status === 'guaranteed')
              expect(Object.keys(metric), `${name} of ${text}`).toContain(name);
        }
      }),
      { numRuns: 2000 },
    );
    expect(answered).toBeGreaterThan(300);
  });
});

/** Samples of a random half of the declared series, once a minute, in the text format of OpenMetrics. */
function samples(): string {
  let state = 42;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return DECLARATIONS.flatMap((declaration) =>
    combinations(declaration).flatMap((labels) => {
      if (random() < 0.5) return [];
      const series = `${declaration.series}{${labels.map(([name, value]) => `${name}="${value}"`).join(',')}}`;
      let value = Math.floor(random() * 3);
      return Array.from({ length: MINUTES }, (_, minute) => {
        const step = Math.floor(random() * 3);
        value =
          declaration.kind === 'counter' ? value + step : Math.max(declaration.range?.min ?? -1, step % 2);
        return `${series} ${value} ${START + minute * 60}\n`;
      });
    }),
  ).join('');
}

function combinations({ labels }: SeriesDeclaration): [string, string][][] {
  let sets: [string, string][][] = [[]];
  for (const [name, { values, optional }] of labels)
    sets = sets.flatMap((set) => [
      ...valuesOf(name, values).map((value): [string, string][] => [...set, [name, value]]),
      ...(optional ? [set] : []),
    ]);
  return sets;
}

/** One spelling of a boundary, since a target exposes one. */
function valuesOf(name: string, values: LabelValues): readonly string[] {
  if (values.kind !== 'closed') return EXAMPLES[name] ?? [];
  return name === 'le'
    ? values.values.filter((value) => !Number.isInteger(Number(value)) || value.endsWith('.0'))
    : values.values;
}
