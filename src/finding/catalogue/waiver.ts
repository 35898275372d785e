import { blocking, didYouMean, warning } from '../define.ts';

/** Findings about waivers themselves. */
export const waiverFindings = {
  'waiver/expired': warning<{ code: string; at: string; expires: string }>({
    headline: ({ code, at, expires }) => `the waiver for ${code} at ${at} expired on ${expires}`,
    fix: 'Fix the issue and remove the waiver, or renew it with a reason that still holds.',
    waivable: false,
  }),
  'waiver/unused': warning<{ code: string; at: string }>({
    headline: ({ code, at }) => `the waiver has no effect: ${at} has no finding ${code}`,
    fix: 'Remove the waiver.',
    waivable: false,
  }),
  'waiver/unknown-code': blocking<{ code: string; suggestion?: string | undefined }>({
    headline: ({ code, suggestion }) => `"${code}" is not a finding code${didYouMean(suggestion)}`,
    fix: 'Use the code that the report shows in brackets.',
  }),
  'waiver/not-waivable': blocking<{ code: string }>({
    headline: ({ code }) => `${code} cannot be waived: nothing sound can be generated while it stands`,
    fix: 'Fix the finding and remove the waiver.',
  }),
} as const;
