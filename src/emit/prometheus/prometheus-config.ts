import type { Model } from '../../model/model.ts';
import { isReplica } from '../../plan/notifications.ts';
import type { RulePlan } from '../../plan/plan.ts';
import { formatDuration } from '../../spec/scalars.ts';
import type { RelativeFile } from '../output.ts';
import { ruleFileNames } from './rule-files.ts';
import { commented, header, inline, seconds, spaced, type Value, type ValueMap, yamlFile } from './yaml.ts';

type PrometheusOutput = NonNullable<Model['outputs']['prometheus']>;

/** `prometheus.yml` and the flags that belong to it. */
export function prometheusConfig(model: Model, plan: RulePlan, output: PrometheusOutput): RelativeFile[] {
  const { service } = model;
  const parts: ValueMap = {
    global: {
      scrape_interval: seconds(service.scrapeInterval),
      evaluation_interval: seconds(service.ruleInterval),
      external_labels: Object.keys(output.external_labels).length === 0 ? undefined : output.external_labels,
    },
    rule_files: ruleFileNames(plan).map((file) => `rules/${file}.yml`),
    scrape_configs: scrape(model, output),
    alerting: alerting(output),
    remote_write: remoteWrite(model, plan, output),
    remote_read: remoteRead(output),
  };
  const content = Object.fromEntries(
    Object.entries(parts)
      .filter(([, part]) => part !== undefined)
      .map(([key, part], index) => [key, index === 0 ? part : spaced(part as Value)]),
  );
  const start = 'Start Prometheus with: prometheus @prometheus.flags';
  return [
    { path: 'prometheus.yml', content: yamlFile(model, start, content) },
    { path: 'prometheus.flags', content: flags(model) },
  ];
}

function scrape(
  { service, sources, budgets }: Model,
  { scrape: settings }: PrometheusOutput,
): Value | undefined {
  const own: ValueMap[] =
    settings === undefined || service.arrives === 'otlp'
      ? []
      : [
          {
            ...jobOf(service.job, settings),
            sample_limit: commented(
              [
                'The series that the spec allows one target: beyond them the scrape fails, and `up` says so.',
                ...(service.otherSeries === 0
                  ? []
                  : [`That includes ${service.otherSeries} of other programs (\`service.other_series\`).`]),
              ],
              budgets.seriesPerTarget,
            ),
            ...discovery(settings),
          },
        ];
  const others = sources.flatMap(({ job, scrape: of }): ValueMap[] => {
    if (of === undefined) return [];
    const interval = of.interval === undefined ? undefined : seconds(of.interval);
    return [{ ...jobOf(job, of), scrape_interval: interval, ...discovery(of) }];
  });
  return own.length + others.length === 0 ? undefined : [...own, ...others];
}

/** What Prometheus is told about a scrape. */
interface Scrape {
  readonly targets?: readonly string[] | undefined;
  readonly files?: readonly string[] | undefined;
  readonly path: string;
  readonly honor_labels?: boolean | undefined;
}

const jobOf = (job: string, { path, honor_labels }: Scrape): ValueMap => ({
  job_name: job,
  metrics_path: path === '/metrics' ? undefined : path,
  honor_labels: honor_labels || undefined,
});

const discovery = ({ targets, files }: Scrape): ValueMap => ({
  static_configs: targets && [{ targets }],
  file_sd_configs: files && [{ files }],
});

function alerting({ alertmanagers, external_labels }: PrometheusOutput): Value | undefined {
  if (alertmanagers === undefined || alertmanagers.length === 0) return undefined;
  const replicas = Object.keys(external_labels).filter(isReplica);
  const drop = { action: 'labeldrop', regex: replicas.join('|') };
  return {
    alert_relabel_configs:
      replicas.length === 0
        ? undefined
        : [commented(['Without it Alertmanager takes the alert of each replica for one of its own.'], drop)],
    alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }],
  };
}

function remoteWrite(
  { service }: Model,
  plan: RulePlan,
  { remote_write }: PrometheusOutput,
): Value | undefined {
  if (remote_write === undefined) return undefined;
  const kept = service.retention.aggregated;
  const words = [
    'Recorded aggregates only: raw samples stay here and end with their retention.',
    ...(kept === undefined ? [] : retentionWords(formatDuration(kept))),
  ];
  const keep = {
    source_labels: inline(['__name__']),
    regex: recordedNames(plan).join('|'),
    action: 'keep',
  };
  return [commented(words, { url: remote_write, write_relabel_configs: [keep] })];
}

/** @see https://grafana.com/docs/mimir/latest/configure/configure-metrics-storage-retention/ */
function retentionWords(kept: string): string[] {
  return [
    `The storage behind it has to keep them for ${kept}. Mimir: limits.compactor_blocks_retention_period: ${kept}.`,
    `Thanos: thanos compact --retention.resolution-raw=${kept} --retention.resolution-5m=${kept} --retention.resolution-1h=${kept}.`,
  ];
}

/** Names of recorded series, one by one: a pattern of names would take metrics of other programs along. */
function recordedNames({ groups }: RulePlan): string[] {
  const records = groups.flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.kind === 'record' ? [rule.record] : [])),
  );
  return [...new Set(records)].sort();
}

function remoteRead({ remote_read }: PrometheusOutput): Value | undefined {
  if (remote_read === undefined) return undefined;
  const words = 'Answers for what lies beyond the local retention, such as the periods of error budgets.';
  return [commented([words], { url: remote_read, read_recent: false })];
}

/** Prometheus takes retention from its command line alone. */
function flags(model: Model): string {
  const { retention } = model.service;
  const lines = [
    ...header(model, 'Arguments of Prometheus, one a line: prometheus @prometheus.flags').map(
      (line) => `# ${line}`,
    ),
    '--config.file=prometheus.yml',
    `--storage.tsdb.retention.time=${formatDuration(retention.raw)}`,
  ];
  return `${lines.join('\n')}\n`;
}
