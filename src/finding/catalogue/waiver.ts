import { didYouMean, kind, unwaivable } from '../define.ts';

/** Findings about waivers themselves. */
export const waiverFindings = unwaivable({
  'waiver/expired': kind<{ code: string; at: string; expires: string }>({
    severity: 'warning',
    headline: ({ code, at, expires }) => `the waiver of ${code} at ${at} expired on ${expires}`,
    fix: () => 'Mend what it waived and remove it, or renew it with a reason that still holds.',
  }),
  'waiver/unused': kind<{ code: string; at: string }>({
    severity: 'warning',
    headline: ({ code, at }) => `the waiver waives nothing: there is no ${code} at ${at}`,
    fix: () => 'Remove it.',
  }),
  'waiver/unknown-code': kind<{ code: string; suggestion?: string | undefined }>({
    severity: 'error',
    headline: ({ code, suggestion }) => `there is no finding "${code}"${didYouMean(suggestion)}`,
    fix: () => 'Copy the code from the report.',
  }),
  'waiver/not-waivable': kind<{ code: string }>({
    severity: 'error',
    headline: ({ code }) => `${code} cannot be waived: nothing sound can be generated while it stands`,
    fix: () => 'Mend the finding and remove the waiver.',
  }),
} as const);
