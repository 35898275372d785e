import { blocking, error, warning } from '../define.ts';

/** Findings about what reaches Prometheus and Alertmanager beside the rules: receivers, routes, external labels. */
export const routingFindings = {
  'routing/secret': error<{ receiver: string; setting: string; file: string | undefined }>({
    headline: ({ receiver, setting }) =>
      `receiver "${receiver}" has a secret in clear, which would be committed: \`${setting}\``,
    fix: ({ file }) =>
      file === undefined
        ? 'Remove it, and let the Alertmanager host provide the credentials.'
        : `Put it into a file on the Alertmanager host, and name the file with \`${file}\`.`,
  }),
  'routing/quiet-page': warning<{ team: string; severity: string; problem: string }>({
    headline: ({ team, severity, problem }) =>
      `notifications of severity ${severity} for team "${team}" ${problem}`,
    fix: ({ severity }) => `Give the team a receiver for ${severity} that is notified at any time.`,
  }),
  'routing/external-label': blocking<{ label: string; others: string }>({
    headline: ({ label, others }) =>
      `external label "${label}" has the name of ${others}, and is lost wherever both occur`,
    fix: () =>
      'Rename the external label: Prometheus adds it only to series and alerts that have no such label.',
  }),
} as const;
