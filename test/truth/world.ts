/** Seconds between scrapes. */
export const SCRAPE = 15;

/** What one replica of the program goes through; times in scrapes from the start. */
export interface Replica {
  /** Events between two scrapes: all of them, and the bad ones. */
  readonly events: (scrape: number) => { readonly all: number; readonly bad: number };
  /** Scrapes before which the program restarts: every counter begins again at zero. */
  readonly restarts?: readonly number[];
  /** First and last scrape that fail. */
  readonly gaps?: readonly (readonly [number, number])[];
  /** The gaps are those of a Prometheus that is down: nobody marks the series stale. */
  readonly unwatched?: boolean;
  /** The program is gone from this scrape on. */
  readonly gone?: number;
  /** A counter of bad events is exposed from the start, as the generated module does, or with the first event. */
  readonly initialised?: boolean;
}

/** The samples of one counter in promtool's notation; the series of a failing target are marked stale, then silent. */
function samples(values: readonly (number | undefined)[], marked: boolean): string {
  const silent = (at: number) => (marked && values[at - 1] !== undefined ? 'stale' : '_');
  return values.map((value, at) => (value === undefined ? silent(at) : String(value))).join(' ');
}

/** What Prometheus scrapes from a replica: `shop_requests_total` by status. */
export function scraped(replica: Replica, instance: string, scrapes: number) {
  const { events, restarts = [], gaps = [], gone = scrapes, initialised = true, unwatched = false } = replica;
  const good: (number | undefined)[] = [];
  const bad: (number | undefined)[] = [];
  let [goods, bads, known] = [0, 0, initialised];
  for (let scrape = 0; scrape < scrapes; scrape++) {
    if (restarts.includes(scrape)) [goods, bads, known] = [0, 0, initialised];
    const now = scrape === 0 ? { all: 0, bad: 0 } : events(scrape);
    goods += now.all - now.bad;
    bads += now.bad;
    known ||= bads > 0;
    const silent = scrape >= gone || gaps.some(([from, to]) => scrape >= from && scrape <= to);
    good.push(silent ? undefined : goods);
    bad.push(silent || !known ? undefined : bads);
  }
  const series = (status: string, values: readonly (number | undefined)[]) => ({
    series: `shop_requests_total{job="shop", instance="${instance}", status="${status}"}`,
    values: samples(values, !unwatched),
  });
  return [series('ok', good), series('failed', bad)];
}

/** Share of bad events within the scrapes after `from`, up to `to`. */
export function trueRatio(replicas: readonly Replica[], from: number, to: number): number {
  let [all, bad] = [0, 0];
  for (const { events, gone = Number.POSITIVE_INFINITY } of replicas)
    for (let scrape = Math.max(1, from + 1); scrape <= Math.min(to, gone - 1); scrape++) {
      const now = events(scrape);
      all += now.all;
      bad += now.bad;
    }
  return bad / all;
}
