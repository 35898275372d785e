import { mermaid } from './escape.ts';
import type { Reads } from './reads.ts';
import type { Site } from './site.ts';
import type { AlertEntry } from './usage.ts';

/** A Mermaid flow chart from metrics by way of records and objectives to alerts and their runbooks. */
export function flowChart(site: Site, alerts: readonly AlertEntry[]): string {
  const ids = new Map<string, string>();
  const lines: string[] = [];
  const node = (key: string, draw: (id: string) => string): string => {
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = `n${ids.size + 1}`;
    ids.set(key, id);
    lines.push(draw(id));
    return id;
  };
  // Each kind of thing has a shape of its own, so that the chart reads without colours.
  const metric = (name: string) => node(`metric ${name}`, (id) => `${id}[/"${mermaid(name)}"/]`);
  const recording = (name: string): string => {
    const known = ids.has(`recording ${name}`);
    const id = node(`recording ${name}`, (own) => `${own}["${mermaid(name)}"]`);
    if (!known) connect(site.usage.recordings.get(name)?.direct, id);
    return id;
  };
  const slo = (name: string): string => {
    const known = ids.has(`slo ${name}`);
    const id = node(`slo ${name}`, (own) => `${own}(["SLO ${mermaid(name)}"])`);
    if (!known) connect(site.usage.slos.get(name)?.direct, id);
    return id;
  };
  const connect = (reads: Reads | undefined, target: string): void => {
    for (const name of reads?.metrics ?? []) lines.push(`${metric(name)} --> ${target}`);
    for (const name of reads?.recordings ?? []) lines.push(`${recording(name)} --> ${target}`);
    for (const name of reads?.slos ?? []) lines.push(`${slo(name)} --> ${target}`);
  };
  for (const entry of alerts) {
    const alert = node(`alert ${entry.name}`, (id) => `${id}{{"${mermaid(entry.name)}"}}`);
    connect(entry.direct, alert);
    const page = node(`page ${entry.name}`, (id) => `${id}>"runbook"]`);
    lines.push(`${alert} --> ${page}`);
  }
  return ['flowchart LR', ...lines.map((line) => `  ${line}`)].join('\n');
}
