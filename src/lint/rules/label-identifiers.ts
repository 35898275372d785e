import type { Label } from '../../model/label.ts';
import type { LintRule } from '../rule.ts';

/** Things that occur without end; `request_id`, `requestid` and `request_uuid` tell them apart. */
const SUBJECT_ID =
  /(?:^|_)(request|user|customer|client|account|session|trace|span|correlation|message|conversation|chat|prompt|completion|order|transaction|payment|event|job|task|run|execution|invocation|connection|process|thread|pod|container)_?(?:id|uuid|guid|key)$/;

/** Last words of names whose values have no end, and what such values are. */
const ENDLESS: ReadonlyMap<string, string> = new Map([
  ['id', 'ids'],
  ['uuid', 'unique ids'],
  ['guid', 'unique ids'],
  ['user', 'users'],
  ['username', 'users'],
  ['session', 'sessions'],
  ['cookie', 'sessions'],
  ['email', 'e-mail addresses'],
  ['mail', 'e-mail addresses'],
  ['phone', 'telephone numbers'],
  ['url', 'URLs'],
  ['uri', 'URLs'],
  ['path', 'raw paths'],
  ['ip', 'IP addresses'],
  ['address', 'addresses'],
  ['timestamp', 'points in time'],
  ['hash', 'hashes'],
  ['message', 'free text'],
  ['text', 'free text'],
  ['query', 'free text'],
  ['prompt', 'free text'],
  ['body', 'free text'],
  ['stacktrace', 'free text'],
]);

/** Values that a pattern must not admit: one of a kind, so that an open set of them always fills its ceiling. */
const SAMPLES: readonly { readonly admits: string; readonly example: string }[] = [
  { admits: 'free text', example: 'out of memory: 12 of 80 GiB left' },
  { admits: 'e-mail addresses', example: 'ada@example.com' },
  { admits: 'URLs', example: 'https://example.com/v1?id=42' },
  { admits: 'raw paths', example: '/v1/users/42/orders' },
  { admits: 'points in time', example: '2026-01-31T12:30:00Z' },
  { admits: 'UUIDs', example: '123e4567-e89b-12d3-a456-426614174000' },
  { admits: 'hashes', example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b' },
];

/**
 * A ceiling on an open set is no bound when its values are identifiers: the ceiling is reached at once, and from
 * then on the label says nothing.
 * @see https://prometheus.io/docs/practices/naming/#labels
 */
export const labelIdentifiers: LintRule = {
  codes: ['label/identifier', 'label/open-pattern'],
  *check({ document, model }) {
    for (const label of model.labels.values()) {
      const { name, path } = label;
      const word = endlessWord(label);
      if (word !== undefined) {
        const args = { label: name, word, atMost: label.cardinality };
        yield document.finding('label/identifier', path, args, { side: 'key' });
        continue;
      }
      if (label.bound.kind !== 'open') continue;
      const { pattern, matcher } = label.bound;
      const sample = SAMPLES.find(({ example }) => matcher.matches(example));
      if (sample === undefined) continue;
      yield document.finding('label/open-pattern', [...path, 'pattern'], { label: name, pattern, ...sample });
    }
  },
};

/** Closed lists and ranges of numbers are honest bounds whatever the label is called. */
function endlessWord({ name, bound }: Label): string | undefined {
  if (bound.kind !== 'open' && bound.kind !== 'integers') return undefined;
  const snake = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  const subject = SUBJECT_ID.exec(snake)?.[1];
  if (subject !== undefined) return `${subject} ids`;
  return bound.kind === 'open' ? ENDLESS.get(snake.split('_').at(-1) ?? '') : undefined;
}
