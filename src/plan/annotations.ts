import { plural } from '../finding/prose.ts';
import type { Alert, Condition } from '../model/alert.ts';
import type { Model } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import { type Unit, unitOfName } from '../model/unit.ts';
import { quote } from '../promql/strings.ts';
import { LABEL, TIME_TO_EXHAUSTION } from '../slo/names.ts';
import type { Tier } from '../slo/tiers.ts';
import { windowsOf } from '../slo/windows.ts';
import { formatDuration } from '../spec/scalars.ts';
import { dashboardOfAlert, dashboardOfSlo, dashboardUrl, runbookUrl } from './links.ts';
import { literal } from './templates.ts';

/** Plain digits: humanize writes 0.01 as "10m", beside a threshold that the spec writes as 0.01. */
const NUMBER = '{{ printf "%.6g" $value }}';

type Compared = Extract<Condition, { kind: 'metric' | 'recording' }>;

/** summary, description, runbook_url, dashboard_url, in this order; the links as far as the spec says where. */
export function alertAnnotations(model: Model, alert: Alert): Map<string, string> {
  return annotations(
    alert.summary ?? literal(alert.title),
    alert.description ?? describe(model, alert),
    runbookUrl(model, alert.name),
    dashboardUrl(model, dashboardOfAlert(model, alert)),
  );
}

function annotations(
  summary: string,
  description: string,
  runbook: string | undefined,
  dashboard: string | undefined,
): Map<string, string> {
  return new Map([
    ['summary', summary],
    ['description', description],
    ...(runbook === undefined ? [] : [['runbook_url', literal(runbook)] as const]),
    ...(dashboard === undefined ? [] : [['dashboard_url', literal(dashboard)] as const]),
  ]);
}

function describe(model: Model, alert: Alert): string {
  const { condition, violations } = alert;
  const holding = alert.for === 0 ? '' : ` for ${formatDuration(alert.for)}`;
  const where = labelWords(labelsOf(model, condition));
  const title = `${literal(alert.title)}${where}`;
  if (alert.missing === 'fires') {
    const said = describe(model, { ...alert, missing: undefined });
    return `${said} It also fires while series that it reads are missing${violations === undefined ? '; the value is then NaN' : ''}.`;
  }
  if (violations !== undefined) return describeViolations(condition, title, violations);
  if (condition.kind === 'absent') {
    return `${title}. There has been no series ${literal(condition.of.text)}${holding}.`;
  }
  if (condition.kind === 'down') {
    return `${title}. {{ $value | humanize }} of ${plural(condition.targets, 'target')} ${condition.targets === 1 ? 'is' : 'are'} up; the alert fires below ${condition.below}${holding}.`;
  }
  if (condition.kind === 'missing') {
    const counters = condition.of.map(({ text }) => literal(text)).join(' or ');
    return `${title}. There has been no series ${counters}${holding}, although targets are up: failures do not count, and burn-rate alerts cannot fire.`;
  }
  if (condition.kind === 'expr') {
    return `${title}. The value of the expression is ${NUMBER}; the condition has held${holding || ' in this evaluation'}.`;
  }
  const value = valueTemplate(unitOf(condition));
  return `${title}. ${literal(subjectOf(condition))} is ${value}; the alert fires ${limitOf(condition)}${holding}.`;
}

/** The value of such an alert is how often its condition held, whatever the condition is. */
function describeViolations(
  condition: Condition,
  title: string,
  { atLeast, within }: NonNullable<Alert['violations']>,
): string {
  const compared = condition.kind === 'metric' || condition.kind === 'recording';
  const held = `in ${NUMBER} evaluations of the last ${formatDuration(within)}; ${atLeast} are enough for this alert.`;
  if (compared) return `${title}. ${literal(subjectOf(condition))} was ${limitOf(condition)} ${held}`;
  if (condition.kind === 'absent')
    return `${title}. There was no series ${literal(condition.of.text)} ${held}`;
  if (condition.kind === 'down')
    return `${title}. ${condition.below === 1 ? 'No target was' : `Fewer than ${condition.below} targets were`} up ${held}`;
  return `${title}. The condition held ${held}`;
}

/** What a condition is compared with, as people say it. */
function limitOf(condition: Compared): string {
  const { op, threshold } = condition.comparison;
  return `${op === '>' ? 'above' : 'below'} ${literal(amount(threshold.text, unitOf(condition)))}`;
}

