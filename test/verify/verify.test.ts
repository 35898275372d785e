import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseScrape } from '../../src/scrape/parse.ts';
import { verify } from '../../src/verify/verify.ts';
import { modelOf } from '../support/model.ts';
import { specText } from '../typescript/build-model.ts';
import { shop } from '../typescript/generated.ts';

const MODEL = modelOf(specText('service.yaml'));
const SEEN = [...MODEL.metrics.values()];

/** A page of the module with a series of every kind, as a program exposes it. */
function page(format: 'text' | 'openMetrics'): string {
  const metrics = shop.createMetrics();
  metrics.requestsTotal.inc(
    { model: 'bitnet-7b', status: 'success', endpoint: '/v1/completions' },
    3,
    'trace',
  );
  metrics.latencySeconds.observe({ model: 'llama-7b', batch_size: 5 }, 0.2, 'trace');
  metrics.queueDepth.set(4);
  metrics.gpuMemoryPercentage.set({ device_id: 1 }, 40);
  return metrics[format]();
}

function codesOf(text: string): string[] {
  const findings = verify(MODEL, [{ name: 'page', text, scrape: parseScrape(text) }], false);
  return findings.map(({ code }) => code).filter((code) => code !== 'scrape/unseen');
}

interface Alteration {
  readonly name: string;
  readonly code: string;
  /** Lines that it can alter. */
  readonly fits: RegExp;
  readonly altered: (line: string) => string;
}

const declared = (line: string) =>
  SEEN.some(({ name }) => line.replace(/^# [A-Z]+ /, '').startsWith(name.replace(/_total$/, '')));
const OTHER_TYPE = new Map([
  ['counter', 'gauge'],
  ['gauge', 'histogram'],
  ['histogram', 'summary'],
]);

const ALTERATIONS: readonly Alteration[] = [
  {
    name: 'type',
    code: 'scrape/type',
    fits: /^# TYPE/,
    altered: (line) => line.replace(/\w+$/, (type) => OTHER_TYPE.get(type) ?? 'untyped'),
  },
  { name: 'help', code: 'scrape/help', fits: /^# HELP/, altered: (line) => `${line} And more.` },
  { name: 'unit', code: 'scrape/unit', fits: /^# UNIT/, altered: (line) => line.replace(/\w+$/, 'furlongs') },
  {
    name: 'value',
    code: 'scrape/value',
    fits: /^(?!.*le=)\w+\{/,
    altered: (line) => line.replace(/="[^"]*"/, '="!"'),
  },
  {
    name: 'label',
    code: 'scrape/labels',
    fits: /^(?!.*le=)\w+\{/,
    altered: (line) => line.replace(/\{\w+=/, '{zzz='),
  },
  {
    name: 'label more',
    code: 'scrape/labels',
    fits: /^(?!.*le=)\w+\{/,
    altered: (line) => line.replace('{', '{zzz="1",'),
  },
  {
    name: 'bucket',
    code: 'scrape/buckets',
    fits: /le="\d/,
    altered: (line) => line.replace(/le="([^"]+)"/, (_, le) => `le="${Number(le) * 1.5}"`),
  },
  { name: 'bucket less', code: 'scrape/buckets', fits: /le="\d/, altered: () => '' },
  {
    name: 'name',
    code: 'scrape/undeclared',
    fits: /^(?!.*le=)\w+(?<!_sum|_count)[{ ]/,
    altered: (line) => line.replace(/^\w+/, '$&_zzz'),
  },
  {
    name: 'number',
    code: 'scrape/syntax',
    fits: /^(?!.*le=)\w+[{ ]/,
    altered: (line) => line.replace(/ (?=\S+( #.*)?$)/, ' x'),
  },
];

/** What means the same to Prometheus. */
const RESPELT: readonly ((line: string) => string)[] = [
  (line) => line.replace(/le="(\d+)"/, 'le="$1.0"'),
  (line) => line.replace(/^(\w+)\{/, '$1{ '),
  (line) => line.replace(/^(\w+)\{/, '$1{zzz="",'),
  (line) => (/^$|#/.test(line) ? line : line.replace(/ (\S+)$/, '  $1 1700000000')),
];

const PAGES = [page('text'), page('openMetrics')];

/** A page with one line altered at random, and what was altered. */
const altered = fc
  .tuple(fc.constantFrom(...PAGES), fc.constantFrom(...ALTERATIONS), fc.nat())
  .map(([text, { name, code, fits, altered: alter }, nth]) => {
    const lines = text.split('\n');
    const fitting = lines.flatMap((line, index) => (fits.test(line) && declared(line) ? [index] : []));
    const at = fitting[nth % Math.max(1, fitting.length)];
    if (at === undefined) return undefined;
    lines[at] = alter(lines[at] ?? '');
    return { name, code, text: lines.join('\n') };
  });

describe('A page of the module', () => {
  test.each(PAGES)('is what the spec says', (text) => {
    expect(codesOf(text)).toEqual([]);
  });

  test('is reported for every random alteration as what it is, and for nothing else', () => {
    const tried = new Set<string>();
    fc.assert(
      fc.property(altered, (sample) => {
        if (sample === undefined) return;
        tried.add(sample.name);
        expect([...new Set(codesOf(sample.text))], sample.name).toEqual([sample.code]);
      }),
      { numRuns: 300 },
    );
    expect(tried.size).toBe(ALTERATIONS.length);
  });

  test('may be spelt in other ways', () => {
    for (const text of PAGES)
      for (const respell of RESPELT)
        expect(
          codesOf(
            text
              .split('\n')
              .map((line) => (line === '# EOF' ? line : respell(line)))
              .join('\n'),
          ),
        ).toEqual([]);
  });
});

describe('Several pages', () => {
  const source = (name: string, text: string) => ({ name, text, scrape: parseScrape(text) });
  const lone = (name: string) =>
    `${page('text')
      .split('\n')
      .filter((line) => line.startsWith(name))
      .join('\n')}\n`;

  test('need not have every metric each', () => {
    const names = SEEN.map(({ name }) => name);
    const both = verify(MODEL, [source('a', lone('shop_queue_depth')), source('b', page('text'))], true);
    const alone = verify(MODEL, [source('b', page('text'))], true);
    expect(both).toEqual(
      alone.map((finding) => ({
        ...finding,
        place: { ...finding.place, file: 'a', endColumn: expect.any(Number) },
      })),
    );
    const first = verify(MODEL, [source('a', lone('shop_queue_depth'))], true);
    expect(first.map(({ args }) => (args as { metric: string }).metric)).toEqual(
      names.filter((name) => name !== 'shop_queue_depth'),
    );
  });

  test('report a fault of all of them once', () => {
    const wrong = page('text').replace('# TYPE shop_queue_depth gauge', '# TYPE shop_queue_depth counter');
    const found = verify(MODEL, [source('a', wrong), source('b', wrong)], false).filter(
      ({ code }) => code === 'scrape/type',
    );
    expect(found.map(({ place }) => place.file)).toEqual(['a']);
  });
});
