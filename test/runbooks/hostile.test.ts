import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { fillTexts, HOSTILE, HOSTILE_LINES, type TextKind, visible } from '../support/hostile.ts';
import { brokenLinks, markdownLinks, withoutCode, withoutFences } from '../support/links.ts';
import { blocks, build, SHOP } from './pages.ts';

function shopWith(write: (kind: TextKind, path: string) => string) {
  return build(stringify(fillTexts(parse(SHOP), write)));
}

/** Words that tell the field; the same for all owners, since a page says more where there are several. */
function wordsOf(path: string): string {
  return /\bowner(\.team)?$/.test(path) ? 'words of the owner' : `words of ${path.replaceAll(/[._]/g, ' ')}`;
}

/** The plainest text that is there: what hostile pages must have the shape of. */
const plain = shopWith((_, path) => wordsOf(path));

/** What a page is made of, its texts left aside. */
function shapeOf(markdown: string) {
  const lines = withoutFences(markdown).split('\n');
  const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
  return {
    headings: lines.flatMap((line) => /^#{1,6} /.exec(line)?.[0] ?? []),
    items: count(/^ *- /),
    numbered: count(/^ *\d+\. /),
    tables: lines.filter((line) => line.startsWith('|')).map((line) => line.split(/(?<!\\)\|/).length),
    quotes: count(/^ *>/),
    rules: count(/^ *(=+|-{2,}|(\* *){3,}|(_ *){3,})$/),
    fences: ['promql', 'mermaid', 'sh', ''].map((language) => blocks(markdown, language).length),
    links: markdownLinks(markdown),
  };
}

/** A page without code, and the definitions that the page itself puts at its end. */
function parted(content: string) {
  const [text = '', ...rest] = withoutCode(content).split(/\n\n(?=\[1\]: )/);
  return {
    text,
    definitions: rest
      .join('\n\n')
      .split('\n')
      .filter((line) => line !== ''),
  };
}

const VARIANTS: [name: string, write: (kind: TextKind, path: string) => string][] = [
  ...HOSTILE.map((text): [string, () => string] => [JSON.stringify(text), () => text]),
  ['several lines of all of it', (kind) => (kind === 'line' ? (HOSTILE[1] ?? '') : HOSTILE_LINES)],
];

const built = new Map<string, ReturnType<typeof shopWith>>();

/** The pages of a variant, built once for all tests. */
function variant(name: string, write: (kind: TextKind, path: string) => string) {
  const known = built.get(name) ?? shopWith(write);
  built.set(name, known);
  return known;
}

describe('Text of the spec is data in Markdown', () => {
  test('every field that takes text is filled, and its text shown somewhere', () => {
    const paths: string[] = [];
    shopWith((_, path) => {
      paths.push(path);
      return 'x';
    });
    expect(paths.length).toBeGreaterThan(100);
    const all = [...plain.pages.values()].join('\n').replaceAll('\n', ' ');
    const hidden = paths.filter((path) => !all.includes(wordsOf(path)));
    // Texts of notifications, of panels, of tests and of changes are for others to show.
    expect(
      hidden.filter(
        (path) =>
          !/^(alerts\.\d+\.(summary|description|labels|tests)|dashboards\.\d+\.rows\.\d+\.panels)|\.deprecated$/.test(
            path,
          ),
      ),
    ).toEqual([]);
  });

  test.each(VARIANTS)('%s changes no structure and makes no link', (name, write) => {
    const hostile = variant(name, write);
    expect([...hostile.pages.keys()]).toEqual([...plain.pages.keys()]);
    for (const [page, content] of hostile.pages) {
      if (page.endsWith('.html')) continue;
      expect(shapeOf(content), page).toEqual(shapeOf(plain.pages.get(page) ?? ''));
    }
  });

  test.each(VARIANTS)('%s gives no HTML, no reference, and turns no text around', (name, write) => {
    for (const [page, content] of variant(name, write).pages) {
      expect(content, page).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]|(?!\n)\p{Cc}/u);
      if (page.endsWith('.html')) continue;
      const { text, definitions } = parted(content);
      expect(text, page).not.toMatch(/<|&#?\w+;|^ {0,3}\[[^\]]+\]:/m);
      definitions.forEach((line, index) => {
        expect(line, page).toMatch(new RegExp(`^\\[${index + 1}\\]: https://\\S+$`));
      });
    }
  });

  test('queries, commands and charts are the same whatever the texts are', () => {
    for (const [name, write] of VARIANTS) {
      for (const [page, content] of variant(name, write).pages) {
        const same = plain.pages.get(page) ?? '';
        for (const language of ['promql', 'sh', 'mermaid'])
          expect(blocks(content, language)).toEqual(blocks(same, language));
      }
    }
  });
});

