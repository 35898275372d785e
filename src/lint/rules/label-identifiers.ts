import type { Label } from '../../model/label.ts';
import { chosenHere, snakeCase } from '../names.ts';
import type { LintRule } from '../rule.ts';

/** Things that occur without end; `request_id`, `requestid` and `request_uuid` tell them apart. */
const SUBJECT_ID =
  /(?:^|_)(request|user|customer|client|account|session|trace|span|correlation|message|conversation|chat|prompt|completion|order|transaction|payment|event|job|task|run|execution|invocation|connection|process|thread|pod|container)_?(?:id|uuid|guid|key)$/;

/** Values that have no end, with the last words of the names of such labels. */
const ENDLESS: readonly (readonly [values: string, words: readonly string[]])[] = [
  ['ids', ['id']],
  ['unique ids', ['uuid', 'guid']],
  ['users', ['user', 'username']],
  ['sessions', ['session', 'cookie']],
  ['e-mail addresses', ['email', 'mail']],
  ['telephone numbers', ['phone']],
  ['URLs', ['url', 'uri']],
  ['raw paths', ['path']],
  ['IP addresses', ['ip']],
  ['addresses', ['address']],
  ['timestamps', ['timestamp']],
  ['hashes', ['hash']],
  ['free text', ['message', 'text', 'query', 'prompt', 'body', 'stacktrace']],
];

/** Values that a pattern must not admit: one of a kind, so that an open set of them always fills its ceiling. */
const SAMPLES: readonly { readonly admits: string; readonly example: string }[] = [
  { admits: 'free text', example: 'out of memory: 12 of 80 GiB left' },
  { admits: 'e-mail addresses', example: 'ada@example.com' },
  { admits: 'URLs', example: 'https://example.com/v1?id=42' },
  { admits: 'raw paths', example: '/v1/users/42/orders' },
  { admits: 'timestamps', example: '2026-01-31T12:30:00Z' },
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
    for (const label of chosenHere(model)) {
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
  const snake = snakeCase(name);
  const subject = SUBJECT_ID.exec(snake)?.[1];
  if (subject !== undefined) return `${subject} ids`;
  const last = snake.split('_').at(-1) ?? '';
  return bound.kind === 'open' ? ENDLESS.find(([, words]) => words.includes(last))?.[0] : undefined;
}
