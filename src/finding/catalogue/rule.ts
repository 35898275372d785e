import { kind } from '../define.ts';

/** Findings about rules as a whole: what they read of each other, and what is computed twice. */
export const ruleFindings = {
  'recording/cycle': kind<{ record: string; through: readonly string[] }>({
    severity: 'error',
    waivable: false,
    headline: ({ record, through }) =>
      `${record} reads itself${through.length === 0 ? '' : ` by way of ${through.join(' and ')}`}`,
    fix: () => 'Compute one of them from metrics alone; a record that feeds on itself drifts without end.',
  }),
  'duplicate/rule': kind<{ rule: string; other: string }>({
    severity: 'warning',
    headline: ({ rule, other }) => `${rule} is computed exactly like ${other}`,
    fix: ({ rule, other }) => `Keep ${other} and read it where ${rule} is read.`,
  }),
} as const;
