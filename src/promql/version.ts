/** The Prometheus that expressions are written for where the spec does not say: Debian 12's. */
export const DEFAULT_VERSION = '2.42';

/** Versions as numbers that compare as they do. A run asks for few versions, each of them very often. */
const ranks = new Map<string, number>();

function rankOf(version: string): number {
  let rank = ranks.get(version);
  if (rank === undefined) {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    rank = major * 1e6 + minor;
    ranks.set(version, rank);
  }
  return rank;
}

/** Whether Prometheus `version` (`major.minor`, more is ignored) is `since` or later. */
export function atLeast(version: string, since: string): boolean {
  return rankOf(version) >= rankOf(since);
}
