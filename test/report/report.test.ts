import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { type Finding, finding } from '../../src/finding/finding.ts';
import type { ReportContext } from '../../src/report/report.ts';
import { REPORT_FORMATS, REPORTERS } from '../../src/report/reporters.ts';
import { check } from '../support/check.ts';

const CORPUS = new URL('../corpus/', import.meta.url);
const corpus = (name: string) => readFileSync(new URL(name, CORPUS), 'utf8');

function contextOf(sources: Record<string, string>, more: Partial<ReportContext> = {}): ReportContext {
  return { sources: new Map(Object.entries(sources)), colour: false, waived: [], ...more };
}

function at(line: number, column = 1, file = 'spec.yaml', width = 1) {
  return { file, line, column, endLine: line, endColumn: column + width };
}

const help = (line: number, metric = 'shop_x'): Finding => finding('metric/help', { metric }, at(line));
const colon = (line: number, metric = 'shop:x'): Finding => finding('metric/colon', { metric }, at(line));

describe('text', () => {
  it('shows the place with its source, the cause with its own, and how to mend it', () => {
    const text = corpus('bucket/duplicate/same-in-other-unit.yaml');
    expect(REPORTERS.text(check('shop.yaml', text), contextOf({ 'shop.yaml': text }))).toBe(
      `error[bucket/duplicate]: shop_latency_seconds has bucket boundary 1000ms twice
  --> shop.yaml:19:39
  19 |     buckets: [50ms, 100ms, 500ms, 1s, 1000ms]
     |                                       ^^^^^^
  ::: shop.yaml:19:35 the same boundary
  19 |     buckets: [50ms, 100ms, 500ms, 1s, 1000ms]
     |                                   --
  fix: Remove one of them.

1 error, 0 warnings
`,
    );
  });

  it('puts errors before warnings, and each in the order of the file', () => {
    const report = REPORTERS.text([help(9), colon(5), help(2), colon(3)], contextOf({}));
    expect([...report.matchAll(/spec\.yaml:(\d+)/g)].map(([, line]) => line)).toEqual(['3', '5', '2', '9']);
    expect(report).toMatch(/\n2 errors, 2 warnings\n$/);
  });

  it('orders what stands on one line by column, and what stands at one place by code', () => {
    const prefix = (column: number) =>
      finding('metric/prefix', { metric: 'x', prefix: 'shop_' }, at(1, column));
    const report = REPORTERS.text([prefix(9), prefix(3), help(1), prefix(1)], contextOf({}));
    expect(
      [...report.matchAll(/\[(.*)\].*\n {2}--> spec\.yaml:1:(\d+)/g)].map(
        ([, code, column]) => `${code} ${column}`,
      ),
    ).toEqual(['metric/help 1', 'metric/prefix 1', 'metric/prefix 3', 'metric/prefix 9']);
  });

  it('uses colours only when it is told to', () => {
    expect(REPORTERS.text([help(1)], contextOf({}))).not.toContain('\u001b');
    expect(REPORTERS.text([help(1)], contextOf({}, { colour: true }))).toContain('\u001b[');
  });

  it('lets no control character of the spec reach the terminal', () => {
    const evil = 'a: "\u001b]0;x\u0007\u202e"';
    const report = REPORTERS.text(
      [finding('metric/help', { metric: '\u001b[31m' }, at(1, 4))],
      contextOf({ 'spec.yaml': evil }),
    );
    expect(report).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
  });

  it('marks the first line of a place that spans several', () => {
    const place = { file: 'spec.yaml', line: 1, column: 3, endLine: 3, endColumn: 2 };
    const report = REPORTERS.text(
      [finding('metric/help', { metric: 'x' }, place)],
      contextOf({ 'spec.yaml': 'a: {\r\n b: 1\r\n}\r\n' }),
    );
    expect(report).toContain('  1 | a: {\n    |   ^^\n');
  });

  it('cuts a long line around the place', () => {
    const line = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
    const report = REPORTERS.text(
      [finding('metric/help', { metric: 'x' }, at(1, 501, 'spec.yaml', 4))],
      contextOf({ 'spec.yaml': line }),
    );
    const [, source = '', marks = ''] = /1 \| (.*)\n +\| (.*)\n/.exec(report) ?? [];
    expect(source.length).toBeLessThan(130);
    expect(source.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('HERE');
  });

  it('places the mark under characters outside the basic plane', () => {
    const report = REPORTERS.text(
      [finding('metric/help', { metric: 'x' }, at(1, 7, 'spec.yaml', 1))],
      contextOf({ 'spec.yaml': 'a: 😀 b' }),
    );
    expect(report).toContain('  1 | a: 😀 b\n    |      ^\n');
  });

  it('says how many findings are waived', () => {
    const waiver = { reason: 'Known.', expires: '2030-01-01' };
    expect(REPORTERS.text([], contextOf({}, { waived: [{ finding: help(1), waiver }] }))).toBe(
      '0 errors, 0 warnings, 1 waived\n',
    );
  });
});

describe('json', () => {
  it('gives code, severity, message, fix, place with end, related places and facts', () => {
    const text = corpus('bucket/duplicate/same-in-other-unit.yaml');
    const report = JSON.parse(REPORTERS.json(check('shop.yaml', text), contextOf({})));
    expect(report).toEqual({
      version: 1,
      summary: { errors: 1, warnings: 0, notes: 0, waived: 0 },
      findings: [
        {
          code: 'bucket/duplicate',
          severity: 'error',
          message: 'shop_latency_seconds has bucket boundary 1000ms twice',
          fix: 'Remove one of them.',
          file: 'shop.yaml',
          line: 19,
          column: 39,
          endLine: 19,
          endColumn: 45,
          related: [
            {
              message: 'the same boundary',
              file: 'shop.yaml',
              line: 19,
              column: 35,
              endLine: 19,
              endColumn: 37,
            },
          ],
          args: { metric: 'shop_latency_seconds', bound: '1000ms' },
        },
      ],
      waived: [],
    });
  });

  it('has the keys that its page describes', () => {
    const page = readFileSync(new URL('../../docs/json-report.md', import.meta.url), 'utf8');
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
    const report = JSON.parse(
      REPORTERS.json(check('shop.yaml', corpus('bucket/duplicate/same-in-other-unit.yaml')), contextOf({})),
    );
    const keys = (value: object): unknown =>
      Object.entries(value).map(([key, inner]) =>
        typeof inner === 'object' && inner !== null ? [key, keys(inner)] : key,
      );
    expect(keys(report)).toEqual(keys(example));
  });
});

describe('sarif', () => {
  const schema = JSON.parse(
    readFileSync(new URL('fixtures/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8'),
  );
  // The schema is written in draft 4, of which it uses nothing that later drafts read differently but these two.
  delete schema.$schema;
  delete schema.id;
  const valid = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

  it('is valid SARIF 2.1.0 for every spec of the corpus', () => {
    const names = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.yaml'),
    );
    const findings = names.flatMap((name) => check(name, corpus(name)));
    const waiver = { reason: 'Known.', expires: '2030-01-01' };
    const log = JSON.parse(
      REPORTERS.sarif(findings, contextOf({}, { waived: [{ finding: help(1), waiver }] })),
    );
    expect(valid(log) ? [] : valid.errors).toEqual([]);
    expect(log.runs[0].results).toHaveLength(findings.length + 1);
  });

  it('would be found invalid if it were', () => {
    const log = JSON.parse(REPORTERS.sarif([help(1)], contextOf({})));
    log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0;
    expect(valid(log)).toBe(false);
  });

  it('names each rule once and points results to it', () => {
    const [run] = JSON.parse(REPORTERS.sarif([help(1), help(2), colon(3)], contextOf({}))).runs;
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'metric/colon',
      'metric/help',
    ]);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it('writes a file name as a URI and keeps waived findings as suppressed', () => {
    const place = at(1, 1, 'my specs\\shop #1.yaml');
    const waiver = { reason: 'Known.', expires: '2030-01-01' };
    const waived = [{ finding: finding('metric/help', { metric: 'x' }, place), waiver }];
    const [result] = JSON.parse(REPORTERS.sarif([], contextOf({}, { waived }))).runs[0].results;
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe('my%20specs/shop%20%231.yaml');
    expect(result.suppressions).toEqual([{ kind: 'inSource', justification: 'Known.' }]);
  });
});

describe('github', () => {
  it('annotates the characters of the place', () => {
    const text = corpus('metric/help/no-help.yaml');
    expect(REPORTERS.github(check('spec/shop.yaml', text), contextOf({}))).toBe(
      '::warning file=spec/shop.yaml,line=20,endLine=20,col=3,endColumn=19,title=metric/help::shop_queue_depth has no help text%0AAdd `help:` with one sentence that says what the metric measures.\n',
    );
  });

  it('escapes what would end a property or a command', () => {
    const place = at(1, 1, 'a,b:c%\n::error::x.yaml');
    const line = REPORTERS.github(
      [finding('metric/help', { metric: '%0A\n::error::' }, place)],
      contextOf({}),
    );
    expect(line.split('\n')).toHaveLength(2);
    expect(line).toContain('file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.yaml,');
    expect(line).toContain('::%250A%0A::error:: has no help text');
  });

  it('shows ten of a level, worst first, and ends with how many more there are', () => {
    const findings = [
      ...Array.from({ length: 12 }, (_, index) => help(index + 1)),
      ...Array.from({ length: 14 }, (_, index) => colon(index + 1)),
    ];
    const lines = REPORTERS.github(findings, contextOf({})).trimEnd().split('\n');
    const levels = lines.map((line) => /^::(\w+)/.exec(line)?.[1]);
    expect(levels).toEqual([...Array(10).fill('error'), ...Array(10).fill('warning'), 'notice']);
    expect(lines.at(-1)).toContain('::6 more');
  });

  it('says nothing where there is nothing to say', () => {
    expect(REPORTERS.github([], contextOf({}))).toBe('');
  });
});

describe('every format', () => {
  it.each(REPORT_FORMATS)('%s gives the same bytes whatever the order of the findings', (format) => {
    const findings = [help(9), colon(5), help(2), colon(3)];
    expect(REPORTERS[format](findings.toReversed(), contextOf({}))).toBe(
      REPORTERS[format](findings, contextOf({})),
    );
  });
});