/** The labels that a condition returns, as far as the spec declares them. */
export function labelsOf(model: Model, condition: Condition): readonly string[] {
  if (condition.kind === 'absent') return condition.of.metric.target.apart;
  if (condition.kind === 'down') return condition.presence.target.apart;
  if (condition.kind === 'missing') return condition.presence?.target.apart ?? [];
  if (condition.kind === 'expr') return [];
  if (condition.kind === 'metric' || condition.reduce !== undefined) return condition.by;
  const definition = model.recordings.find(({ record }) => record === condition.of.record)?.definition;
  return definition === undefined || definition.kind === 'expr' ? condition.by : definition.by;
}

function labelWords(labels: readonly string[]): string {
  if (labels.length === 0) return '';
  return ` (${labels.map((label) => `${label} {{ $labels.${label} }}`).join(', ')})`;
}

const MEASURES = {
  value: (name: string) => name,
  rate: (name: string) => `The rate of ${name}`,
  increase: (name: string) => `The increase of ${name}`,
  average: (name: string) => `The average of ${name}`,
  quantile: (name: string) => name,
  share_above: (name: string) => `The share of ${name}`,
} as const;

function subjectOf(condition: Compared): string {
  if (condition.kind === 'recording') {
    return condition.reduce === undefined
      ? condition.of.text
      : `The ${condition.reduce} of ${condition.of.text}`;
  }
  const { measure, of, reduce, q, bound, over, dividedBy } = condition;
  const window = over === undefined ? '' : ` over ${formatDuration(over)}`;
  if (measure === 'value') return `The ${reduce} of ${of.text}`;
  if (measure === 'quantile')
    return `The ${Number(((q ?? 0) * 100).toFixed(6))}th percentile of ${of.text}${window}`;
  const above = bound === undefined ? '' : ` above ${bound.text}`;
  const divided = dividedBy === undefined ? '' : ` divided by that of ${dividedBy.text}`;
  return `${MEASURES[measure](of.text)}${above}${divided}${window}`;
}

function unitOf(condition: Compared): Unit {
  return (
    condition.comparison.unit ?? (condition.kind === 'recording' ? unitOfName(condition.of.record) : 'none')
  );
}

/** The value of an alert as people read it. */
function valueTemplate(unit: Unit): string {
  switch (unit) {
    case 'ratio':
      return '{{ $value | humanizePercentage }}';
    case 'percent':
      return `${NUMBER}%`;
    case 'seconds':
      return '{{ $value | humanizeDuration }}';
    case 'bytes':
      return '{{ $value | humanize1024 }}B';
    default:
      return `${NUMBER}${unit === 'none' ? '' : ` ${unit.replaceAll('_', ' ')}`}`;
  }
}

/** A threshold as the spec writes it; a plain number gets its unit. */
function amount(text: string, unit: Unit): string {
  if (!/^-?[\d.]+$/.test(text) || unit === 'none' || unit === 'ratio') return text;
  return unit === 'percent' ? `${text}%` : `${text} ${unit.replaceAll('_', ' ')}`;
}

/** Annotations of one burn-rate tier; they say what the workbook says that a responder needs. */
export function burnAnnotations(model: Model, slo: Slo, tier: Tier, alertName: string): Map<string, string> {
  const over = `the last ${formatDuration(tier.long)} and the last ${formatDuration(tier.short)}`;
  const description =
    `${literal(slo.title)}${labelWords(slo.by)}. The error budget (objective ${literal(slo.objectiveText)} over ` +
    `${formatDuration(slo.window)}) burns {{ printf "%.4g" $value }} times as fast as it may, over ${over}; ` +
    `this alert fires above a burn rate of ${tier.factor}.${exhaustion(model, slo)}`;
  return annotations(
    `${literal(model.service.title)}: the error budget of ${literal(slo.id)} burns too fast.`,
    description,
    runbookUrl(model, alertName),
    dashboardUrl(model, dashboardOfSlo(model, slo)),
  );
}

/** A sentence with the recorded time to exhaustion; nothing while none is recorded. */
function exhaustion({ service }: Model, slo: Slo): string {
  const fixed = `${LABEL.service}=${quote(service.name)},${LABEL.slo}=${quote(slo.id)}`;
  const by = slo.by.map((label) => `,${label}=%q`).join('');
  const query = quote(`${TIME_TO_EXHAUSTION}{${fixed}${by}} / 3600`);
  const source =
    slo.by.length === 0
      ? `query ${query}`
      : `printf ${query} ${slo.by.map((label) => `$labels.${label}`).join(' ')} | query`;
  const recent = formatDuration(windowsOf(slo, service).current);
  return `{{ with ${source} }} At the rate of the last ${recent} it is gone in {{ . | first | value | printf "%.1f" }} hours.{{ end }}`;
}
