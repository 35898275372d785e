import * as names from '../slo/names.ts';
import { errorBudget, shortest, type Tier } from '../slo/tiers.ts';
import { alertSample, firingCheck, firingExpression } from './checks.ts';
import { expandAnnotations } from './expand.ts';
import { roundUp } from './levels.ts';
import { clean } from './numbers.ts';
import { EVENTS, steady } from './slo-steady.ts';
import type { SloUnderTest } from './slo-subject.ts';
import type { ExpectedAlert, RuleTest, SampleCheck } from './test-file.ts';

/** Evaluations by which the first one with something to read can be off. */
const AROUND = 2;

/** Everything is bad: every tier fires, with all its labels and annotations. */
export function failure(subject: SloUnderTest): RuleTest[] {
  const { model, slo, tiers } = subject;
  const [first] = tiers;
  if (first === undefined) return [];
  const { ruleInterval } = model.service;
  const slices = slo.sli.kind === 'threshold';
  const enough = slices ? Math.ceil(slo.minEvents ?? 0) : 0;
  const at = roundUp(Math.max(600, (enough + AROUND) * ruleInterval), ruleInterval);
  // So many that the floor is passed at once: then nothing but a wait could hold an alert back.
  const events = Math.max(EVENTS, slo.minEvents ?? 0);
  const made = steady(subject, at, { events, bad: 1 });
  if (made === undefined) return [];
  const { labels } = made;
  const value = clean(1 / shortest(errorBudget(slo)));
  // More than the whole budget is gone, so nothing is left to be gone.
  const facts = { value, labels, hoursLeft: 0 };
  // The input is one series; a window that holds too few of its slices needs those of several.
  const reached = tiers.filter(({ tier }) => enough * ruleInterval <= tier.long);
  if (reached.length === 0) return [];
  const words = reached.length === tiers.length ? 'every tier' : 'every tier that one series suffices for';
  const expected = reached.map(({ rule }) => ({
    labels: new Map([...labels, ...rule.labels]),
    annotations: expandAnnotations(rule.annotations, facts),
  }));
  return [
    {
      name: `${slo.id}: ${words} fires when everything is bad`,
      interval: made.interval,
      input: made.input,
      alerts: [{ at, alert: first.rule.alert, expected }],
      samples: [
        ...(enough > AROUND ? [firing(first.rule.alert, [], (enough - AROUND) * ruleInterval)] : []),
        // No tier waits: each fires with the first evaluations that have enough to read.
        firing(first.rule.alert, expected, (enough + AROUND) * ruleInterval),
      ],
    },
  ];
}

function firing(alert: string, expected: readonly ExpectedAlert[], at: number): SampleCheck {
  return {
    at,
    expr: firingExpression(alert),
    expected: expected.map(({ labels }) => ({ labels: alertSample({ alert, labels }, new Map()), value: 1 })),
  };
}

/** Error ratios barely above and barely below that of the tier. */
export function nearThreshold(subject: SloUnderTest, tier: Tier): RuleTest[] {
  const { slo, tiers, model } = subject;
  const rule = tiers.find((each) => each.tier === tier)?.rule;
  if (rule === undefined) return [];
  const at = roundUp(900, model.service.ruleInterval);
  const events = Math.max(EVENTS, Math.ceil(((slo.minEvents ?? 0) / at) * 4));
  const selecting = `, ${names.LABEL.tier}="${names.tierName(tier)}"`;
  const just = [
    { bad: clean(Math.min(1, tier.ratio * 1.02)), fires: true, words: 'fires just above' },
    { bad: clean(tier.ratio * 0.98), fires: false, words: 'is silent just below' },
  ];
  return just.flatMap(({ bad, fires, words }) => {
    const made = steady(subject, at, { events, bad });
    if (made === undefined) return [];
    return [
      {
        name: `${slo.id}: ${names.tierName(tier)} ${words} a burn rate of ${tier.factor}`,
        interval: made.interval,
        input: made.input,
        samples: firingCheck(rule, made.labels, at, fires, selecting),
      },
    ];
  });
}
