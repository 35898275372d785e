import { didYouMean, kind, unwaivable } from '../define.ts';

/** Findings about waivers themselves. */
export const waiverFindings = unwaivable({
  'waiver/expired': kind<{ code: string; at: string; expires: string }>({
    severity: 'warning',
    headline: ({ code, at, expires }) => `the waiver for ${code} at ${at} expired on ${expires}`,
    fix: () => 'Fix the issue and remove the waiver, or renew it with a reason that still holds.',
  }),
  'waiver/unused': kind<{ code: string; at: string }>({
    severity: 'warning',
    headline: ({ code, at }) => `the waiver has no effect: ${at} has no finding ${code}`,
    fix: () => 'Remove the waiver.',
  }),
  'waiver/unknown-code': kind<{ code: string; suggestion?: string | undefined }>({
    severity: 'error',
    headline: ({ code, suggestion }) => `"${code}" is not a finding code${didYouMean(suggestion)}`,
    fix: () => 'Use the code that the report shows in brackets.',
  }),
  'waiver/not-waivable': kind<{ code: string }>({
    severity: 'error',
    headline: ({ code }) => `${code} cannot be waived: nothing sound can be generated while it stands`,
    fix: () => 'Fix the finding and remove the waiver.',
  }),
} as const);
