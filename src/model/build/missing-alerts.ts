import { pascalCase } from '../../finding/prose.ts';
import { parseDuration } from '../../spec/scalars.ts';
import { URGENCIES } from '../../spec/schema/routing.ts';
import type { Alert, Presence } from '../alert.ts';
import { hasOpenLabel } from '../metric.ts';
import type { MetricSelector } from '../selector.ts';
import { alertPrefixOf } from '../service-name.ts';
import type { Slo } from '../slo.ts';
import type { Severity } from '../team.ts';
import { servicePresence } from './alerting.ts';
import type { BuildContext } from './context.ts';

/** `checkout-success` of service `shop`: `ShopCheckoutSuccessEventsMissing`. */
const nameOf = (service: string, slo: string) => `${alertPrefixOf(service)}${pascalCase(slo)}EventsMissing`;

/** Shorter than the short windows of the workbook: a page that ends because its counters vanish is followed by this one. */
const LONGEST_HOLD = 120;

/**
 * For each objective that counts events the alert on its counters being gone while targets are up, as after a metric was
 * renamed: what is not there has no errors, so the burn-rate alerts resolve or stay silent. An alert of the spec that has
 * the name replaces it.
 */
export function missingAlerts(context: BuildContext, slos: readonly Slo[]): Alert[] {
  if (context.spec.outputs.prometheus === undefined) return [];
  return slos.flatMap((slo) => {
    const name = nameOf(context.spec.service.name, slo.id);
    const of = countersOf(slo);
    const severity = severityOf(context, slo, of);
    return severity === undefined || of.length === 0 || context.isDeclaredAlert(name)
      ? []
      : [missingAlert(context, slo, { name, of, severity })];
  });
}

/**
 * A selector for each counter that is there before its first event, as far as that is known; all events come first. Of
 * several counters of another program the first is taken to be there: which of them wait for an event, nothing says.
 */
function countersOf({ sli }: Slo): MetricSelector[] {
  if (sli.kind === 'latency') return [sli.of];
  if (sli.kind !== 'events') return [];
  const [first, ...others] = sli.total;
  if (first === undefined) return [];
  const counted = new Set(sli.total.map(({ metric }) => metric.name));
  const separate = sli.part.filter(({ metric }) => !counted.has(metric.name));
  const settled = (each: MetricSelector) => each.metric.origin !== 'external' && !isBornLate(each);
  return [first, ...[...others, ...separate].filter(settled)];
}

/** Series of an open label appear with its values, so while nothing happens there may rightly be none. */
const isBornLate = ({ metric }: MetricSelector) => hasOpenLabel(metric);

/** That of the most urgent tier, unless the spec gives another; undefined for no alert. */
function severityOf(context: BuildContext, slo: Slo, of: readonly MetricSelector[]): Severity | undefined {
  const { missing, burnRate, without, severities, path } = slo;
  if (missing !== undefined) return missing === 'ignored' ? undefined : missing;
  if (of.some(isBornLate)) return undefined;
  const tiers =
    typeof burnRate !== 'string'
      ? burnRate.map(({ severity }) => severity)
      : burnRate === 'standard'
        ? ['page', 'ticket'].flatMap((name) => severities.get(name) ?? [])
        : [];
  const left = tiers.filter(({ name }) => !without.includes(name));
  return (
    URGENCIES.flatMap((urgency) => left.filter(({ like }) => like === urgency))[0] ??
    context.severity('ticket', path)
  );
}

function missingAlert(
  context: BuildContext,
  slo: Slo,
  { name, of, severity }: { name: string; of: readonly MetricSelector[]; severity: Severity },
): Alert {
  const { rule_interval: interval } = context.spec.service;
  const metrics = [...new Set(of.map(({ metric }) => `\`${metric.name}\``))].join(' or ');
  return {
    name,
    title: `Events of ${slo.id} are missing`,
    condition: { kind: 'missing', slo: slo.id, of, presence: presenceOf(context, of) },
    for: holdOf(slo, parseDuration(interval)),
    keepFiringFor: 0,
    severity,
    labels: new Map([...slo.labels, ['slo', slo.id]]),
    owner: slo.owner,
    causedBy: [],
    runbook: {
      meaning: `Prometheus has no series of ${metrics}, although targets are up. Nothing counts the events of the objective.`,
      impact:
        'The error budget does not notice failures: burn-rate alerts of the objective resolve and stay silent, whatever happens.',
      diagnosis: [
        {
          step: 'Look at the metrics that a target exposes. A deployment may have renamed a metric or a label, or dropped it.',
          path: slo.path,
        },
        {
          step: 'Look for relabelling rules or a `sample_limit` that drop the series.',
          path: slo.path,
        },
      ],
      mitigation: [
        'Roll back the change that removed the series, or generate the rules for the new names and load them.',
        'Until then, watch the objective by other means: its alerts cannot fire.',
      ],
      links: [],
    },
    tests: [],
    path: slo.path,
  };
}

function presenceOf(context: BuildContext, of: readonly MetricSelector[]): Presence | undefined {
  const { metric, matchers } = of[0] ?? { matchers: [] };
  if (metric?.origin !== 'external') return servicePresence(context);
  const named = matchers.find(({ label, op }) => label === 'job' && op === '=')?.value;
  const job = named ?? metric.target.scope.get('job');
  if (job === undefined) return undefined;
  const target = { ...metric.target, scope: new Map([...metric.target.scope, ['job', job]]) };
  return { arrives: 'scrape', series: 'up', target };
}

function holdOf({ burnRate }: Slo, ruleInterval: number): number {
  const shorts = typeof burnRate === 'string' ? [] : burnRate.map(({ short }) => short);
  return Math.max(ruleInterval, Math.min(LONGEST_HOLD, ...shorts));
}
