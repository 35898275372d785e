import type { Label } from '../model/label.ts';
import type { Model } from '../model/model.ts';

/** Every label, those of sources included. */
export function allLabels({ labels, external }: Model): ReadonlySet<Label> {
  return new Set([...labels.values(), ...[...external.values()].flatMap((metric) => metric.labels)]);
}

/** The labels whose names and values the team can change: all but those that only metrics of others have. */
export function chosenHere({ labels, metrics, external }: Model): ReadonlySet<Label> {
  const own = new Set([...metrics.values()].flatMap((metric) => metric.labels));
  const foreign = new Set([...external.values()].flatMap((metric) => metric.labels));
  return new Set([...labels.values()].filter((label) => own.has(label) || !foreign.has(label)));
}

/** Whether a capital follows a small letter: what promlint takes for camelCase. */
export function isCamelCase(name: string): boolean {
  return /[a-z][A-Z]/.test(name);
}

/** `queueDepth` as `queue_depth`. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
