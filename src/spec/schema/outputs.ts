import * as z from 'zod';
import { labelName, line, relativePath, url, visibleName } from './scalars.ts';

/** Prometheus expands references to its environment. */
const externalValue = visibleName(line).refine(
  (text) => !text.includes('$'),
  'must not contain $, which Prometheus may expand',
);

const refusalAlert = z
  .boolean()
  .default(true)
  .describe(
    'Whether an alert fires when the module refuses recordings; an alert of the same name under `alerts` replaces it.',
  );

/** Keywords that consist of lower-case letters. */
const PYTHON_KEYWORDS: ReadonlySet<string> = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);

export const outputs = z
  .strictObject({
    templates: relativePath
      .optional()
      .describe('Folder with custom templates, which replace the built-in ones of the same name.'),
    typescript: z
      .strictObject({
        file: relativePath.describe('Path of the instrumentation module.'),
        refusal_alert: refusalAlert,
      })
      .optional()
      .describe('Typed instrumentation module.'),
    python: z
      .strictObject({
        dir: relativePath.describe('Folder of the package; belongs on the path of Python.'),
        package: z
          .string()
          .regex(/^[a-z][a-z0-9_]*$/, 'must be a Python package name: lower-case letters, digits and _')
          .refine((name) => !PYTHON_KEYWORDS.has(name), 'is a keyword of Python')
          .describe('Name that programs import.'),
        refusal_alert: refusalAlert,
      })
      .optional()
      .describe('Typed instrumentation package for Python 3.10 and later.'),
    prometheus: z
      .strictObject({
        dir: relativePath.describe('Folder for rules, tests and configuration.'),
        scrape: z
          .strictObject({
            targets: z.array(line).min(1).optional().describe('Static targets, as host:port.'),
            files: z.array(line).min(1).optional().describe('Files for file-based service discovery.'),
            path: z
              .string()
              .regex(/^\/\S*$/)
              .default('/metrics')
              .describe('HTTP path of the metrics.'),
            honor_labels: z
              .boolean()
              .default(false)
              .describe(
                'Whether labels of a metric win over labels of the target that have the same name; otherwise they become exported_….',
              ),
          })
          .optional()
          .describe('How Prometheus finds the targets.'),
        external_labels: z
          .record(labelName, externalValue)
          .default({})
          .describe(
            'Labels that Prometheus adds to what it sends to Alertmanager and to long-term storage, such as cluster.',
          ),
        alertmanager: z
          .enum(['whole', 'fragment'])
          .default('whole')
          .describe(
            'Whether the configuration of Alertmanager stands alone or is a fragment for one that several services share.',
          ),
        alertmanagers: z.array(line).optional().describe('Alertmanager addresses, as host:port.'),
        remote_write: url.optional().describe('Long-term storage that receives the recorded aggregates.'),
        remote_read: url.optional().describe('Long-term storage that is queried beyond the raw retention.'),
      })
      .optional()
      .describe('Rules, rule tests, and configuration of Prometheus and Alertmanager.'),
    grafana: z
      .strictObject({
        dir: relativePath.describe('Folder for dashboards and provisioning.'),
        automatic: z
          .array(z.enum(['slos', 'overview', 'explorer']))
          .default(['slos', 'overview', 'explorer'])
          .describe('Dashboards that are derived from the whole spec.'),
        schema: z.enum(['classic', 'v2']).default('classic').describe('Dashboard schema version.'),
        folder: line.optional().describe('Grafana folder; defaults to the title of the service.'),
      })
      .optional()
      .describe('Grafana dashboards.'),
    runbooks: z
      .strictObject({
        dir: relativePath.describe('Folder for runbooks and reference pages.'),
        url: url.optional().describe('URL at which the runbooks are published; alerts link to it.'),
      })
      .optional()
      .describe('Runbooks and reference pages.'),
  })
  .describe('Files to generate.');
