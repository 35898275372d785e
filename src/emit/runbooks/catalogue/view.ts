import { createHash } from 'node:crypto';
import { INDEX_PAGE } from '../pages.ts';
import type { Site } from '../site.ts';
import { type BarView, budgetBars, type MetricBar, metricBars } from './bars.ts';
import { type AlertCard, alertCards, type LabelCard, labelCards, type SloCard, sloCards } from './cards.ts';
import { type GroupCard, metricGroups } from './metric-cards.ts';

export interface CatalogueView {
  readonly service: string;
  readonly description: string;
  readonly index: string;
  /** Nothing may be loaded, and only this style and this script may run. */
  readonly policy: string;
  readonly style: string;
  readonly script: string;
  readonly slos: readonly SloCard[];
  readonly alerts: readonly AlertCard[];
  readonly groups: readonly GroupCard[];
  readonly labels: readonly LabelCard[];
  readonly budgets: readonly BarView[];
  readonly bars: readonly MetricBar[];
}

/** One page with everything, for reading and searching in a browser. */
export function catalogueView(site: Site, style: string, script: string): CatalogueView {
  const { service } = site.model;
  return {
    service: service.title,
    description: service.description ?? '',
    index: INDEX_PAGE,
    policy: `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`,
    style,
    script,
    slos: sloCards(site),
    alerts: alertCards(site),
    groups: metricGroups(site),
    labels: labelCards(site),
    budgets: budgetBars(site),
    bars: metricBars(site),
  };
}

/** @see https://www.w3.org/TR/CSP3/#match-element-to-source-list */
function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
