import { type Replica, SCRAPE } from './world.ts';

const minutes = (count: number) => (count * 60) / SCRAPE;
const hours = (count: number) => minutes(count * 60);

/** Something that goes wrong, and what a rule that averages five-minute ratios makes of it. */
export interface Scenario {
  readonly name: string;
  readonly replicas: readonly Replica[];
  /** Error ratio of the period by the rules that Sloth 0.16 generates, recorded on promtool 3.16. */
  readonly sloth: number;
  /** Points of the error budget that ours may be off by; 1 unless given. */
  readonly points?: number;
  /** Length of the period; 12 hours unless given. */
  readonly hours?: 12 | 48;
}

const steady =
  (bad: (scrape: number) => boolean, all = 30) =>
  (scrape: number) => ({
    all,
    bad: bad(scrape) ? all : 0,
  });
const within = (from: number, to: number) => (scrape: number) => scrape > from && scrape <= to;

/** Fails completely for as long as its scrapes fail: an overloaded program answers neither users nor Prometheus. */
function badGap(length: number): Replica {
  const from = hours(6);
  return {
    events: steady(within(from, from + minutes(length))),
    gaps: [[from + 1, from + minutes(length)]],
  };
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'busy days and quiet nights, most failures at night',
    replicas: [
      {
        events: (scrape) =>
          scrape < hours(6) ? { all: 1500, bad: 0 } : { all: 20, bad: scrape % 5 === 0 ? 8 : 0 },
      },
    ],
    sloth: 0.03957,
  },
  {
    name: 'a total outage of one hour',
    replicas: [{ events: steady(within(hours(8), hours(9))) }],
    sloth: 0.08328,
  },
  { name: 'two bad minutes inside a scrape gap', replicas: [badGap(2)], sloth: 0.001419 },
  { name: 'ten bad minutes inside a scrape gap', replicas: [badGap(10)], sloth: 0 },
  {
    name: 'thirty minutes, ten of them bad, in which Prometheus is down',
    replicas: [
      {
        events: steady(within(hours(6) + minutes(10), hours(6) + minutes(20))),
        gaps: [[hours(6) + 1, hours(6) + minutes(30)]],
        unwatched: true,
      },
    ],
    sloth: 0,
  },
  {
    name: 'idle for thirty-six hours',
    replicas: [
      {
        events: (scrape) =>
          scrape < hours(12) ? { all: 30, bad: scrape % 10 === 0 ? 6 : 0 } : { all: 0, bad: 0 },
      },
    ],
    sloth: Number.NaN,
    hours: 48,
  },
  { name: 'fifty bad minutes inside a scrape gap', replicas: [badGap(50)], sloth: 0 },
  {
    name: 'restarts every two hours',
    replicas: [
      {
        events: (scrape) => ({ all: 30, bad: scrape % 20 === 0 ? 3 : 0 }),
        restarts: [2, 4, 6, 8, 10].map(hours),
      },
    ],
    sloth: 0.005228,
  },
  {
    name: 'a replica that vanishes with its errors',
    replicas: [
      { events: (scrape) => ({ all: 30, bad: scrape % 10 === 0 ? 15 : 0 }), gone: hours(6) },
      { events: () => ({ all: 30, bad: 0 }) },
    ],
    sloth: 0.01309,
  },
  {
    name: 'idle for ten hours',
    replicas: [
      {
        events: (scrape) =>
          scrape < hours(2) ? { all: 30, bad: scrape % 10 === 0 ? 6 : 0 } : { all: 0, bad: 0 },
      },
    ],
    sloth: Number.NaN,
  },
  {
    name: 'the first error creates its series',
    replicas: [{ events: steady(within(hours(11), hours(11) + 1)), initialised: false }],
    sloth: 0,
  },
  {
    name: 'one event in ten minutes, one of them bad, which creates its series',
    replicas: [
      {
        events: (scrape) => ({
          all: scrape % minutes(10) === 5 ? 1 : 0,
          bad: scrape === hours(6) + 5 ? 1 : 0,
        }),
        initialised: false,
      },
    ],
    sloth: Number.NaN,
    points: 2,
  },
];
