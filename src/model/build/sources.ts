import { atLeast } from '../../promql/version.ts';
import type { SpecPath } from '../../spec/path.ts';
import { parseDuration } from '../../spec/scalars.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Label } from '../label.ts';
import type { ExternalMetric, Source } from '../metric.ts';
import { ANY_TARGET, combinationsApart } from '../target.ts';
import type { BuildContext } from './context.ts';
import { resolveLabel, targetOf } from './labels.ts';
import { measuredOf } from './metrics.ts';

type WrittenSource = Spec['sources'][string];
type WrittenExternal = Spec['external'][string];

/** What others expose: the metrics of each source, and those that are declared by themselves. */
export function buildSources(context: BuildContext): void {
  for (const [name, written] of Object.entries(context.spec.sources)) {
    const path = ['sources', name];
    const source = sourceOf(context, name, written, path);
    context.sources.set(name, source);
    const labels = labelsOf(context, written, path);
    for (const [metric, of] of Object.entries(written.metrics))
      addMetric(context, metric, of, [...path, 'metrics', metric], { source, written, labels });
  }
  for (const [name, written] of Object.entries(context.spec.external))
    addMetric(context, name, written, ['external', name]);
}

function sourceOf(context: BuildContext, name: string, written: WrittenSource, path: SpecPath): Source {
  const { title, job = name, scrape } = written;
  const target = targetOf(context, job, written, path, ANY_VALUE);
  const each = written.targets ?? context.spec.service.targets;
  const listed = written.targets === undefined ? scrape?.targets?.length : undefined;
  const { port, interval, ...found } = scrape ?? {};
  const withPort = (target: string) => {
    if (/:\d+$/.test(target)) return target;
    if (port === undefined) {
      const problem = `"${target}" names no port, and neither does the source`;
      const at = [...path, 'scrape', 'targets'];
      context.report('spec/invalid-value', at, { what: at.join('.'), problem });
    }
    return `${target}:${port}`;
  };
  return {
    name,
    title,
    job,
    target,
    targets: listed ?? each * combinationsApart(target).length,
    scrape: scrape && {
      ...found,
      path: scrape.path,
      targets: scrape.targets?.map(withPort),
      interval: interval === undefined ? undefined : parseDuration(interval),
    },
    path,
  };
}

function labelsOf(context: BuildContext, { labels }: WrittenSource, path: SpecPath) {
  const resolved = new Map<string, Label>();
  for (const [name, written] of Object.entries(labels)) {
    const label = resolveLabel(context, name, written, [...path, 'labels', name], ANY_VALUE);
    if (label !== undefined) resolved.set(name, label);
  }
  return resolved;
}

/** The values of others follow no pattern that we know; how many there are is asked all the same. */
const ANY_VALUE = '.+';

interface OfSource {
  readonly source: Source;
  readonly written: WrittenSource;
  /** Those that the source declares. */
  readonly labels: ReadonlyMap<string, Label>;
}

function addMetric(
  context: BuildContext,
  name: string,
  written: WrittenExternal,
  path: SpecPath,
  of?: OfSource,
): void {
  needsQuotes(context, name, path);
  for (const label of written.labels) needsQuotes(context, label, [...path, 'labels']);
  const own = of && { resolved: of.labels, declared: of.written.labels };
  const labels = context.labelsOfMetric(name, written.labels, [...path, 'labels'], own);
  const targets = written.targets ?? of?.source.targets ?? context.fleet;
  const target = of?.source.target ?? ANY_TARGET;
  const { quantiles = [], type } = written;
  const metric: ExternalMetric = {
    origin: 'external',
    type,
    quantiles,
    keepsSeries: written.keeps_series ?? of?.written.keeps_series ?? false,
    source: of?.source,
    ...measuredOf(context, { name, written, labels, target, targets, path, quantiles: quantiles.length }),
  };
  // A second metric of the name has a finding of its own.
  if (!context.external.has(name)) context.external.set(name, metric);
}

/** @see https://prometheus.io/docs/guides/utf8/ */
function needsQuotes(context: BuildContext, name: string, path: SpecPath): void {
  const { prometheus } = context.spec.service;
  if (/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) || atLeast(prometheus, '3.0')) return;
  const problem = `"${name}" holds other characters than letters, digits and _: that needs Prometheus 3.0, and the target is ${prometheus}`;
  context.report('spec/invalid-value', path, { what: path.join('.'), problem }, 'key');
}
