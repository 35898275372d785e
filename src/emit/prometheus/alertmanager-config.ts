import type { Model, Receiver, Routing } from '../../model/model.ts';
import type { Severity, Team, TeamReceiver, Urgency } from '../../model/team.ts';
import { labelsApart, severitiesByOwner } from '../../plan/notifications.ts';
import type { RulePlan } from '../../plan/plan.ts';
import { seriesCatalogue } from '../../plan/series-catalogue.ts';
import { literal } from '../../plan/templates.ts';
import { escapeRegexp } from '../../promql/regexp.ts';
import { LABEL } from '../../slo/names.ts';
import type { RelativeFile } from '../output.ts';
import { commented, inline, spaced, type Value, type ValueMap, yamlFile } from './yaml.ts';

const SECRETS = 'Secrets stay in the files that are named here.';
const MERGE =
  'A fragment: add each of its lists to the list of the same name in the configuration that the services share.';

/**
 * Routes, inhibitions, receivers and time intervals: `alertmanager.yml`, or a fragment whose lists the configuration of
 * several services takes in. Nothing where the spec has no routing.
 */
export function alertmanagerConfig(model: Model, plan: RulePlan): RelativeFile[] {
  const { routing } = model;
  if (routing === undefined) return [];
  const whole = model.outputs.prometheus?.alertmanager !== 'fragment';
  const apart = labelsApart(model);
  const single = [...apart.values()].flatMap(([value = '', ...others]) =>
    others.length === 0 ? [value] : [],
  );
  const prefix = whole ? '' : `${[model.service.name, ...single].join('/')}/`;
  const routed = teamRoutes(model, plan);
  const receivers = new Set([routing.default, ...routed.map(({ to }) => to.receiver)]);
  const intervals = new Set(routed.flatMap(({ to }) => [...to.active, ...to.muted]));
  const inhibitions = [...inhibitTickets(model), ...inhibitSymptoms(model, plan)];
  const about = whole ? `Routes and inhibitions of Alertmanager. ${SECRETS}` : `${MERGE} ${SECRETS}`;
  const content = yamlFile(model, about, {
    route: routeOf(model, routing, routed, { whole, prefix }),
    inhibit_rules: inhibitions.length === 0 ? undefined : spaced(inhibitions),
    receivers: spaced(
      [...routing.receivers].flatMap(([name, receiver]) =>
        receivers.has(name) ? [receiverOf(prefix + name, receiver)] : [],
      ),
    ),
    time_intervals:
      intervals.size === 0
        ? undefined
        : spaced(
            [...routing.intervals].flatMap(([name, times]) =>
              intervals.has(name) ? [{ name: prefix + name, time_intervals: times as Value }] : [],
            ),
          ),
  });
  return [{ path: whole ? 'alertmanager.yml' : 'alertmanager-fragment.yml', content }];
}

/** Alerts of some severities, of one team or of all, and where they go. */
interface TeamRoute {
  readonly owner: string | undefined;
  readonly severities: readonly Severity[];
  readonly to: TeamReceiver;
}

/** Those of other teams that own alerts, then those of the team that owns the service, which take what is left. */
function teamRoutes({ service, teams, severities }: Model, plan: RulePlan): TeamRoute[] {
  const owners = severitiesByOwner(plan);
  const others = [...teams.values()].filter((team) => team !== service.owner && owners.has(team.name));
  const routes = ({ receivers }: Team, owner?: string) => {
    const byTarget = new Map<string, TeamRoute>();
    for (const severity of severities.values()) {
      const to = receivers.get(severity.name);
      if (to === undefined) continue;
      const target = JSON.stringify(to);
      const same = byTarget.get(target)?.severities ?? [];
      byTarget.set(target, { owner, severities: [...same, severity], to });
    }
    return [...byTarget.values()];
  };
  return [...others.flatMap((team) => routes(team, team.name)), ...routes(service.owner)];
}

/**
 * One route takes the alerts of this service and of no other. In a whole configuration a root above it takes the rest,
 * which Alertmanager demands.
 */
function routeOf(
  model: Model,
  routing: Routing,
  routed: readonly TeamRoute[],
  { whole, prefix }: { readonly whole: boolean; readonly prefix: string },
): Value {
  const receiver = prefix + routing.default;
  const named = (names: readonly string[]) =>
    names.length === 0 ? undefined : inline(names.map((name) => prefix + name));
  const routes = routed.map(({ owner, severities, to }) => ({
    matchers: [
      ...(owner === undefined ? [] : [matcher(LABEL.owner, owner)]),
      oneOf(
        LABEL.severity,
        severities.map(({ label }) => label),
      ),
    ],
    receiver: prefix + to.receiver,
    active_time_intervals: named(to.active),
    mute_time_intervals: named(to.muted),
  }));
  const grouping: ValueMap = {
    group_by: inline(
      routing.group_by ?? ['alertname', LABEL.service, LABEL.slo, ...labelsApart(model).keys()],
    ),
    group_wait: routing.group_wait,
    group_interval: routing.group_interval,
    repeat_interval: routing.repeat_interval,
  };
  const own: ValueMap = {
    matchers: ours(model),
    receiver,
    ...(whole ? {} : grouping),
    routes: routes.length === 0 ? undefined : routes,
  };
  return whole ? { receiver, ...grouping, routes: [own] } : { routes: [own] };
}

