import { type Matcher, type MetricSelector, matchesAll } from '../model/selector.ts';

/** How the series that one selector picks lie to those that another picks of the same metric. */
type Relation = 'same' | 'part' | 'outside';

/**
 * Whether `part` picks the same series as `whole`, only some of those, or some that `whole` does not pick. Undefined where
 * a label without a list of values, or another metric, leaves it open.
 */
export function relationOf(part: MetricSelector, whole: MetricSelector): Relation | undefined {
  if (part.metric.name !== whole.metric.name) return undefined;
  const labels = new Set([...part.matchers, ...whole.matchers].map(({ label }) => label));
  const relations = [...labels].map((label) => ofLabel(label, part, whole));
  if (relations.includes('outside')) return 'outside';
  if (relations.includes(undefined)) return undefined;
  return relations.includes('part') ? 'part' : 'same';
}

function ofLabel(label: string, part: MetricSelector, whole: MetricSelector): Relation | undefined {
  const [some, all] = [on(label, part), on(label, whole)];
  if (textOf(some) === textOf(all)) return 'same';
  const values = part.metric.labels.find(({ name }) => name === label)?.values;
  if (values === undefined) return all.length === 0 ? 'part' : undefined;
  const picked = (matchers: readonly Matcher[]) =>
    values.filter((value) => matchesAll(matchers, new Map([[label, value]])));
  const [inPart, inWhole] = [picked(some), picked(all)];
  if (inPart.some((value) => !inWhole.includes(value))) return 'outside';
  return inPart.length === inWhole.length ? 'same' : 'part';
}

/** Whether some series passes both selectors for certain: no label can tell their series apart. */
export function overlap(one: MetricSelector, other: MetricSelector): boolean {
  if (one.metric.name !== other.metric.name) return false;
  const labels = new Set([...one.matchers, ...other.matchers].map(({ label }) => label));
  return [...labels].every((label) => {
    const [left, right] = [on(label, one), on(label, other)];
    if (left.length === 0 || right.length === 0 || textOf(left) === textOf(right)) return true;
    const named = [...left, ...right].filter(({ op }) => op === '=').map(({ value }) => value);
    const values = one.metric.labels.find(({ name }) => name === label)?.values ?? named;
    return values.some((value) => matchesAll([...left, ...right], new Map([[label, value]])));
  });
}

function on(label: string, { matchers }: MetricSelector): readonly Matcher[] {
  return matchers.filter((matcher) => matcher.label === label);
}

function textOf(matchers: readonly Matcher[]): string {
  return matchers
    .map(({ op, value }) => op + value)
    .sort()
    .join(' ');
}
