import { capital, listed, plural } from '../../finding/prose.ts';
import type { MetricSelector } from '../../model/selector.ts';
import { matchesAll } from '../../model/selector.ts';
import { isSliced, type Sli, type Slo } from '../../model/slo.ts';
import { sloMatchers } from '../../plan/slo-events.ts';
import * as promql from '../../promql/build.ts';
import { BUDGET_REMAINING } from '../../slo/names.ts';
import { errorBudget, firingTiers, leastEvents, mostEventsOfLeastBad } from '../../slo/tiers.ts';
import { asCode } from './escape.ts';
import { queryView, writtenQuery } from './queries.ts';
import { href, PAGE, type Site } from './site.ts';
import type { OperationUse } from './usage.ts';
import { usesOf } from './uses.ts';
import { codeList, decimal, duration, grouped, shortDuration, valuesOf } from './words.ts';

export function slosView(site: Site) {
  return {
    service: site.model.service.title,
    index: href(PAGE.slos, PAGE.index),
    slos: site.model.slos.map((slo) => sloView(site, slo, PAGE.slos)),
  };
}

/** An objective as the page `from` shows it. */
export function sloView(site: Site, slo: Slo, from: string) {
  const { service } = site.model;
  const { sli } = slo;
  return {
    id: slo.id,
    title: slo.title,
    description: slo.description ?? '',
    objective: slo.objectiveText,
    window: duration(slo.window),
    owner: slo.owner,
    good: goodWords(sli, service.ruleInterval),
    // Of an SLI over time slices.
    expr: isSliced(sli) ? writtenQuery(sli.expr, service) : '',
    by: slo.by.length === 0 ? '' : `One error budget for each ${codeList(slo.by)}.`,
    budget: budgetWords(slo),
    tiers: tierViews(slo),
    spenders: spenders(site, slo),
    query: queryView(service, promql.selector(BUDGET_REMAINING, sloMatchers(service, slo))),
    uses: usesOf(site, from, { kind: 'slos', name: slo.id }),
  };
}

/** What counts as good, in a sentence. */
function goodWords(sli: Sli, evaluation: number): string {
  switch (sli.kind) {
    case 'latency':
      return `An observation of ${asCode(sli.of.text)} is good at ${sli.bound.text} or below.`;
    case 'events':
      return `${capital(sli.counts)} events: ${addedUp(sli.part)}, of all ${addedUp(sli.total)}.`;
    case 'error_ratio':
      return 'This expression is the share of bad events; its mean over time counts, whatever the traffic:';
    case 'threshold':
      return `A time slice of ${duration(evaluation)} is good if this expression is ${sli.comparison === '>' ? 'above' : 'below'} ${sli.threshold.text}. ${missingWords(sli)} The expression:`;
  }
}

function missingWords({ missing }: Extract<Sli, { kind: 'threshold' }>): string {
  return missing === 'bad'
    ? 'While series that the expression reads are missing, slices are bad.'
    : 'Slices in which it has no value, as while its series are missing, do not count.';
}

/** The burn-rate tiers in words. */
export function tierViews(slo: Slo) {
  return firingTiers(slo).map(({ severity, long, short, factor, ratio }) => ({
    severity: severity.label,
    like: severity.like,
    long: shortDuration(long),
    short: shortDuration(short),
    factor: decimal(factor),
    // Share of bad events above which the tier fires.
    ratio: `${decimal(ratio * 100)}%`,
    // Share of the budget that is gone when it fires.
    spent: `${decimal(((factor * long) / slo.window) * 100)}%`,
    // How long a full budget lasts at this rate, and how soon the tier fires in a full outage.
    exhaustion: duration(slo.window / factor),
    outage: duration(long * ratio),
  }));
}

/** The least traffic at which the burn-rate alerts can fire, in a sentence. */
export function leastTraffic(slo: Slo): string {
  const least = leastEvents(slo);
  const tiers = firingTiers(slo);
  if (slo.sli.kind === 'threshold')
    return `It can fire from ${plural(least, 'time slice')} in the long window, if all of them are bad; their number does not depend on traffic.`;
  const among = tiers.flatMap((tier) => {
    const most = mostEventsOfLeastBad(slo, tier);
    return most < least ? [] : [`${grouped(most)} in ${shortDuration(tier.long)}`];
  });
  const bad = Math.max(1, slo.minBadEvents);
  const enough =
    among.length === 0
      ? ''
      : `; ${plural(bad, 'bad event')} ${bad === 1 ? 'is' : 'are'} enough among up to ${listed(among)}`;
  return `The least traffic at which it can fire is ${plural(grouped(least), 'event')} in the long window, ${least === 1 ? 'a bad one' : 'all of them bad'}, the last of them in the short window${enough}.`;
}

