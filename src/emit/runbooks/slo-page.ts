import type { Sli, Slo } from '../../model/slo.ts';
import * as promql from '../../promql/build.ts';
import { BUDGET_REMAINING, LABEL } from '../../slo/names.ts';
import { asCode } from './escape.ts';
import { type QueryView, queryView } from './links.ts';
import { type BudgetView, budgetView, type TierView, tierViews } from './objective.ts';
import { href, INDEX_PAGE, SLO_PAGE } from './pages.ts';
import { query, writtenQuery } from './queries.ts';
import type { Site } from './site.ts';
import { spenders } from './spenders.ts';
import { type UsesView, usesOf } from './uses.ts';
import { codeList, duration } from './words.ts';

export interface SlosView {
  readonly service: string;
  readonly index: string;
  readonly slos: readonly SloView[];
}

export interface SloView {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly objective: string;
  readonly window: string;
  readonly owner: string;
  /** What counts as good, in a sentence. */
  readonly good: string;
  /** Of an SLI over time slices. */
  readonly expr: string;
  readonly by: string;
  readonly budget: BudgetView;
  readonly slices: boolean;
  readonly tiers: readonly TierView[];
  readonly spenders: readonly string[];
  readonly query: QueryView;
  readonly uses: UsesView;
}

export function slosView(site: Site): SlosView {
  return {
    service: site.model.service.title,
    index: href(SLO_PAGE, INDEX_PAGE),
    slos: site.model.slos.map((slo) => sloView(site, slo)),
  };
}

function sloView(site: Site, slo: Slo): SloView {
  const { service } = site.model;
  const own = [promql.matcher(LABEL.service, '=', service.name), promql.matcher(LABEL.slo, '=', slo.id)];
  return {
    id: slo.id,
    title: slo.title,
    description: slo.description ?? '',
    objective: slo.objectiveText,
    window: duration(slo.window),
    owner: slo.owner,
    good: goodWords(slo.sli, service.ruleInterval),
    expr: slo.sli.kind === 'threshold' ? writtenQuery(slo.sli.expr, service.prometheus) : '',
    by: slo.by.length === 0 ? '' : `One budget for each ${codeList(slo.by)}.`,
    budget: budgetView(slo),
    slices: slo.sli.kind === 'threshold',
    tiers: tierViews(slo),
    spenders: spenders(site, slo),
    query: queryView(service, query(promql.selector(BUDGET_REMAINING, own))),
    uses: usesOf(site, SLO_PAGE, { kind: 'slos', name: slo.id }),
  };
}

export function goodWords(sli: Sli, evaluation: number): string {
  switch (sli.kind) {
    case 'latency':
      return `An observation of ${asCode(sli.of.text)} is good at ${sli.bound.text} or below.`;
    case 'events':
      return sli.bad === undefined
        ? `${asCode(sli.good?.text ?? '')} are the good events of ${asCode(sli.total.text)}.`
        : `${asCode(sli.bad.text)} are the bad events of ${asCode(sli.total.text)}.`;
    case 'threshold':
      return `A time slice of ${duration(evaluation)} is good while this is ${sli.comparison === '>' ? 'above' : 'below'} ${sli.threshold.text}:`;
  }
}
