import { finding } from '../../finding/finding.ts';
import { expressionsIn, selectorsIn } from '../../model/references.ts';
import { isOfScrapes } from '../../model/scope.ts';
import { matchersOf } from '../../model/selector.ts';
import type { VectorSelector } from '../../promql/ast.ts';
import { walk } from '../../promql/ast.ts';
import { valueTest } from '../../promql/label-values.ts';
import { parseExpression } from '../../promql/parse.ts';
import { print } from '../../promql/print.ts';
import type { LintRule } from '../rule.ts';

/** Metrics that are pushed have no series about scrapes, and no scrape configuration. */
export const notScraped: LintRule = {
  codes: ['metric/not-scraped'],
  *check({ document, model, spec }) {
    const { service } = model;
    if (service.arrives === 'scrape') return;
    const texts = [
      ...[...selectorsIn(model)].map(({ of: { text, path } }) => ({ expr: text, path })),
      ...expressionsIn(model),
    ];
    // A panel of a selector has a path of its own; an alert can be listed for each of its selectors.
    const distinct = new Map(texts.map((each) => [JSON.stringify(each.path), each]));
    for (const { expr, path } of distinct.values())
      for (const selector of selectorsOf(expr, service.prometheus)) {
        if (!readsScrapes(selector, service.job)) continue;
        const { span } = selector;
        const place = document.locateText(path, span.offset, span.end);
        yield finding('metric/not-scraped', { subject: print(selector), settings: false }, place);
      }
    if (spec.outputs.prometheus?.scrape !== undefined) {
      const at = ['outputs', 'prometheus', 'scrape'];
      const args = { subject: at.join('.'), settings: true };
      yield document.finding('metric/not-scraped', at, args);
    }
  },
};

function selectorsOf(expr: string, version: string): VectorSelector[] {
  const found: VectorSelector[] = [];
  const { ast } = parseExpression(expr, { version, variables: true });
  if (ast !== undefined)
    walk(ast, (node) => {
      if (node.type === 'vector') found.push(node);
    });
  return found;
}

/** Whether a selector picks series about scrapes of the job; one that names no job picks those of all. */
function readsScrapes({ name, matchers }: VectorSelector, job: string): boolean {
  const all = matchersOf(matchers);
  const named = name?.name ?? all.find(({ label, op }) => label === '__name__' && op === '=')?.value;
  if (named === undefined || !isOfScrapes(named)) return false;
  return all.filter(({ label }) => label === 'job').every((matcher) => valueTest(matcher)(job));
}