describe('Label values are data too', () => {
  test('in tables, code and lists', () => {
    const values = Object.fromEntries(HOSTILE.map((text, index) => [`${index} ${visible(text)}`, text]));
    const spec = parse(SHOP) as { labels: Record<string, unknown>; budgets: Record<string, number> };
    spec.labels['shard'] = { description: 'x', values };
    spec.budgets['combinations_per_metric'] = 1000;
    const { pages } = build(stringify(spec));
    for (const [page, content] of pages) {
      if (page.endsWith('.html')) continue;
      expect(withoutCode(content), page).not.toMatch(/<|&#?\w+;/);
      const { tables } = shapeOf(content);
      expect(tables.length, page).toBeGreaterThanOrEqual(0);
    }
    const rows = (pages.get('runbooks/labels.md') ?? '')
      .split('\n')
      .filter((line) => /^\| `+ ?\d+ /.test(line));
    expect(rows).toHaveLength(HOSTILE.length);
    for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(4);
  });
});

describe('Names that every object of JavaScript has are names like others', () => {
  const renamed = SHOP.replace(/\bshard\b/g, 'constructor')
    .replace(/\bcapacity\b/g, 'constructor')
    .replace(/\bshop_tenant_items\b/g, 'toString')
    .replace(/\brequest:\n/, 'constructor:\n')
    .replace('{ ok: answered,', '{ ok: answered, constructor: built, toString: null,')
    .replace('[/cart, /pay]', '[/cart, /pay, __proto__, constructor]')
    .replace('id: latency', 'id: constructor')
    .replace(/\bShopOdd\b/, '__proto__')
    .replace(/\bShopSlow\b/, 'constructor')
    .replace(/severity: info/, 'severity: ticket\n    owner: constructor')
    .replace(/owner: warehouse\n\nalerts/, 'owner: toString\n\nalerts')
    .replace('teams:\n', 'teams:\n  constructor: {}\n  toString: {}\n');
  const { pages } = build(renamed);

  test('on every page, in every link', () => {
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining([
        'runbooks/alerts/__proto__.md',
        'runbooks/alerts/constructor.md',
        'runbooks/metrics/constructor.md',
      ]),
    );
    expect(brokenLinks(pages)).toEqual([]);
    for (const [page, content] of pages)
      expect(content, page).not.toMatch(/\[object |\[native code\]|\bundefined\b/);
    expect(pages.get('runbooks/labels.md')).toContain('| `constructor` | built |');
    expect(pages.get('runbooks/operations.md')).toContain('## constructor\n');
  });

  test('as the owner of an alert: without receivers of its own, it gets those of the severity', () => {
    for (const [alert, owner] of [
      ['__proto__', 'constructor'],
      ['ShopStockBudgetBurn', 'toString'],
    ]) {
      const page = pages.get(`runbooks/alerts/${alert}.md`);
      expect(page).toContain(`- Owner: ${owner}\n`);
      expect(page).toContain('severity `ticket` go to receiver `chat` (Slack #web-oncall).');
    }
  });

  test('in a template of the team, where no view has them', () => {
    for (const name of ['constructor', 'toString', '__proto__'])
      expect(() => build(SHOP, new Map([['runbooks/alert.hbs', `{{${name}}}`]])), name).toThrow(
        /runbooks\/alert\.hbs /,
      );
  });
});
