import type { Alert, Condition } from '../../model/alert.ts';
import type { Service } from '../../model/model.ts';
import { LABEL } from '../../slo/names.ts';
import { type BreakdownView, breakdown } from './breakdown.ts';
import { firesWhen } from './condition.ts';
import { diagnosis, type StepView } from './diagnosis.ts';
import { type EscalationView, escalation } from './escalation.ts';
import { asCode, shellWord } from './escape.ts';
import { flowChart } from './flow.ts';
import { alertmanagerUrl, silenceLink } from './links.ts';
import { type Numbered, numbered } from './numbered.ts';
import { type BudgetView, budgetView, type TierView, tierViews } from './objective.ts';
import { alertPage, CATALOGUE_PAGE, href, INDEX_PAGE } from './pages.ts';
import { writtenQuery } from './queries.ts';
import { type RelatedView, related } from './related.ts';
import { type Ref, type Site, titleOf } from './site.ts';
import type { AlertEntry } from './usage.ts';
import { interval, list, SEVERITY, shortDuration } from './words.ts';

export interface AlertView {
  readonly name: string;
  readonly title: string;
  readonly service: string;
  readonly severities: readonly { readonly name: string; readonly means: string }[];
  readonly owner: string;
  readonly index: string;
  readonly catalogue: string;
  readonly dashboards: readonly Ref[];
  readonly meaning: string;
  /** When it fires, with the numbers of the spec. */
  readonly fires: string;
  readonly impact: string;
  /** What the bands of the metric say about values beyond the threshold. */
  readonly bands: readonly { readonly interval: string; readonly means: string }[];
  readonly steps: readonly StepView[];
  readonly breakdown: readonly BreakdownView[];
  readonly mitigation: readonly Numbered[];
  readonly escalation: EscalationView;
  readonly silence: { readonly command: string; readonly link: string; readonly labels: string };
  readonly rules: readonly { readonly heading: string; readonly expr: string }[];
  readonly hold: readonly { readonly name: string; readonly value: string }[];
  readonly tiers: readonly TierView[];
  readonly budget: BudgetView | null;
  readonly related: RelatedView;
  readonly flow: string;
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

/** The runbook of an alert: what the spec says, and for the rest what follows from it. */
export function alertView(site: Site, entry: AlertEntry): AlertView {
  const { model } = site;
  const page = alertPage(entry.name);
  const runbook = entry.alert?.runbook ?? entry.slo?.runbook;
  const relations = related(site, entry);
  return {
    name: entry.name,
    title: titleOf(entry),
    service: model.service.title,
    severities: [...new Set(entry.rules.map(({ severity }) => severity))].map((name) => ({
      name,
      means: SEVERITY[name],
    })),
    owner: entry.alert?.owner ?? entry.slo?.owner ?? model.service.owner.team,
    index: href(page, INDEX_PAGE),
    catalogue: href(page, CATALOGUE_PAGE),
    dashboards: relations.dashboards.slice(0, 1),
    meaning: runbook?.meaning ?? '',
    fires: firesOf(entry, model.service),
    impact: runbook?.impact ?? '',
    bands: bandsBeyond(entry.alert?.condition),
    steps: diagnosis(site, entry),
    breakdown: breakdown(site, entry),
    mitigation: numbered(runbook?.mitigation ?? []),
    escalation: escalation(site, entry),
    silence: silence(model.service, entry),
    rules: rulesOf(site, entry),
    hold: entry.alert === undefined ? [] : holdOf(entry.alert, model.service),
    tiers: entry.slo === undefined ? [] : tierViews(entry.slo),
    budget: entry.slo === undefined ? null : budgetView(entry.slo),
    related: relations,
    flow: flowChart(site, [entry]),
    links: runbook?.links ?? [],
  };
}

function firesOf({ alert, slo }: AlertEntry, service: Service): string {
  if (alert !== undefined) return firesWhen(alert, service.ruleInterval);
  if (slo === undefined) return '';
  const events =
    slo.minEvents === undefined ? '' : `, and the longer of them held ${slo.minEvents} events or more`;
  return `Fires when the error budget of ${asCode(slo.id)} burns faster than one of the tiers below allows, over both windows of the tier${events}.`;
}

/** Bands of the metric that lie wholly beyond the threshold. */
function bandsBeyond(condition: Condition | undefined): AlertView['bands'] {
  if (condition?.kind !== 'metric' || condition.of.metric.origin !== 'declared') return [];
  if (condition.measure !== 'value' && condition.measure !== 'average') return [];
  const { op, threshold } = condition.comparison;
  return condition.of.metric.bands
    .filter(({ above, below }) =>
      op === '>'
        ? above !== undefined && above.value >= threshold.value
        : below !== undefined && below.value <= threshold.value,
    )
    .map((band) => ({ interval: interval(band), means: band.means }));
}

/** The rules of the alert, after the records that serve it alone. */
function rulesOf(site: Site, entry: AlertEntry): AlertView['rules'] {
  const version = site.model.service.prometheus;
  const records = entry.records.map(({ record, expr }) => ({
    heading: `Recorded in each evaluation as ${asCode(record)}:`,
    expr: writtenQuery(expr, version),
  }));
  const alerts = entry.rules.map(({ severity, labels, expr }) => ({
    heading:
      entry.rules.length === 1
        ? records.length === 0
          ? ''
          : 'The alert:'
        : `Severity ${asCode(severity)}, over ${list([LABEL.long, LABEL.short].flatMap((name) => labels.get(name) ?? []))}:`,
    expr: writtenQuery(expr, version),
  }));
  return [...records, ...alerts];
}

function holdOf(alert: Alert, service: Service): AlertView['hold'] {
  const { violations } = alert;
  return [
    ...(alert.for === 0 ? [] : [{ name: 'for', value: shortDuration(alert.for) }]),
    ...(violations === undefined
      ? []
      : [{ name: 'violations', value: `${violations.atLeast} within ${shortDuration(violations.within)}` }]),
    ...(alert.keepFiringFor === 0
      ? []
      : [{ name: 'keeps firing for', value: shortDuration(alert.keepFiringFor) }]),
    { name: 'evaluated every', value: shortDuration(service.ruleInterval) },
  ];
}

/** How to silence the alert and nothing else. */
function silence(service: Service, entry: AlertEntry): AlertView['silence'] {
  const owned = entry.rules[0].labels;
  const matchers = [
    ['alertname', entry.name],
    ...['service', 'slo'].flatMap((label) => {
      const value = owned.get(label);
      return value === undefined ? [] : [[label, value]];
    }),
  ].map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  const { alertmanager } = service.links;
  const url =
    alertmanager === undefined ? '' : ` --alertmanager.url=${shellWord(alertmanagerUrl(alertmanager))}`;
  const kept = keptLabels(entry).map(asCode);
  return {
    command: `amtool silence add${url} --duration=2h --comment='why, and who knows' ${matchers.map(shellWord).join(' ')}`,
    link: alertmanager === undefined ? '' : silenceLink(alertmanager, matchers),
    labels: kept.join(', '),
  };
}

/** Labels that tell several firing instances of the alert apart. */
function keptLabels({ alert, slo }: AlertEntry): readonly string[] {
  if (slo !== undefined) return slo.by;
  const condition = alert?.condition;
  return condition?.kind === 'metric' || condition?.kind === 'recording' ? condition.by : [];
}
