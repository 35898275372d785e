import { plural } from '../../finding/prose.ts';
import type { Alert, Comparison, Condition } from '../../model/alert.ts';
import type { Quantity, Unit } from '../../model/unit.ts';
import { asCode } from './escape.ts';
import { codeList, decimal, duration, REDUCED, unit } from './words.ts';

/** When an alert fires, in a sentence with the numbers of the spec. `evaluation` is the rule interval in seconds. */
export function firesWhen(alert: Alert, evaluation: number): string {
  const missing = {
    fires: ' Series that it reads and that are missing count as a violation.',
    silent: ' It is silent while series that it reads are missing.',
    unsaid: '',
  }[alert.missing ?? 'unsaid'];
  return `Fires when ${conditionWords(alert.condition)}${holding(alert, evaluation)}.${missing}`;
}

function holding({ violations, for: seconds, keepFiringFor }: Alert, evaluation: number): string {
  const held =
    violations === undefined
      ? seconds === 0
        ? ''
        : ` for ${duration(seconds)}`
      : `, in at least ${violations.atLeast} of the ${plural(Math.floor(violations.within / evaluation), 'evaluation')} within ${duration(violations.within)}, consecutive or not`;
  const kept =
    keepFiringFor === 0 ? '' : `; keeps firing for ${duration(keepFiringFor)} after the condition clears`;
  return held + kept;
}

function conditionWords(condition: Condition): string {
  switch (condition.kind) {
    case 'absent':
      return `no series matches ${asCode(condition.of.text)}`;
    case 'down':
      return `${condition.below === 1 ? 'none' : `fewer than ${condition.below}`} of ${plural(condition.targets, 'target')} ${condition.below === 1 ? 'is' : 'are'} up; a target that Prometheus does not know is not up`;
    case 'missing':
      return `no series matches ${codeList(condition.of.map(({ text }) => text))}${condition.presence === undefined ? '' : `, although a target of job ${asCode(condition.presence.target.scope.get('job') ?? '')} is up`}`;
    case 'expr':
      return 'the expression below returns a series';
    case 'recording': {
      const reduced = condition.reduce === undefined ? '' : `the ${REDUCED[condition.reduce]} of `;
      return `${reduced}${asCode(condition.of.text)}${each(condition.by)} is ${comparison(condition.comparison, undefined)}`;
    }
    case 'metric':
      return `${measured(condition)}${each(condition.by)} is ${comparison(condition.comparison, condition.comparison.unit)}`;
  }
}

function each(by: readonly string[]): string {
  return by.length === 0 ? '' : ` for any ${codeList(by)}`;
}

type MetricCondition = Extract<Condition, { kind: 'metric' }>;

function measured(condition: MetricCondition): string {
  const of = asCode(condition.of.text);
  const over = condition.over === undefined ? '' : duration(condition.over);
  const divided =
    condition.dividedBy === undefined ? '' : `, divided by that of ${asCode(condition.dividedBy.text)}`;
  switch (condition.measure) {
    case 'value':
      return `the ${REDUCED[condition.reduce]} of ${of}`;
    case 'rate':
      return `the rate per second of ${of} over ${over}${divided}`;
    case 'increase':
      return `the increase of ${of} over ${over}${divided}`;
    case 'average':
      return `the mean of ${of} over ${over}`;
    case 'quantile':
      return `the ${percentile(condition.q ?? 0)} of ${of} over ${over}`;
    case 'share_above':
      return `the share of ${of} above ${condition.bound?.text ?? ''} over ${over}`;
  }
}

function comparison({ op, threshold }: Comparison, of: Unit | undefined): string {
  return `${op === '>' ? 'above' : 'below'} ${quantity(threshold, of)}`;
}

/** As the spec writes it; a plain number gets its unit. */
function quantity({ text }: Quantity, of: Unit | undefined): string {
  if (of === undefined || of === 'ratio' || of === 'none' || !/^[\d.]+$/.test(text)) return text;
  return `${text} ${of === 'percent' ? 'percent' : unit(of)}`;
}

/** 0.95 is the "95th percentile", 0.5 the "median". */
function percentile(q: number): string {
  if (q === 0.5) return 'median';
  const number = decimal(q * 100, 6);
  const last = number.includes('.') ? 'th' : (ORDINALS[number.replace(/^.*?(1?\d)$/, '$1')] ?? 'th');
  return `${number}${last} percentile`;
}

const ORDINALS: Readonly<Record<string, string>> = { 1: 'st', 2: 'nd', 3: 'rd' };
