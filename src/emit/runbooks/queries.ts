import type { Service } from '../../model/model.ts';
import { withoutSlash } from '../../plan/links.ts';
import type { Expr } from '../../promql/ast.ts';
import { prettyText, printPretty } from '../../promql/pretty.ts';
import { atLeast } from '../../promql/version.ts';

/** A query with the links that open it. */
interface QueryView {
  /** Long ones broken over lines. */
  readonly expr: string;
  readonly links: readonly { readonly text: string; readonly href: string }[];
}

const RANGE = '3h';

/** A query of the spec, formatted. */
export function writtenQuery(text: string, { prometheus }: Service): string {
  return prettyText(text, prometheus);
}

/** A query with links to the expression browser and to Grafana Explore, if the spec has their addresses. */
export function queryView(service: Service, query: Expr | string): QueryView {
  const expr = typeof query === 'string' ? writtenQuery(query, service) : printPretty(query);
  const { prometheus, grafana } = service.links;
  return {
    expr,
    links: [
      ...(prometheus === undefined
        ? []
        : [{ text: 'Prometheus', href: prometheusLink(prometheus, service.prometheus, expr) }]),
      ...(grafana === undefined ? [] : [{ text: 'Grafana Explore', href: exploreLink(grafana, expr) }]),
    ],
  };
}

/** Window of rates in example queries, in seconds: five minutes, or four scrapes where they take longer. */
export function rateWindow(service: Service): number {
  return Math.max(300, Math.ceil((4 * service.scrapeInterval) / 60) * 60);
}

/** The expression browser moved from /graph to /query with Prometheus 3. */
function prometheusLink(base: string, version: string, expr: string): string {
  const page = atLeast(version, '3.0') ? 'query' : 'graph';
  return `${withoutSlash(base)}/${page}?g0.expr=${encode(expr)}&g0.tab=0&g0.range_input=${RANGE}`;
}

/**
 * Without a data source Explore uses the last one, or the default: the spec does not name data sources.
 * @see https://grafana.com/docs/grafana/latest/explore/get-started-with-explore/#generate-explore-urls-from-external-tools
 */
function exploreLink(base: string, expr: string): string {
  const pane = {
    queries: [{ refId: 'A', expr, range: true, instant: true }],
    range: { from: `now-${RANGE}`, to: 'now' },
  };
  return `${withoutSlash(base)}/explore?schemaVersion=1&panes=${encode(JSON.stringify({ runbook: pane }))}`;
}

/** The form for a new silence, filled in with matchers. */
export function silenceLink(base: string, matchers: readonly string[]): string {
  return `${withoutSlash(base)}/#/silences/new?filter=${encode(`{${matchers.join(',')}}`)}`;
}

/** encodeURIComponent, and the characters that it leaves although Markdown reads them. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd')).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
