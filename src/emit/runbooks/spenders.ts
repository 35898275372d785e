import type { Matcher, MetricSelector } from '../../model/selector.ts';
import type { Slo } from '../../model/slo.ts';
import { matcherTest } from '../../promql/label-values.ts';
import { valuesOf } from './breakdown.ts';
import { asCode } from './escape.ts';
import type { Site } from './site.ts';
import type { OperationUse } from './usage.ts';
import { duration, list } from './words.ts';

/** What spends the error budget of an objective, a sentence each: values, buckets, and what the program reports. */
export function spenders(site: Site, { sli }: Slo): string[] {
  switch (sli.kind) {
    case 'latency': {
      const slow = sli.of.metric.buckets.filter(({ le }) => le > sli.bound.value);
      const beyond = sli.of.metric.origin === 'declared' ? sli.of.metric.beyond : undefined;
      const last = sli.of.metric.buckets.at(-1)?.text ?? '';
      return [
        ...slow.map(({ text, means }, index) => {
          const from = slow[index - 1]?.text ?? sli.bound.text;
          return `${from} to ${text}${means === undefined ? '' : `: ${means}`}`;
        }),
        `above ${last}${beyond === undefined ? '' : `: ${beyond}`}`,
        ...moments(site, sli.of, 'observations'),
      ];
    }
    case 'events': {
      if (sli.bad !== undefined) return [...badValues(sli.bad), ...moments(site, sli.bad, 'bad events')];
      return missing(site, sli.total, sli.good);
    }
    case 'threshold':
      return [
        `each ${duration(site.model.service.ruleInterval)} in which the expression yields a value that is not ${sli.comparison === '>' ? 'above' : 'below'} ${sli.threshold.text}`,
      ];
  }
}

/** The declared values that a selector lets through, for the labels that it restricts. */
function badValues({ metric, matchers }: MetricSelector): string[] {
  return metric.labels
    .filter(({ name }) => matchers.some(({ label }) => label === name))
    .flatMap((label) =>
      valuesOf(label)
        .filter(({ value }) => admits(matchers, label.name, value))
        .map(
          ({ value, description }) =>
            `${asCode(`${label.name}="${value}"`)}${description === '' ? '' : `: ${description}`}`,
        ),
    );
}

/** The calls of operations that move the series of a selector. */
function moments(site: Site, of: MetricSelector, what: string): string[] {
  return byOperation(site.usage.operations.filter((use) => moves(use, of))).map(
    ([operation, when]) => `${what} come from the operation ${asCode(operation)}: ${list(when)}`,
  );
}

/** The calls that count an event and do not, or not always, count it as good. */
function missing(site: Site, total: MetricSelector, good: MetricSelector | undefined): string[] {
  if (good === undefined) return [];
  const counted = site.usage.operations.filter((use) => moves(use, total));
  const fine = site.usage.operations.filter((use) => moves(use, good));
  const same = (one: OperationUse) => (other: OperationUse) =>
    other.operation === one.operation && other.when === one.when;
  const never = counted.filter((use) => !fine.some(same(use)));
  const sometimes = fine.filter(({ effect }) => effect.when.length > 0);
  return [
    ...byOperation(never).map(
      ([operation, when]) => `never good: ${list(when)} of the operation ${asCode(operation)}`,
    ),
    ...byOperation(sometimes).map(
      ([operation, when]) => `good on conditions only: ${list(when)} of the operation ${asCode(operation)}`,
    ),
  ];
}

function byOperation(uses: readonly OperationUse[]): [operation: string, when: string[]][] {
  const groups = new Map<string, Set<string>>();
  for (const { operation, when } of uses)
    groups.set(operation.name, (groups.get(operation.name) ?? new Set()).add(when));
  return [...groups].map(([operation, when]) => [operation, [...when]]);
}

function moves({ effect }: OperationUse, { metric, matchers }: MetricSelector): boolean {
  if (effect.metric.name !== metric.name) return false;
  return [...effect.fixed].every(([label, value]) => admits(matchers, label, value));
}

function admits(matchers: readonly Matcher[], label: string, value: string): boolean {
  return matchers.filter((one) => one.label === label).every((one) => matcherTest(one)(value));
}
