/** How much a change asks of those who read what the service exposes, records and alerts on. */
export type Level = 'breaking' | 'warning' | 'info';

/** One difference between two specs. */
export interface Change {
  /** Stable name of the kind of change, such as `label-removed`. */
  readonly code: string;
  readonly level: Level;
  /** What changed, such as `metrics.shop_requests_total`; with the code it identifies the change. */
  readonly object: string;
  /** One line for people; names of the spec stand between backticks. */
  readonly message: string;
  /** What in the spec breaks or is affected, such as `alert ShopSlow`. */
  readonly affects: readonly string[];
}

type ChangeMaker = (code: string, object: string, message: string, affects?: readonly string[]) => Change;

const at =
  (level: Level): ChangeMaker =>
  (code, object, message, affects = []) => ({ code, level, object, message, affects });

export const breaking = at('breaking');
export const warning = at('warning');
export const info = at('info');

/** A name or value of the spec within a message: between backticks, on one line. */
export function quoted(text: string | number): string {
  return `\`${String(text).replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
}
