import { type Finding, finding } from '../finding/finding.ts';
import type { Label } from '../model/label.ts';
import type { Metric } from '../model/metric.ts';
import { boundaryOf } from '../promql/label-values.ts';
import type { Metadata, Sample, Scrape } from '../scrape/parse.ts';
import { grouped, lineOf, type Source } from './source.ts';

/** What the samples of a declared metric, and what the page says of it, have that the spec does not. */
export function metricFindings(source: Source, metric: Metric, samples: readonly Sample[]): Finding[] {
  const metadata = metadataOf(source.scrape, metric);
  return [
    ...(metadata === undefined ? [] : metadataFindings(source, metric, metadata)),
    ...labelFindings(source, metric, samples),
    ...metric.labels.flatMap((label) => valueFindings(source, metric, label, samples)),
    ...impossibleFindings(source, metric, samples),
    ...bucketFindings(source, metric, samples),
    ...seriesFindings(source, metric, samples),
  ];
}

/** OpenMetrics names a counter without `_total`; one that is exposed as another type is found there, unless it has series. */
function metadataOf({ metadata, samples }: Scrape, { name }: Metric): Metadata | undefined {
  const base = name.replace(/_total$/, '');
  return (
    metadata.get(name) ?? (samples.some((sample) => sample.name === base) ? undefined : metadata.get(base))
  );
}

/** Types by which a page can call a declared one; client_golang has no counter without `_total` in OpenMetrics. */
const NAMES: Readonly<Record<Metric['type'], readonly string[]>> = {
  counter: ['counter'],
  gauge: ['gauge', 'info', 'stateset'],
  histogram: ['histogram', 'gaugehistogram'],
};

function* metadataFindings(source: Source, metric: Metric, metadata: Metadata): Iterable<Finding> {
  const { name, type, unit, help } = metric;
  const place = lineOf(source, metadata.line);
  const exposed = metadata.type ?? type;
  const isUnnamedCounter = exposed === 'unknown' && type === 'counter' && !name.endsWith('_total');
  if (!NAMES[type].includes(exposed) && !isUnnamedCounter)
    yield finding('scrape/type', { metric: name, exposed, declared: type }, place);
  const exposedUnit = metadata.unit ?? '';
  if (exposedUnit !== '' && exposedUnit !== unit)
    yield finding(
      'scrape/unit',
      { metric: name, exposed: exposedUnit, declared: unit === 'none' ? 'no unit' : unit },
      place,
    );
  if (metadata.help !== undefined && metadata.help !== help)
    yield finding('scrape/help', { metric: name, exposed: metadata.help, declared: help }, place);
}

function labelFindings(source: Source, metric: Metric, samples: readonly Sample[]): Finding[] {
  const declared = metric.labels.map(({ name }) => name);
  return [...grouped(samples, (sample) => namesOf(metric, sample).join(', '))].flatMap(
    ([exposed, [first]]) => {
      const names = first === undefined ? [] : namesOf(metric, first);
      const undeclared = names.filter((name) => !declared.includes(name));
      const missing = declared.filter((name) => !names.includes(name));
      if (first === undefined || undeclared.length + missing.length === 0) return [];
      return [
        finding(
          'scrape/labels',
          { metric: metric.name, exposed, undeclared, missing },
          lineOf(source, first.line),
        ),
      ];
    },
  );
}

/** Labels of a sample that the program sets, in order; `le` is of the histogram itself. */
function namesOf({ type, name }: Metric, sample: Sample): string[] {
  const isBucket = type === 'histogram' && sample.name === `${name}_bucket`;
  return [...sample.labels.keys()].filter((label) => !(isBucket && label === 'le')).sort();
}

function valueFindings(
  source: Source,
  { name: metric }: Metric,
  label: Label,
  samples: readonly Sample[],
): Finding[] {
  const outside = grouped(
    samples.filter(({ labels }) => {
      const value = labels.get(label.name);
      return value !== undefined && !allows(label, value);
    }),
    ({ labels }) => labels.get(label.name) ?? '',
  );
  const [first] = outside.values();
  if (first?.[0] === undefined) return [];
  const values = [...outside.keys()];
  const args = {
    metric,
    label: label.name,
    values: values.slice(0, 10),
    count: values.length,
    bound: boundOf(label),
  };
  return [finding('scrape/value', args, lineOf(source, first[0].line))];
}

function allows({ bound, values, overflow }: Label, value: string): boolean {
  if (bound.kind === 'open') return value === overflow || bound.matcher.matches(value);
  return values?.includes(value) ?? false;
}

function boundOf({ bound, values = [] }: Label): string {
  if (bound.kind === 'open') return `at most ${bound.atMost} that match ${bound.pattern}`;
  return values.length > 6 ? `${values.length} values` : values.join(', ');
}

function impossibleFindings(
  source: Source,
  { name, impossible }: Metric,
  samples: readonly Sample[],
): Finding[] {
  return impossible.flatMap((entry) => {
    const labels = [...entry];
    const first = samples.find((sample) =>
      labels.every(([label, values]) => values.includes(sample.labels.get(label) ?? '')),
    );
    if (first === undefined) return [];
    const combination = labels
      .map(([label]) => `${label}=${JSON.stringify(first.labels.get(label))}`)
      .join(', ');
    return [finding('scrape/impossible', { metric: name, combination }, lineOf(source, first.line))];
  });
}

/** As numbers: "1", "1.0" and "1e+00" are one boundary. Label combinations that differ have a finding each. */
function bucketFindings(source: Source, metric: Metric, samples: readonly Sample[]): Finding[] {
  if (metric.type !== 'histogram') return [];
  const buckets = samples.filter(({ name }) => name === `${metric.name}_bucket`);
  const declared = metric.buckets.map(({ le }) => le);
  const found = new Map<string, Finding>();
  for (const group of grouped(buckets, ({ labels }) =>
    JSON.stringify([...labels].filter(([label]) => label !== 'le').sort()),
  ).values()) {
    const exposed = group.map(({ labels }) => boundaryOf(labels.get('le') ?? '')).filter(Number.isFinite);
    const undeclared = exposed.filter((le) => !declared.includes(le)).sort((a, b) => a - b);
    const missing = declared.filter((le) => !exposed.includes(le));
    const [first] = group;
    if (first === undefined || undeclared.length + missing.length === 0) continue;
    const key = JSON.stringify([undeclared, missing]);
    if (!found.has(key))
      found.set(
        key,
        finding('scrape/buckets', { metric: metric.name, undeclared, missing }, lineOf(source, first.line)),
      );
  }
  return [...found.values()];
}

/** Series beyond what the bounds allow for: only an open label can grow that far without another finding. */
function seriesFindings(source: Source, metric: Metric, samples: readonly Sample[]): Finding[] {
  const [first] = samples;
  const { name: subject, labels, seriesPerTarget: limit } = metric;
  if (first === undefined || samples.length <= limit || labels.every(({ bound }) => bound.kind !== 'open'))
    return [];
  return [finding('scrape/series', { subject, series: samples.length, limit }, lineOf(source, first.line))];
}
