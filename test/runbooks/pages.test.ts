import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../src/promql/parse.ts';
import { brokenLinks, withoutFences } from '../support/links.ts';
import { blocks, build, RYOT, SHOP } from './pages.ts';

/** The addresses of the links with a text whose definitions stand at the end of the page. */
function linksBelow(page: string, text: string): string[] {
  const definitions = new Map(
    [...page.matchAll(/^\[(\d+)\]: (\S+)$/gm)].map(([, label = '', to = '']) => [label, to] as const),
  );
  return [...page.matchAll(new RegExp(`\\[${text}\\]\\[(\\d+)\\]`, 'g'))].map(
    ([, label = '']) => definitions.get(label) ?? '',
  );
}

describe.each([
  ['test/runbooks/spec.yaml', SHOP],
  ['spec/ryot.yaml', RYOT],
])('The pages of %s', (_, text) => {
  const { model, plan, pages } = build(text);
  const dir = model.outputs.runbooks?.dir ?? '';

  test('have no broken link, anchor, dashboard or runbook address', () => {
    const url = model.outputs.runbooks?.url ?? '';
    const urls = plan.groups
      .flatMap(({ rules }) => rules)
      .flatMap((rule) => (rule.kind === 'alert' ? [rule.annotations.get('runbook_url') ?? 'none'] : []));
    expect(urls.length).toBeGreaterThan(0);
    const annotations = urls.map((address) => `[runbook](${address})`).join('\n');
    const grafana = {
      base: model.service.links.grafana ?? '',
      uids: new Set(model.dashboards.map(({ uid }) => uid)),
    };
    const files = new Map([...pages, ['annotations.md', annotations]]);
    expect(brokenLinks(files, { published: { [`${url}/`]: `${dir}/` }, grafana })).toEqual([]);
  });

  test('hold only queries that Prometheus accepts', () => {
    const queries = [...pages].flatMap(([page, content]) =>
      blocks(content, 'promql').map((query) => ({ page, query })),
    );
    expect(queries.length).toBeGreaterThan(20);
    for (const { page, query } of queries) {
      const result = parseExpression(query, { version: model.service.prometheus });
      expect(result.ok ? [] : result.problems, `${page}: ${query}`).toEqual([]);
    }
  });

  test('link queries in the encoding that gives them back', () => {
    const linked = [...pages.values()].flatMap((page) => linksBelow(page, 'Prometheus'));
    expect(linked.length).toBeGreaterThan(20);
    for (const [page, content] of pages) {
      const queries = new Set(blocks(content, 'promql'));
      for (const href of linksBelow(content, 'Prometheus')) {
        const expr = new URL(href).searchParams.get('g0.expr') ?? '';
        expect(
          queries.has(expr) ||
            model.recordings.some(({ record }) => expr === `${record}{service="${model.service.name}"}`),
          `${page}: ${expr}`,
        ).toBe(true);
      }
      for (const href of linksBelow(content, 'Grafana Explore')) {
        const panes = JSON.parse(new URL(href).searchParams.get('panes') ?? '') as {
          runbook: { queries: { expr: string }[] };
        };
        const { expr = '' } = panes.runbook.queries[0] ?? {};
        expect(
          queries.has(expr) ||
            model.recordings.some(({ record }) => expr === `${record}{service="${model.service.name}"}`),
          `${page}: ${expr}`,
        ).toBe(true);
      }
    }
  });

  test('give every alert, SLO, metric, label, recording and operation a section of its own', () => {
    const headings = new Set(
      [...pages.values()].flatMap((page) =>
        [...page.matchAll(/^#{1,2} (.*)$/gm)].map(([, heading]) => heading),
      ),
    );
    const names = [
      ...plan.groups
        .flatMap(({ rules }) => rules)
        .flatMap((rule) => (rule.kind === 'alert' ? [rule.alert] : [])),
      ...model.slos.map(({ id }) => id),
      ...model.metrics.keys(),
      ...model.external.keys(),
      ...model.labels.keys(),
      ...model.recordings.map(({ record }) => record),
      ...model.operations.map(({ name }) => name),
    ];
    expect(names.filter((name) => !headings.has(name))).toEqual([]);
  });

  test('leave no section empty and no placeholder behind', () => {
    for (const [page, content] of pages) {
      if (page.endsWith('.html')) continue;
      const prose = withoutFences(content);
      expect(prose, page).not.toMatch(/\b(TODO|TBD|FIXME|undefined|null|NaN)\b|\[object /);
      // A heading must not be followed by another one of its own level or above, nor by the end of the page.
      const lines = content.split('\n').filter((line) => line !== '');
      const levels = lines.map((line) => /^(#{1,6}) /.exec(line)?.[1]?.length);
      levels.forEach((level, at) => {
        if (level === undefined) return;
        const next = at + 1 < levels.length ? levels[at + 1] : 0;
        expect(next === undefined || next > level, `${page}: ${lines[at]}`).toBe(true);
      });
    }
  });

  test('have tables whose rows have as many cells as their heads', () => {
    for (const [page, content] of pages) {
      let columns = 0;
      for (const line of withoutFences(content).split('\n')) {
        const cells = line.startsWith('|') ? line.split(/(?<!\\)\|/).length : 0;
        if (columns > 0 && cells > 0) expect(cells, `${page}: ${line}`).toBe(columns);
        columns = cells;
      }
    }
  });
});

/** Pages on which a text stands. */
function pagesWith(pages: ReadonlyMap<string, string>, text: RegExp): string[] {
  return [...pages].filter(([, content]) => text.test(content)).map(([page]) => page);
}

describe('Every number comes from the spec', () => {
  test.each([
    [
      'a threshold',
      'above: 100 }\n    for: 5m',
      'above: 120 }\n    for: 5m',
      /\b120\b/,
      ['runbooks/alerts/ShopQueueBacklog.md', 'runbooks/catalogue.html'],
    ],
    [
      'a hold',
      '    for: 5m\n    severity: ticket',
      '    for: 7m\n    severity: ticket',
      /7 minutes/,
      ['runbooks/alerts/ShopQueueBacklog.md', 'runbooks/catalogue.html'],
    ],
    [
      'violations',
      'at_least: 2',
      'at_least: 3',
      /at least 3 of the 20 evaluations/,
      ['runbooks/alerts/ShopSlow.md', 'runbooks/catalogue.html'],
    ],
    [
      'an objective',
      'objective: 99.9%',
      'objective: 99.8%',
      /2,000/,
      ['runbooks/alerts/ShopSuccessBudgetBurn.md', 'runbooks/slos.md', 'runbooks/catalogue.html'],
    ],
    [
      'a bucket',
      'le: 1s,',
      'le: 2s,',
      /\b2s\b/,
      ['runbooks/metrics/traffic.md', 'runbooks/slos.md', 'runbooks/catalogue.html'],
    ],
    [
      'a budget',
      'series_per_target: 200',
      'series_per_target: 555',
      /\b555\b/,
      ['runbooks/README.md', 'runbooks/cardinality.md', 'runbooks/catalogue.html'],
    ],
    [
      'a label bound',
      'at_most: 2,',
      'at_most: 3,',
      /at most 3 values/,
      ['runbooks/labels.md', 'runbooks/metrics/capacity.md', 'runbooks/catalogue.html'],
    ],
    [
      'a band',
      'above: 100, level',
      'above: 130, level',
      /above 130/,
      ['runbooks/alerts/ShopQueueBacklog.md', 'runbooks/metrics/capacity.md', 'runbooks/catalogue.html'],
    ],
  ])('%s changed there is changed on all pages', (_, before, after, shown, where) => {
    expect(SHOP).toContain(before);
    expect(pagesWith(build(SHOP).pages, shown)).toEqual([]);
    const found = pagesWith(build(SHOP.replace(before, after)).pages, shown);
    expect(found).toEqual(expect.arrayContaining(where));
  });

  test('an SLO bound moved to another bucket moves in query, text and ladder', () => {
    const { pages } = build(SHOP.replace('p95 < 250ms', 'p95 < 100ms'));
    const runbook = pages.get('runbooks/alerts/ShopLatencyBudgetBurn.md') ?? '';
    expect(runbook).toContain('le="0.1"');
    expect(runbook).not.toContain('le="0.25"');
    expect(pages.get('runbooks/slos.md')).toContain('is good at 100ms or below');
    const row = /^\| 100ms \|.*$/m.exec(pages.get('runbooks/metrics/traffic.md') ?? '')?.[0];
    expect(row).toContain('slos.md#latency');
  });
});

describe('The diagnosis of an alert asks for what the alert evaluates', () => {
  const first = (when: string) => {
    const { pages } = build(SHOP.replace(/when: \{ recording: .*\}/, when));
    return blocks(pages.get('runbooks/alerts/ShopSlow.md') ?? '', 'promql')[0];
  };

  test('an absent histogram by a series that it has', () => {
    expect(first('when: { absent: shop_latency_seconds }')).toBe(
      'count_over_time(shop_latency_seconds_count{job="shop"}[1h])',
    );
  });

  test('a reduced recording reduced', () => {
    expect(first('when: { recording: "route:shop_latency_seconds:p95_5m", reduce: max, above: 500ms }')).toBe(
      'max(route:shop_latency_seconds:p95_5m{service="shop"})',
    );
  });

  test('an expression of its own', () => {
    const page = build(SHOP).pages.get('runbooks/alerts/ShopOdd.md') ?? '';
    expect(blocks(page.slice(page.indexOf('## Diagnosis')), 'promql')[0]).toBe(
      'sum(rate(shop_requests_total{job="shop"}[5m])) > 10\nunless\nmax(shop_queue_depth{job="shop"}) > 5',
    );
  });
});

describe('Long addresses', () => {
  const { pages } = build(SHOP);

  test('stand at the end of each page, once each, and nowhere in its text', () => {
    const linked = [...pages].filter(([, content]) => content.includes('Open in'));
    expect(linked.length).toBeGreaterThan(10);
    for (const [page, content] of linked) {
      const [text = '', definitions = ''] = content.split(/\n\n(?=\[1\]: )/);
      expect(text, page).not.toMatch(/example\.com\/(graph|explore|#)/);
      const addresses = definitions
        .trim()
        .split('\n')
        .map((line) => line.replace(/^\[\d+\]: /, ''));
      expect(new Set(addresses).size, page).toBe(addresses.length);
    }
  });

  test('are numbered from 1 on every page, in a template of the team too', () => {
    const own = new Map([
      ['runbooks/alert.hbs', '{{#each links}}{{linkBelow title url}}{{/each}}, {{name}}\n'],
    ]);
    const { pages: ours } = build(SHOP, own);
    expect(ours.get('runbooks/alerts/ShopSuccessBudgetBurn.md')).toBe(
      '[How we deploy][1], ShopSuccessBudgetBurn\n\n[1]: https://wiki.example.com/deploy\n',
    );
    expect(ours.get('runbooks/alerts/ShopSlow.md')).toBe(', ShopSlow\n');
  });
});

describe('What the spec leaves out', () => {
  test('is left out of the page: no base URLs, no links; no routing, no receivers', () => {
    const bare = SHOP.replace(/ {2}links:\n( {4}.*\n)+/, '')
      .replace(/^routing:\n( .*\n)+/m, '')
      .replace(/(?<=warehouse: )\{ receivers: .*/, '{}')
      .replace(/^ {4}receivers: .*\n/m, '');
    const { pages } = build(bare);
    for (const [page, content] of pages) {
      expect(content, page).not.toMatch(/Open in|example\.com\/(graph|explore|d\/)|Notifications/);
    }
    expect(pages.get('runbooks/alerts/ShopSlow.md')).toContain('amtool silence add --duration=2h');
  });

  test('and nothing is written where no folder for runbooks is named', () => {
    expect(build(SHOP.replace(/^ {2}runbooks: .*\n/m, '')).pages.size).toBe(0);
  });

  test('a service with metrics alone has a reference and no empty pages', () => {
    const { pages } = build(
      'version: 1\nservice: { name: a, title: A, owner: { team: t } }\nmetrics: { a_total: { type: counter, help: Things. } }\noutputs: { runbooks: { dir: r } }\n',
    );
    expect([...pages.keys()]).toEqual([
      'r/README.md',
      'r/metrics/general.md',
      'r/cardinality.md',
      'r/catalogue.html',
    ]);
    expect(brokenLinks(pages)).toEqual([]);
  });
});

describe("A team's own template", () => {
  test('replaces the built-in one and leaves the others alone', () => {
    const { pages } = build(SHOP, new Map([['runbooks/alert.hbs', '# Ours: {{name}}\n\n{{meaning}}\n']]));
    expect(pages.get('runbooks/alerts/ShopSuccessBudgetBurn.md')).toBe(
      '# Ours: ShopSuccessBudgetBurn\n\nToo many requests fail.\n',
    );
    expect(pages.get('runbooks/README.md')).toBe(build(SHOP).pages.get('runbooks/README.md'));
  });

  test('that replaces none is refused with the name that was meant', () => {
    expect(() => build(SHOP, new Map([['runbooks/alerts.hbs', 'x']]))).toThrow(
      /did you mean runbooks\/alert\.hbs\?/,
    );
  });

  test('escapes what it prints without a helper', () => {
    const hostile = SHOP.replace('Too many requests fail.', '"<b>*x*</b> [y](javascript:z)"');
    const { pages } = build(hostile, new Map([['runbooks/alert.hbs', '{{meaning}}']]));
    expect(pages.get('runbooks/alerts/ShopSuccessBudgetBurn.md')).toBe(
      '\\<b\\>\\*x\\*\\</b\\> \\[y\\](javascript:z)\n',
    );
  });

  test.each([
    ['does not parse', '{{#if name}}', /runbooks\/alert\.hbs /],
    ['names what no view has', '{{nonsense}}', /runbooks\/alert\.hbs .*"nonsense"/],
    [
      'names what no view has in a condition',
      '{{#if nonsense}}x{{/if}}',
      /runbooks\/alert\.hbs .*"nonsense"/,
    ],
    ['asks for an unknown helper', '{{shout name}}', /runbooks\/alert\.hbs .*shout/],
  ])('that %s is refused by its name', (_, source, message) => {
    expect(() => build(SHOP, new Map([['runbooks/alert.hbs', source]]))).toThrow(message);
  });
});
