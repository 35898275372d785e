import { blocking, warning } from '../define.ts';

/** Findings about rules as a whole: cycles and duplicates. */
export const ruleFindings = {
  'recording/cycle': blocking<{ record: string; through: readonly string[] }>({
    headline: ({ record, through }) =>
      `${record} reads itself${through.length === 0 ? '' : ` through ${through.join(' and ')}`}`,
    fix: 'Compute one of them from metrics only: a recording that depends on itself never settles.',
  }),
  'duplicate/rule': warning<{ rule: string; other: string }>({
    headline: ({ rule, other }) => `${rule} is identical to ${other} except for its name`,
    fix: ({ rule, other }) => `Remove ${rule} and use ${other} instead.`,
  }),
} as const;
