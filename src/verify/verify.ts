import { type Finding, finding } from '../finding/finding.ts';
import { suggest } from '../finding/suggest.ts';
import { type Metric, seriesNames } from '../model/metric.ts';
import type { Model } from '../model/model.ts';
import type { Sample, Scrape } from '../scrape/parse.ts';
import { metricFindings } from './metric.ts';
import { grouped, lineOf, type Source } from './source.ts';

/**
 * What the sources expose against what the spec declares. A metric that a source does not have is no fault: families
 * come and go between scrapes. One that no source has is `scrape/unseen`, or `scrape/missing` where it is required.
 */
export function verify(model: Model, sources: readonly Source[], required: boolean): Finding[] {
  const metrics = [...model.metrics.values()];
  const own = new Set([...metrics, ...model.own.values()].flatMap((metric) => seriesNames(metric)));
  const seen = new Set<string>();
  const found = sources.flatMap((source) => {
    const { scrape } = source;
    const byName = grouped(scrape.samples, ({ name }) => name);
    return [
      ...scrape.problems.map(({ line, problem }) =>
        finding('scrape/syntax', { problem }, lineOf(source, line)),
      ),
      ...metrics.flatMap((metric) => {
        const samples = seriesNames(metric).flatMap((name) => byName.get(name) ?? []);
        if (samples.length > 0) seen.add(metric.name);
        return metricFindings(source, metric, samples);
      }),
      ...undeclaredFindings(model, source, own),
      ...budgetFindings(model, source),
    ];
  });
  const unseen = metrics.filter(({ name }) => !seen.has(name));
  const [first] = sources;
  return [
    ...distinct(found),
    ...(first === undefined ? [] : unseen.map((metric) => unseenFinding(metric, first, required))),
  ];
}

function unseenFinding({ name }: Metric, source: Source, required: boolean): Finding {
  return finding(required ? 'scrape/missing' : 'scrape/unseen', { metric: name }, lineOf(source, 1));
}

/** Under the prefix of the service only: other libraries expose what they like. */
function undeclaredFindings(
  { service, metrics }: Model,
  source: Source,
  own: ReadonlySet<string>,
): Finding[] {
  const families = new Map<string, Sample>();
  for (const sample of source.scrape.samples) {
    const { name } = sample;
    if (!name.startsWith(`${service.prefix}_`) || own.has(name) || isTimeOfBirth(name, own)) continue;
    const family = familyOf(name, source.scrape);
    // Other series of a declared name belong to a metric of another type, which has its own finding.
    if (!metrics.has(family) && !families.has(family)) families.set(family, sample);
  }
  return [...families].map(([metric, { line }]) =>
    finding(
      'scrape/undeclared',
      { metric, suggestion: suggest(metric, metrics.keys()) },
      lineOf(source, line),
    ),
  );
}

/** `_created` of a declared metric: when its series began. */
function isTimeOfBirth(name: string, own: ReadonlySet<string>): boolean {
  const base = /^(.*)_created$/.exec(name)?.[1];
  return base !== undefined && [base, `${base}_total`, `${base}_count`].some((each) => own.has(each));
}

/** The metric that a series is of, by what the page says of it. */
function familyOf(name: string, { metadata }: Scrape): string {
  const base = name.replace(/_(?:bucket|sum|count)$/, '');
  return /^(?:histogram|summary)$/.test(metadata.get(base)?.type ?? '') ? base : name;
}

function budgetFindings({ budgets }: Model, source: Source): Finding[] {
  const [series, limit] = [source.scrape.samples.length, budgets.seriesPerTarget];
  if (series <= limit) return [];
  return [finding('scrape/series', { subject: 'the target', series, limit }, lineOf(source, 1))];
}

/** The same fault on several targets or at several times is one, where it is seen first. */
function distinct(findings: readonly Finding[]): Finding[] {
  const known = new Map<string, Finding>();
  for (const each of findings) {
    const key = JSON.stringify([each.code, each.args]);
    if (!known.has(key)) known.set(key, each);
  }
  return [...known.values()];
}
