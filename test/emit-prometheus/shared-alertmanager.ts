import { parse, stringify } from 'yaml';

/** A configuration of Alertmanager, as far as services add to it. */
interface Config {
  readonly route?: { readonly routes?: readonly unknown[] };
  readonly inhibit_rules?: readonly unknown[];
  readonly receivers?: readonly unknown[];
  readonly time_intervals?: readonly unknown[];
}

/** The configuration that several services share: a root, whose receiver takes what is nobody's, and their fragments. */
export function sharedConfig(root: { receivers: readonly unknown[] }, fragments: readonly string[]): string {
  const parts = fragments.map((text) => parse(text) as Config);
  return stringify({
    route: {
      receiver: 'nobody',
      group_wait: '1s',
      routes: parts.flatMap(({ route }) => route?.routes ?? []),
    },
    inhibit_rules: parts.flatMap((part) => part.inhibit_rules ?? []),
    receivers: [...root.receivers, ...parts.flatMap((part) => part.receivers ?? [])],
    time_intervals: parts.flatMap((part) => part.time_intervals ?? []),
  });
}
