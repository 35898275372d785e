/** The Prometheus that expressions are written for where the spec does not say: Debian 12's. */
export const DEFAULT_VERSION = '2.42';

/** Whether Prometheus `version` (`major.minor`, more is ignored) is `since` or later. */
export function atLeast(version: string, since: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [sinceMajor = 0, sinceMinor = 0] = since.split('.').map(Number);
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
}