/** The error budget of a period, in the measures that people think in. */
export function budgetWords(slo: Slo): string {
  const budget = errorBudget(slo);
  const share = `${budget.times(100).toFixed()}%`;
  const time = minutes(Number(budget.times(slo.window)));
  const period = duration(slo.window);
  if (slo.sli.kind === 'error_ratio') return `a mean of ${share} over ${period}, or ${time} of full outage`;
  if (slo.sli.kind === 'threshold') return `${share} of the time slices in ${period}, ${time} in total`;
  const perMillion = grouped(Number(budget.times(1_000_000).round(0)));
  return `${share} of the events in ${period}: ${perMillion} per million, or ${time} of full outage`;
}

/** Minutes, as error budgets are quoted; hours beyond a day's worth for orientation. */
function minutes(seconds: number): string {
  const count = `${grouped(Number(decimal(seconds / 60, 6)))} minutes`;
  return seconds > 7200 ? `${count} (${duration(seconds)})` : count;
}

/** What spends the error budget, a sentence each: values, buckets, and what the program reports. */
function spenders(site: Site, { sli }: Slo): string[] {
  switch (sli.kind) {
    case 'latency':
      return [...slowBuckets(sli), ...moments(site, [sli.of], 'observations')];
    case 'events':
      return sli.counts === 'good'
        ? missing(site, sli.total, sli.part)
        : [...sli.part.flatMap(badValues), ...moments(site, sli.part, 'bad events')];
    case 'error_ratio':
      return ['every moment in which the expression is above 0, by its value'];
    case 'threshold':
      return [
        `each time slice of ${duration(site.model.service.ruleInterval)} in which the expression is not ${sli.comparison === '>' ? 'above' : 'below'} ${sli.threshold.text}`,
      ];
  }
}

function slowBuckets({ of: { metric }, bound }: Extract<Sli, { kind: 'latency' }>): string[] {
  const slow = metric.buckets.filter(({ le }) => le > bound.value);
  const beyond = metric.origin === 'declared' ? metric.beyond : undefined;
  const last = metric.buckets.at(-1)?.text ?? '';
  return [
    ...slow.map(({ text, means }, index) =>
      explained(`${slow[index - 1]?.text ?? bound.text} to ${text}`, means),
    ),
    explained(`above ${last}`, beyond),
  ];
}

/** The declared values that a selector lets through, for the labels that it restricts. */
function badValues({ metric, matchers }: MetricSelector): string[] {
  return metric.labels
    .filter(({ name }) => matchers.some(({ label }) => label === name))
    .flatMap((label) =>
      valuesOf(label)
        .filter(({ value }) => admits(matchers, label.name, value))
        .map(({ value, description }) => explained(asCode(`${label.name}="${value}"`), description)),
    );
}

function explained(what: string, means = ''): string {
  return means === '' ? what : `${what}: ${means}`;
}

/** The calls of operations that move the series of a selector. */
function moments(site: Site, of: readonly MetricSelector[], what: string): string[] {
  return byOperation(
    site.usage.operations.filter((use) => moves(use, of)),
    `${what} are recorded by`,
  );
}

/** The calls that count an event and do not, or not always, count it as good. */
function missing(site: Site, total: readonly MetricSelector[], good: readonly MetricSelector[]): string[] {
  const counted = site.usage.operations.filter((use) => moves(use, total));
  const fine = site.usage.operations.filter((use) => moves(use, good));
  const isFine = ({ operation, when }: OperationUse) =>
    fine.some((use) => use.operation === operation && use.when === when);
  return [
    ...byOperation(
      counted.filter((use) => !isFine(use)),
      'never counted as good:',
    ),
    ...byOperation(
      fine.filter(({ effect }) => effect.when.length > 0),
      'counted as good only on conditions:',
    ),
  ];
}

/** A sentence for each operation. */
function byOperation(uses: readonly OperationUse[], what: string): string[] {
  const calls = new Map<string, Set<string>>();
  for (const { operation, when } of uses)
    calls.set(operation.name, (calls.get(operation.name) ?? new Set()).add(when));
  return [...calls].map(
    ([operation, when]) => `${what} ${listed([...when])} of the operation ${asCode(operation)}`,
  );
}

function moves({ effect }: OperationUse, selectors: readonly MetricSelector[]): boolean {
  return selectors.some(
    ({ metric, matchers }) =>
      effect.metric.name === metric.name &&
      [...effect.fixed].every(([label, value]) => admits(matchers, label, value)),
  );
}

/** Selectors whose events are added up. */
function addedUp(selectors: readonly MetricSelector[]): string {
  return listed(selectors.map(({ text }) => asCode(text)));
}

function admits(matchers: MetricSelector['matchers'], label: string, value: string): boolean {
  return matchesAll(
    matchers.filter((one) => one.label === label),
    new Map([[label, value]]),
  );
}
