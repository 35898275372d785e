import { blocking, didYouMean } from '../define.ts';

/** Findings about the spec as a file and as a document: until these are fixed, nothing else can be checked. */
export const specFindings = {
  'spec/unreadable': blocking<{ file: string; problem: string }>({
    headline: ({ file, problem }) => `cannot read ${file}: ${problem}`,
  }),
  'spec/encoding': blocking<{ offset: number }>({
    headline: ({ offset }) => `the file is not UTF-8: byte ${offset} is not part of a character`,
    fix: 'Save the file as UTF-8.',
  }),
  'spec/yaml': blocking<{ problem: string }>({
    headline: ({ problem }) => `not valid YAML: ${problem}`,
  }),
  'spec/empty': blocking<Record<string, never>>({
    headline: () => 'the spec is empty',
    fix: 'Start with `version: 1` and a `service`.',
  }),
  'spec/several-documents': blocking<{ count: number }>({
    headline: ({ count }) => `the file holds ${count} YAML documents; a spec is one`,
    fix: 'Remove the `---` line, or keep each spec in a file of its own.',
  }),
  'spec/duplicate-key': blocking<{ key: string }>({
    headline: ({ key }) => `"${key}" is declared twice`,
    fix: 'Keep one of the two; YAML would silently let the later one win.',
  }),
  'spec/directive': blocking<{ directive: string }>({
    headline: ({ directive }) =>
      `YAML directive ${directive} is not allowed: it changes what plain words mean`,
    fix: 'Remove the line.',
  }),
  'spec/tag': blocking<{ tag: string }>({
    headline: ({ tag }) => `YAML tag ${tag} is not allowed`,
    fix: 'Write the plain value without a tag.',
  }),
  'spec/merge-key': blocking<Record<string, never>>({
    headline: () => 'merge keys (`<<`) are not part of the spec language',
    fix: 'Write the keys out, or use an anchor and an alias for a whole value.',
  }),
  'spec/alias-limit': blocking<{ limit: number }>({
    headline: ({ limit }) => `aliases would expand the spec beyond ${limit} nodes`,
    fix: 'Write repeated parts out instead of aliasing them.',
  }),
  'spec/alias-cycle': blocking<{ anchor: string }>({
    headline: ({ anchor }) =>
      `the alias *${anchor} is inside the value that it refers to, so the value would be infinite`,
  }),
  'spec/unknown-key': blocking<{
    key: string;
    parent: string;
    suggestion?: string | undefined;
    known: string;
  }>({
    headline: ({ key, parent, suggestion }) => `unknown key "${key}" in ${parent}${didYouMean(suggestion)}`,
    fix: ({ known }) => `Known keys here: ${known}.`,
  }),
  'spec/missing-key': blocking<{ key: string; parent: string }>({
    headline: ({ key, parent }) => `${parent} has no "${key}"`,
    fix: ({ key }) => `Add \`${key}:\`.`,
  }),
  'spec/invalid-value': blocking<{ what: string; problem: string }>({
    headline: ({ what, problem }) => `${what}: ${problem}`,
  }),
} as const;
