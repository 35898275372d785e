import { didYouMean, kind, unwaivable } from '../define.ts';

/** Findings about the spec as a file and as a document: until these are fixed, nothing else can be checked. */
export const specFindings = unwaivable({
  'spec/unreadable': kind<{ file: string; problem: string }>({
    severity: 'error',
    headline: ({ file, problem }) => `cannot read ${file}: ${problem}`,
  }),
  'spec/encoding': kind<{ offset: number }>({
    severity: 'error',
    headline: ({ offset }) => `the file is not UTF-8: byte ${offset} is not part of a character`,
    fix: () => 'Save the file as UTF-8.',
  }),
  'spec/yaml': kind<{ problem: string }>({
    severity: 'error',
    headline: ({ problem }) => `not valid YAML: ${problem}`,
  }),
  'spec/empty': kind<Record<string, never>>({
    severity: 'error',
    headline: () => 'the spec is empty',
    fix: () => 'Start with `version: 1` and a `service`.',
  }),
  'spec/several-documents': kind<{ count: number }>({
    severity: 'error',
    headline: ({ count }) => `the file holds ${count} YAML documents; a spec is one`,
    fix: () => 'Remove the `---` line, or keep each spec in a file of its own.',
  }),
  'spec/duplicate-key': kind<{ key: string }>({
    severity: 'error',
    headline: ({ key }) => `"${key}" is declared twice`,
    fix: () => 'Keep one of the two; YAML would silently let the later one win.',
  }),
  'spec/directive': kind<{ directive: string }>({
    severity: 'error',
    headline: ({ directive }) =>
      `YAML directive ${directive} is not allowed: it changes what plain words mean`,
    fix: () => 'Remove the line.',
  }),
  'spec/tag': kind<{ tag: string }>({
    severity: 'error',
    headline: ({ tag }) => `YAML tag ${tag} is not allowed`,
    fix: () => 'Write the plain value without a tag.',
  }),
  'spec/merge-key': kind<Record<string, never>>({
    severity: 'error',
    headline: () => 'merge keys (`<<`) are not part of the spec language',
    fix: () => 'Write the keys out, or use an anchor and an alias for a whole value.',
  }),
  'spec/alias-limit': kind<{ limit: number }>({
    severity: 'error',
    headline: ({ limit }) => `aliases would expand the spec beyond ${limit} nodes`,
    fix: () => 'Write repeated parts out instead of aliasing them.',
  }),
  'spec/alias-cycle': kind<{ anchor: string }>({
    severity: 'error',
    headline: ({ anchor }) =>
      `the alias *${anchor} is inside the value that it refers to, so the value would be infinite`,
  }),
  'spec/unknown-key': kind<{ key: string; parent: string; suggestion?: string | undefined; known: string }>({
    severity: 'error',
    headline: ({ key, parent, suggestion }) => `unknown key "${key}" in ${parent}${didYouMean(suggestion)}`,
    fix: ({ known }) => `Known keys here: ${known}.`,
  }),
  'spec/missing-key': kind<{ key: string; parent: string }>({
    severity: 'error',
    headline: ({ key, parent }) => `${parent} has no "${key}"`,
    fix: ({ key }) => `Add \`${key}:\`.`,
  }),
  'spec/invalid-value': kind<{ what: string; problem: string }>({
    severity: 'error',
    headline: ({ what, problem }) => `${what}: ${problem}`,
  }),
} as const);