/** The page says all that the ticket says. Labels that neither alert has are equal, so one rule serves all SLOs. */
function inhibitTickets(model: Model): Value[] {
  const { slos, severities } = model;
  if (slos.length === 0) return [];
  const budgets = new Set(slos.flatMap(({ by }) => by));
  const of = (...urgencies: readonly Urgency[]) => {
    const values = [...severities.values()].filter(({ like }) => urgencies.includes(like));
    return [
      ...ours(model),
      oneOf(
        LABEL.severity,
        values.map(({ label }) => label),
      ),
      `${LABEL.slo}!=""`,
    ];
  };
  return [
    commented(['While an objective pages, its tickets are silent.'], {
      source_matchers: of('page'),
      target_matchers: of('ticket', 'info'),
      equal: equal(model, [LABEL.slo, ...budgets]),
    }),
  ];
}

/** Matchers of the alerts of this service, here. An expression may have lost a label of the targets. */
function ours(model: Model): string[] {
  const { name, target } = model.service;
  return [
    matcher(LABEL.service, name),
    ...[...labelsApart(model)].map(([label, values]) =>
      oneOf(label, target.apart.includes(label) ? [...values, ''] : values),
    ),
  ];
}

/** Labels that two alerts must share for one to silence the other. */
function equal(model: Model, labels: readonly string[]): Value {
  return inline([...new Set([LABEL.service, ...labelsApart(model).keys(), ...labels])]);
}

/** A cause silences its symptoms where both speak of the same thing: the labels that both carry. */
function inhibitSymptoms(model: Model, plan: RulePlan): Value[] {
  const { labelsOf } = seriesCatalogue(model, plan);
  const labels = new Map<string, ReadonlySet<string>>();
  for (const rule of plan.groups.flatMap(({ rules }) => rules)) {
    if (rule.kind === 'alert') labels.set(rule.alert, labelsOf(rule.expr) ?? new Set());
  }
  return model.alerts.flatMap((symptom) =>
    symptom.causedBy.map((cause) => {
      const ofCause = labels.get(cause) ?? new Set();
      const shared = [...(labels.get(symptom.name) ?? [])].filter((label) => ofCause.has(label));
      return {
        source_matchers: [...ours(model), matcher('alertname', cause)],
        target_matchers: [...ours(model), matcher('alertname', symptom.name)],
        equal: equal(model, shared),
      };
    }),
  );
}

function receiverOf(name: string, { pagerduty, slack, webhook, email, ...others }: Receiver): Value {
  return {
    name,
    ...Object.fromEntries(
      Object.entries(others).map(([kind, settings]) => [
        `${kind}_configs`,
        [{ send_resolved: true, ...(settings as ValueMap) }],
      ]),
    ),
    pagerduty_configs: pagerduty && [{ routing_key_file: pagerduty.routing_key_file, send_resolved: true }],
    slack_configs: slack && [
      {
        api_url_file: slack.api_url_file,
        channel: literal(slack.channel),
        send_resolved: true,
        title: TITLE,
        fallback: TITLE,
        text: TEXT,
      },
    ],
    webhook_configs: webhook && [{ ...webhook, send_resolved: true }],
    email_configs: email && [
      { ...email, to: literal(email.to), from: literal(email.from), send_resolved: true },
    ],
  };
}

// Slack reads <!channel> and <url|text> in what label values bring along.
// https://api.slack.com/reference/surfaces/formatting#escaping
const ESCAPED = '| reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;"';
// A group need not be one alert, and an alert need not have links.
const TITLE = `{{ .Status | toUpper }}: {{ with .CommonLabels.alertname }}{{ . ${ESCAPED} }}{{ else }}{{ .Alerts | len }} alerts{{ end }}`;
const TEXT = [
  `{{ range .Alerts }}{{ .Annotations.description ${ESCAPED} }}`,
  `{{ with .Annotations.runbook_url }}Runbook: {{ . ${ESCAPED} }}`,
  `{{ end }}{{ with .Annotations.dashboard_url }}Dashboard: {{ . ${ESCAPED} }}`,
  '{{ end }}{{ end }}',
].join('\n');

/** @see https://prometheus.io/docs/alerting/latest/configuration/#matcher */
function matcher(label: string, value: string, operator: '=' | '=~' = '='): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `${label}${operator}"${escaped}"`;
}

/** A matcher for exactly these values. */
function oneOf(label: string, values: readonly string[]): string {
  const [value = '', ...others] = values;
  if (others.length === 0) return matcher(label, value);
  return matcher(label, values.map(escapeRegexp).join('|'), '=~');
}
