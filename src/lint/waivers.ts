import { CATALOGUE, type Code } from '../finding/catalogue.ts';
import type { Finding, Place } from '../finding/finding.ts';
import { suggest } from '../finding/suggest.ts';
import { isWaivable } from '../finding/words.ts';
import type { Waiver } from '../model/model.ts';
import type { SpecPath } from '../spec/path.ts';
import type { LintContext } from './rule.ts';

export interface WaivedFinding {
  readonly finding: Finding;
  readonly waiver: Waiver;
}

/** A waiver that can waive: its code exists and may be waived, its path leads somewhere, its day has not passed. */
interface Valid {
  readonly waiver: Waiver;
  /** From the start of the key to the end of the value. */
  readonly place: Place;
}

/** Takes off what a waiver accepts, and adds what is wrong with the waivers. */
export function applyWaivers(context: LintContext, findings: readonly Finding[]) {
  const valid: Valid[] = [];
  const faults: Finding[] = [];
  for (const waiver of context.model.waivers) {
    const checked = check(context, waiver);
    if ('place' in checked && 'waiver' in checked) valid.push(checked);
    else faults.push(checked);
  }
  const standing: Finding[] = [];
  const waived: WaivedFinding[] = [];
  for (const finding of findings) {
    const match = valid.find(
      ({ waiver, place }) => waiver.code === finding.code && covers(place, finding.place),
    );
    if (match === undefined) standing.push(finding);
    else waived.push({ finding, waiver: match.waiver });
  }
  for (const { waiver } of valid) {
    if (waived.some((entry) => entry.waiver === waiver)) continue;
    faults.push(context.document.finding('waiver/unused', waiver.path, { code: waiver.code, at: waiver.at }));
  }
  return { standing: [...standing, ...faults], waived };
}

function check(context: LintContext, waiver: Waiver): Valid | Finding {
  const { document } = context;
  const { code, at, expires, path } = waiver;
  if (!Object.hasOwn(CATALOGUE, code)) {
    const suggestion = suggest(code, Object.keys(CATALOGUE));
    return document.finding('waiver/unknown-code', [...path, 'code'], { code, suggestion });
  }
  if (!isWaivable(code as Code)) {
    return document.finding('waiver/not-waivable', [...path, 'code'], { code });
  }
  const target = resolve(context, at);
  if (target === undefined) {
    const args = { what: 'place', name: at, suggestion: suggest(at, placesOf(context)) };
    return document.finding('reference/unknown', [...path, 'at'], args);
  }
  if (expires < context.today) {
    return document.finding('waiver/expired', [...path, 'expires'], { code, at, expires });
  }
  const { line, column } = document.locate(target, 'key');
  return { waiver, place: { ...document.locate(target), line, column } };
}

/** What names an entry of a list: `alerts.RyotQueueBacklog` goes on meaning the same when the list is sorted. */
const NAMES: ReadonlyMap<string | number | undefined, string> = new Map([
  ['recordings', 'record'],
  ['slos', 'id'],
  ['alerts', 'name'],
  ['dashboards', 'uid'],
]);

/** `metrics.ryot_queue_depth`, `alerts.RyotQueueBacklog.when`, `dashboards[0]` as a path; undefined if it leads nowhere. */
function resolve({ document, spec }: LintContext, at: string): SpecPath | undefined {
  const path: (string | number)[] = [];
  for (const step of at.split(/\.|(?=\[\d+\])/)) {
    const position = /^\[(\d+)\]$/.exec(step)?.[1];
    const key = path.length === 1 ? NAMES.get(path[0]) : undefined;
    if (position !== undefined) path.push(Number(position));
    else if (key === undefined) path.push(step);
    else {
      const list = spec[path[0] as 'alerts'] as readonly Readonly<Record<string, unknown>>[];
      path.push(list.findIndex((item) => item[key] === step));
    }
  }
  return document.has(path) ? path : undefined;
}

/** The places that waivers usually name, for suggestions. */
function placesOf({ spec }: LintContext): string[] {
  return [
    ...Object.keys(spec),
    ...Object.keys(spec.metrics).map((name) => `metrics.${name}`),
    ...Object.keys(spec.labels).map((name) => `labels.${name}`),
    ...spec.recordings.map(({ record }) => `recordings.${record}`),
    ...spec.slos.map(({ id }) => `slos.${id}`),
    ...spec.alerts.map(({ name }) => `alerts.${name}`),
  ];
}

function covers(outer: Place, inner: Place): boolean {
  const starts = outer.line < inner.line || (outer.line === inner.line && outer.column <= inner.column);
  const ends =
    outer.endLine > inner.endLine || (outer.endLine === inner.endLine && outer.endColumn >= inner.endColumn);
  return starts && ends;
}
