import type { SpecPath } from '../spec/path.ts';
import type { URGENCIES } from '../spec/schema/routing.ts';

/** What a severity asks of people: page wakes somebody, ticket waits for working hours, info needs no action. */
export type Urgency = (typeof URGENCIES)[number];

/** A severity of alerts. */
export interface Severity {
  /** What the spec calls it. */
  readonly name: string;
  /** Value of the `severity` label. */
  readonly label: string;
  readonly like: Urgency;
}

/** Where notifications of one severity go; names of the receiver and of time intervals. */
export interface TeamReceiver {
  readonly receiver: string;
  /** Notifications wait outside these times; empty for any time. */
  readonly active: readonly string[];
  /** Notifications wait during these times. */
  readonly muted: readonly string[];
}

/** A team that owns alerts. */
export interface Team {
  /** Value of the `owner` label. */
  readonly name: string;
  readonly title: string;
  readonly channel?: string | undefined;
  /** Whom to call, in order. */
  readonly escalation: readonly string[];
  /** By the name of the severity. */
  readonly receivers: ReadonlyMap<string, TeamReceiver>;
  readonly path: SpecPath;
}
