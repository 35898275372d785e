import { listed, plural } from '../../finding/prose.ts';
import type { Alert, Condition } from '../../model/alert.ts';
import type { Model, Service } from '../../model/model.ts';
import type { TeamReceiver } from '../../model/team.ts';
import { withoutSlash } from '../../plan/links.ts';
import { receiverOf } from '../../plan/notifications.ts';
import { LABEL } from '../../slo/names.ts';
import { firesWhen } from './condition.ts';
import { breakdown, diagnosis } from './diagnosis.ts';
import { asCode, shellWord } from './escape.ts';
import { budgetWords, leastTraffic, tierViews } from './objective-page.ts';
import { silenceLink, writtenQuery } from './queries.ts';
import { href, PAGE, type Site, sourceOf, titleOf } from './site.ts';
import type { AlertEntry } from './usage.ts';
import { flowChart, related } from './uses.ts';
import { interval, numbered, shortDuration, URGENCY } from './words.ts';

/** The runbook of an alert: what the spec says, and what follows from it. */
export function alertView(site: Site, entry: AlertEntry) {
  const { service } = site.model;
  const { alert, slo } = entry;
  const page = PAGE.alert(entry.name);
  const relations = related(site, entry);
  const { runbook } = sourceOf(entry) ?? {};
  return {
    ...alertSummary(site, entry),
    service: service.title,
    index: href(page, PAGE.index),
    catalogue: href(page, PAGE.catalogue),
    dashboards: relations.dashboards.slice(0, 1),
    impact: runbook?.impact ?? '',
    bands: bandsBeyond(alert?.condition),
    steps: diagnosis(site, entry),
    breakdown: breakdown(site, entry),
    mitigation: numbered((runbook?.mitigation ?? []).map((text) => ({ text }))),
    escalation: escalation(site, entry),
    silence: silence(service, entry),
    rules: rulesOf(service, entry),
    hold: alert === undefined ? [] : holdOf(alert, service),
    tiers: slo === undefined ? [] : tierViews(slo),
    budget: slo === undefined ? '' : budgetWords(slo),
    related: relations,
    flow: flowChart(site, [entry]),
    links: runbook?.links ?? [],
  };
}

/** The beginning of the runbook, which the catalogue shows too. */
export function alertSummary({ model: { service } }: Site, entry: AlertEntry) {
  return {
    name: entry.name,
    title: titleOf(entry),
    severities: severitiesOf(entry).map(({ label, like }) => ({ name: label, like, means: URGENCY[like] })),
    owner: sourceOf(entry)?.owner ?? '',
    meaning: sourceOf(entry)?.runbook.meaning ?? '',
    fires: firesOf(entry, service),
  };
}

function severitiesOf({ rules }: AlertEntry) {
  return [...new Set(rules.map(({ severity }) => severity))];
}

/** When it fires, with the numbers of the spec. */
function firesOf({ alert, slo }: AlertEntry, service: Service): string {
  if (alert !== undefined) return firesWhen(alert, service.ruleInterval);
  if (slo === undefined) return '';
  const events =
    slo.minEvents === undefined ? '' : `, with at least ${plural(slo.minEvents, 'event')} in the long one`;
  return `Fires when the error budget of ${asCode(slo.id)} burns faster than a tier below allows, in both windows of the tier${events}. ${leastTraffic(slo)}`;
}

/** The bands of the metric that lie wholly beyond the threshold. */
function bandsBeyond(condition: Condition | undefined) {
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
function rulesOf(service: Service, entry: AlertEntry) {
  const records = entry.records.map(({ record, expr }) => ({
    heading: `Recording rule ${asCode(record)}:`,
    expr: writtenQuery(expr, service),
  }));
  const single = records.length === 0 ? '' : 'Alert:';
  const alerts = entry.rules.map(({ severity, labels, expr }) => {
    const windows = [LABEL.long, LABEL.short].flatMap((name) => labels.get(name) ?? []);
    return {
      heading:
        entry.rules.length === 1 ? single : `Severity ${asCode(severity.label)}, over ${listed(windows)}:`,
      expr: writtenQuery(expr, service),
    };
  });
  return [...records, ...alerts];
}

function holdOf({ violations, for: held, keepFiringFor }: Alert, { ruleInterval }: Service) {
  const counted = violations && `${violations.atLeast} within ${shortDuration(violations.within)}`;
  return [
    ...(held === 0 ? [] : [{ name: 'for', value: shortDuration(held) }]),
    ...(counted === undefined ? [] : [{ name: 'violations', value: counted }]),
    ...(keepFiringFor === 0 ? [] : [{ name: 'keep firing for', value: shortDuration(keepFiringFor) }]),
    { name: 'evaluation interval', value: shortDuration(ruleInterval) },
  ];
}

/** How to silence this alert only. */
function silence(service: Service, entry: AlertEntry) {
  const owned = entry.rules[0].labels;
  const matchers = [
    ['alertname', entry.name],
    ...[LABEL.service, LABEL.slo].flatMap((label) => {
      const value = owned.get(label);
      return value === undefined ? [] : [[label, value]];
    }),
  ].map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  const { alertmanager } = service.links;
  const url =
    alertmanager === undefined ? '' : ` --alertmanager.url=${shellWord(withoutSlash(alertmanager))}`;
  return {
    command: `amtool silence add${url} --duration=2h --comment='reason, contact' ${matchers.map(shellWord).join(' ')}`,
    link: alertmanager === undefined ? '' : silenceLink(alertmanager, matchers),
    labels: keptLabels(entry).map(asCode).join(', '),
  };
}

/** Labels that distinguish firing instances of the alert. */
function keptLabels({ alert, slo }: AlertEntry): readonly string[] {
  if (slo !== undefined) return slo.by;
  const condition = alert?.condition;
  return condition?.kind === 'metric' || condition?.kind === 'recording' ? condition.by : [];
}

/** Receivers of the notifications, and the people to call, in order. */
function escalation({ model }: Site, entry: AlertEntry) {
  const { owner } = model.service;
  const team = model.teams.get(sourceOf(entry)?.owner ?? owner.name) ?? owner;
  const receivers = severitiesOf(entry).flatMap((severity) => {
    const to = receiverOf(model, team.name, severity);
    return to === undefined ? [] : { severity: severity.label, name: to.receiver, where: whereOf(model, to) };
  });
  // A team that does not say whom to call leaves it to the one that owns the service.
  const called = team.escalation.length > 0 ? team : owner;
  return {
    text: sourceOf(entry)?.runbook.escalation ?? '',
    team: team.title,
    channel: team.channel ?? '',
    receivers,
    people: numbered(called.escalation.map((text) => ({ text }))),
    // The team to call, where the alert belongs to another.
    caller: called === team ? '' : called.title,
    // The team that owns the service, where the alert belongs to another.
    service: team === owner ? null : { team: owner.title, channel: owner.channel ?? '' },
  };
}

/** What the receiver is, and when its notifications wait. */
function whereOf({ routing }: Model, { receiver: name, active, muted }: TeamReceiver): string {
  const receiver = routing?.receivers.get(name) ?? {};
  const { slack, email, pagerduty } = receiver;
  const kind = pagerduty === undefined ? (Object.keys(receiver)[0] ?? '') : 'PagerDuty';
  return [
    slack !== undefined ? `Slack ${slack.channel}` : email !== undefined ? `email to ${email.to}` : kind,
    ...(active.length === 0 ? [] : [`only within ${listed(active)}`]),
    ...(muted.length === 0 ? [] : [`not within ${listed(muted)}`]),
  ].join(', ');
}
