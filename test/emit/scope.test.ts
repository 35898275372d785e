import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { matchersOf } from '../../src/model/selector.ts';
import { walk } from '../../src/promql/ast.ts';
import { parseExpression } from '../../src/promql/parse.ts';
import { checkText, emit } from '../../src/run.ts';
import { TODAY } from '../support/check.ts';

const EXAMPLE = readFileSync(new URL('../../docs/guide/shop.yaml', import.meta.url), 'utf8').replace(
  '    namespace:',
  '    cluster: { values: [eu-1, us-1], apart: true }\n    namespace:',
);

/** What a query must ask for, so that another environment or service cannot answer it. */
function missingScope(expr: string): string[] {
  const { ast } = parseExpression(expr, { version: '2.42', variables: true });
  if (ast === undefined) return [`does not parse: ${expr}`];
  const found: string[] = [];
  walk(ast, (node) => {
    if (node.type !== 'vector') return;
    const name = node.name?.name ?? '';
    const has = new Map(matchersOf(node.matchers).map(({ label, value }) => [label, value]));
    const ofService = name === 'up' ? has.get('job') === 'shop' : name.startsWith('shop_');
    if (ofService && (has.get('job') !== 'shop' || has.get('namespace') !== 'shop-prod')) found.push(expr);
    if ((name.includes(':') || name === 'ALERTS') && has.get('service') !== 'shop') found.push(expr);
  });
  return found;
}

function* stringsIn(value: unknown, key = ''): Iterable<readonly [key: string, text: string]> {
  if (typeof value === 'string') yield [key, value];
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) yield* stringsIn(inner, name);
}

const checked = checkText('shop.yaml', EXAMPLE, TODAY);
if (!checked.readable) throw new Error('the example cannot be read');
const files = await emit(checked, new Map());
const contentOf = (suffix: string) =>
  files.filter(({ path }) => path.endsWith(suffix)).map(({ content }) => content);

describe('another environment answers no query of', () => {
  test('panels', () => {
    const exprs = contentOf('.json').flatMap((content) =>
      [...stringsIn(JSON.parse(content))].filter(([key]) => key === 'expr').map(([, text]) => text),
    );
    expect(exprs.length).toBeGreaterThan(50);
    expect(exprs.flatMap(missingScope)).toEqual([]);
    expect(exprs.filter((expr) => expr.includes('cluster=~"$cluster"')).length).toBeGreaterThan(30);
  });

  test('variables', () => {
    const from = contentOf('.json').flatMap((content) =>
      [...stringsIn(JSON.parse(content))].flatMap(
        ([, text]) => /^label_values\((.*), \w+\)$/.exec(text)?.[1] ?? [],
      ),
    );
    expect(from.length).toBeGreaterThan(3);
    expect(from.flatMap(missingScope)).toEqual([]);
  });

  test('runbooks', () => {
    const queries = contentOf('.md').flatMap((content) =>
      [...content.matchAll(/^ *```promql\n([\s\S]*?)^ *```$/gm)].map(([, query = '']) => query),
    );
    expect(queries.length).toBeGreaterThan(30);
    expect(queries.flatMap(missingScope)).toEqual([]);
  });
});

test('the panel of an alert on missing counters shows each cluster', async () => {
  const panel = '{ alert: ShopSuccessEventsMissing }';
  const dashboard = `  - { uid: gone, title: Gone, rows: [{ title: A, panels: [${panel}] }] }\n`;
  const spec = checkText(
    'shop.yaml',
    EXAMPLE.replace('\ndashboards:\n', `\ndashboards:\n${dashboard}`),
    TODAY,
  );
  if (!spec.readable) throw new Error('the spec cannot be read');
  const gone = (await emit(spec, new Map())).find(({ path }) => path.endsWith('gone.json'));
  expect(gone?.content).toContain('count by (cluster) (shop_requests_total{');
});
