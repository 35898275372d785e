import * as names from '../slo/names.ts';
import { keyOf } from './evaluate.ts';
import { roundUp } from './levels.ts';
import { EDGES, type Edge } from './simulate.ts';
import { type SloInput, sloInput, type Traffic } from './slo-input.ts';
import { constants, recordCheck, steady } from './slo-steady.ts';
import type { SloUnderTest } from './slo-subject.ts';
import type { RuleTest, SampleCheck } from './test-file.ts';
import { type Moments, momentsOf, type Verdict } from './timeline.ts';

/** How long the slices are of one kind, where the moment counts at which they turn. */
const SPELL = 3600;

/** What the SLO is, when its slices turn bad and good again, and when there are none to judge. */
export function sliceTests(subject: SloUnderTest): RuleTest[] {
  const { slo } = subject;
  const facts = factsTest(subject);
  const turns = turningTest(subject, 'slices turn bad, and good again', { events: 1, bad: 1 }, (input, t) =>
    agreed((edge) => input.measure(t, 0, edge)?.bad === 1),
  );
  const pauses = turningTest(
    subject,
    'there are no slices while nothing is to be judged',
    NOTHING,
    (input, t) =>
      // The first evaluation has nothing to read yet.
      agreed((edge) => t > SPELL / 2 && input.measure(t, 0, edge) === undefined),
  );
  return [...facts, ...turns, ...pauses].map((test) => ({ ...test, name: `${slo.id}: ${test.name}` }));
}

function factsTest(subject: SloUnderTest): RuleTest[] {
  const at = subject.model.service.ruleInterval;
  const input = steady(subject, at, { events: 1, bad: 0 });
  if (input === undefined) return [];
  const samples = constants(subject, at);
  return [{ name: 'what it is, in its labels', interval: input.interval, input: input.input, samples }];
}

const NOTHING = { events: 0, bad: 0 };

/** Good slices, then others, then good ones. */
function turningTest(
  subject: SloUnderTest,
  name: string,
  others: Omit<Traffic, 'seconds'>,
  verdict: (input: SloInput, t: number) => Verdict,
): RuleTest[] {
  const { model, slo } = subject;
  const { scrapeInterval: interval, ruleInterval } = model.service;
  const spell = roundUp(SPELL, ruleInterval);
  const good = { seconds: spell, events: 1, bad: 0 };
  const traffic = [good, { seconds: spell, ...others }, good];
  const input = sloInput({ model, slo, traffic, interval, step: ruleInterval });
  if (input === undefined || input.given) return [];
  const end = 3 * spell - ruleInterval;
  const moments = momentsOf((t) => verdict(input, t), end, ruleInterval, { for: 0, keepFiringFor: 0 });
  const during = others.events === 0 ? undefined : others.bad;
  const samples = [
    ...slicesAt(subject, input, moments.silentBefore, 0),
    ...slicesAt(subject, input, moments.fires, during),
    ...slicesAt(subject, input, moments.stillFires, during),
    ...slicesAt(subject, input, moments.silentAfter, 0),
  ];
  return [{ name, interval: input.interval, input: input.input, samples }];
}

/** One slice that is bad or not; undefined where there is none. */
function slicesAt(
  subject: SloUnderTest,
  input: SloInput,
  at: Moments[keyof Moments],
  bad: number | undefined,
): SampleCheck[] {
  if (at === undefined) return [];
  const record = recordCheck(subject, input, at);
  if (bad !== undefined) return [record(names.SLICES, 1), record(names.SLICES_BAD, bad)];
  return [names.SLICES, names.SLICES_BAD].map((name) => ({
    at,
    expr: `${name}{${names.LABEL.slo}="${subject.slo.id}"}`,
    expected: [],
  }));
}

/** The tests that the spec brings for the expression. */
export function givenTests({ model, slo }: SloUnderTest): RuleTest[] {
  const { sli } = slo;
  if (sli.kind !== 'threshold') return [];
  return sli.tests.map(({ name, interval, input, at, good, bad }, index) => {
    const counted = (
      record: string,
      counts: (labels: ReadonlyMap<string, string>) => number,
    ): SampleCheck => ({
      at,
      expr: `${record}{${names.LABEL.slo}="${slo.id}"}`,
      expected: distinct([...good, ...bad]).map((labels) => ({
        labels: new Map([
          ['__name__', record],
          ...labels,
          [names.LABEL.service, model.service.name],
          [names.LABEL.slo, slo.id],
        ]),
        value: counts(labels),
      })),
    });
    const among = (sets: typeof good, labels: ReadonlyMap<string, string>) =>
      sets.filter((each) => keyOf(each) === keyOf(labels)).length;
    return {
      name: `${slo.id}: ${name ?? `test ${index + 1}`}`,
      interval,
      input,
      samples: [
        counted(names.SLICES, (labels) => among([...good, ...bad], labels)),
        counted(names.SLICES_BAD, (labels) => among(bad, labels)),
      ],
    };
  });
}

function distinct(sets: readonly ReadonlyMap<string, string>[]) {
  return [...new Map(sets.map((labels) => [keyOf(labels), labels])).values()];
}

function agreed(holds: (edge: Edge) => boolean): Verdict {
  const [first = false, ...others] = EDGES.map(holds);
  return others.every((other) => other === first) ? first : 'unclear';
}
