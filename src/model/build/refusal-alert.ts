import type { Alert } from '../alert.ts';
import type { OwnMetric } from '../metric.ts';
import type { Service } from '../model.ts';
import type { RefusalReason } from '../own-metrics.ts';
import { kept, selectorOf } from '../selector.ts';
import { alertPrefixOf } from '../service-name.ts';
import type { Urgency } from '../team.ts';
import type { BuildContext } from './context.ts';

/** `RyotRecordingsRefused` of service `ryot`. */
const nameOf = (service: string) => `${alertPrefixOf(service)}RecordingsRefused`;

/**
 * The automatic alert on recordings that the module refuses; none where the spec has no module or no rules, switches it
 * off, or has an alert of this name.
 */
export function refusalAlerts(context: BuildContext, refused: OwnMetric, service: Service): Alert[] {
  const { typescript, python, prometheus } = context.spec.outputs;
  const isWanted = (typescript?.refusal_alert ?? false) || (python?.refusal_alert ?? false);
  if (prometheus === undefined || !isWanted) return [];
  const name = nameOf(service.name);
  return context.isDeclaredAlert(name) ? [] : [refusalAlert(context, name, refused, service)];
}

const CAUSES: readonly (readonly [RefusalReason, string])[] = [
  [
    'label',
    'passes a label value that the spec does not list, such as a new status code, or leaves a label out',
  ],
  ['impossible', 'passes a combination of label values that the spec declares impossible'],
  ['value', 'passes a value that is not a finite number, or lowers a counter'],
  ['ended', 'calls a run of an operation after its outcome'],
];

const WINDOW = 15 * 60;
/** Scrapes that a window of `increase` needs, so that one that fails leaves two samples. */
const SCRAPES = 4;

/**
 * Fires when the module refuses recordings: what it refuses is missing from every other series, so no other alert can
 * notice. Values that become an overflow value are left aside: the spec expects them.
 */
function refusalAlert(context: BuildContext, name: string, refused: OwnMetric, service: Service): Alert {
  const { path } = refused;
  const hasOverflow = refused.series.some(([, reason]) => reason === 'overflow');
  const text = hasOverflow ? `${refused.name}{reason!="overflow"}` : refused.name;
  const matchers = hasOverflow ? [{ label: 'reason', op: '!=', value: 'overflow' } as const] : [];
  const of = selectorOf(refused, path, { text, matchers });
  return {
    name,
    title: 'Recordings refused',
    condition: {
      kind: 'metric',
      of,
      measure: 'increase',
      over: Math.max(WINDOW, SCRAPES * service.scrapeInterval),
      reduce: 'sum',
      by: kept(['subject', 'reason'], of),
      comparison: { op: '>', threshold: { value: 0, text: '0' }, unit: 'none' },
    },
    for: Math.max(5 * 60, service.ruleInterval),
    // Refusals that are seldom are one alert rather than many.
    keepFiringFor: Math.max(60 * 60, service.ruleInterval),
    severity: context.severity(severityOf(service), path),
    labels: new Map(),
    summary: `${service.title} refuses recordings of {{ $labels.subject }}: {{ $labels.reason }}.`,
    owner: service.owner.name,
    causedBy: [],
    runbook: {
      meaning:
        'The program records something that the spec does not allow, and the instrumentation module refuses it. `subject` is the metric or operation, `reason` is why.',
      impact:
        'What is refused is missing from every series: dashboards and objectives do not count it, and other alerts do not see it.',
      diagnosis: CAUSES.filter(([reason]) => refused.series.some(([, each]) => each === reason)).map(
        ([reason, cause]) => ({ step: `Reason \`${reason}\`: the program ${cause}.`, path }),
      ),
      mitigation: [
        'If the value or combination is legitimate, add it to the spec, or give the label an `unknown` value; generate the module again and deploy it.',
        'Otherwise fix the call in the program.',
      ],
      links: [],
    },
    tests: [],
    path,
  };
}

/** A ticket, unless the team has a receiver of info alerts and none of tickets. */
function severityOf({ owner: { receivers } }: Service): Urgency {
  return receivers.has('info') && !receivers.has('ticket') ? 'info' : 'ticket';
}
