import type { Model, Receiver, Routing } from '../../model/model.ts';
import { OF_OTHER_TEAMS } from '../../plan/alerts.ts';
import type { RulePlan } from '../../plan/plan.ts';
import { seriesCatalogue } from '../../plan/series-catalogue.ts';
import { literal } from '../../plan/templates.ts';
import { LABEL } from '../../slo/names.ts';
import type { RelativeFile } from '../output.ts';
import { commented, inline, spaced, type Value, yamlFile } from './yaml.ts';

/** `alertmanager.yml`: routes, inhibitions and receivers. Nothing where the spec has no routing. */
export function alertmanagerConfig(model: Model, plan: RulePlan): RelativeFile[] {
  const { routing } = model;
  if (routing === undefined) return [];
  const inhibitions = [...inhibitTickets(model), ...inhibitSymptoms(model, plan)];
  const about = 'Routes and inhibitions of Alertmanager. Secrets stay in the files that are named here.';
  const content = yamlFile(model, about, {
    route: route(routing),
    inhibit_rules: inhibitions.length === 0 ? undefined : spaced(inhibitions),
    receivers: spaced([...routing.receivers].map(([name, receiver]) => receiverOf(name, receiver))),
  });
  return [{ path: 'alertmanager.yml', content }];
}

function route(routing: Routing): Value {
  const owners = [...routing.owners].map(([owner, receiver]) => ({
    matchers: [matcher(LABEL.owner, owner), `${LABEL.severity}=~"${OF_OTHER_TEAMS.join('|')}"`],
    receiver,
  }));
  const severities = Object.entries(routing.severities).flatMap(([severity, receiver]) =>
    receiver === undefined ? [] : [{ matchers: [matcher(LABEL.severity, severity)], receiver }],
  );
  const routes = [...owners, ...severities];
  return {
    receiver: routing.default,
    group_by: inline(routing.group_by),
    group_wait: routing.group_wait,
    group_interval: routing.group_interval,
    repeat_interval: routing.repeat_interval,
    routes: routes.length === 0 ? undefined : routes,
  };
}

/** The page says all that the ticket says. Labels that neither alert has are equal, so one rule serves all SLOs. */
function inhibitTickets({ slos }: Model): Value[] {
  if (slos.length === 0) return [];
  const budgets = [...new Set(slos.flatMap(({ by }) => by))];
  const some = `${LABEL.slo}!=""`;
  return [
    commented(['While an objective pages, its tickets are silent.'], {
      source_matchers: [matcher(LABEL.severity, 'page'), some],
      target_matchers: [`${LABEL.severity}=~"ticket|info"`, some],
      equal: inline([LABEL.service, LABEL.slo, ...budgets]),
    }),
  ];
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
        source_matchers: [matcher('alertname', cause)],
        target_matchers: [matcher('alertname', symptom.name)],
        equal: inline([...new Set([LABEL.service, ...shared])]),
      };
    }),
  );
}

function receiverOf(name: string, { pagerduty, slack, webhook, email }: Receiver): Value {
  return {
    name,
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
    webhook_configs: webhook && [{ url: webhook.url, send_resolved: true }],
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
function matcher(label: string, value: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `${label}="${escaped}"`;
}
