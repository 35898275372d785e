import * as z from 'zod';
import {
  alertName,
  count,
  duration,
  exactlyOne,
  expression,
  labelName,
  line,
  number,
  percentage,
  quantity,
  selector,
  severity,
  slug,
  text,
  url,
  visibleName,
  written,
} from './scalars.ts';

const by = z.array(labelName).describe('Labels that the result keeps.');
const of = selector.describe('What is measured.');
const over = duration.describe('Window that it is measured over.');
const reduce = z.enum(['sum', 'average', 'min', 'max']).describe('How series combine.');
const quantile = z
  .number()
  .refine(
    (q) => q !== 0 && q !== 1,
    'must lie between 0 and 1: a histogram knows its least and greatest value only as bucket boundaries',
  )
  .describe('Quantile between 0 and 1, such as 0.95.');

/** promtool input series in its own notation, with what must hold at a moment. */
const inputSeries = z.strictObject({
  series: z.string().describe('Series in promtool notation, such as up{job="ryot"}.'),
  values: z.string().describe('Values in promtool notation, such as "0+10x20".'),
});
const testInput = {
  name: line.optional().describe('What the test shows.'),
  interval: duration.optional().describe('Spacing of the values; the scrape interval unless given.'),
  input: z.array(inputSeries).min(1).describe('Series that exist in the test.'),
  at: duration.describe('When it is looked at what comes of them.'),
};
const labelSets = z.array(z.record(labelName, z.string()));
const alertTest = z
  .strictObject({ ...testInput, firing: labelSets.describe('Labels of each firing alert; [] when silent.') })
  .describe('A test of the alert on given series.');

const sliceTest = z
  .strictObject({
    ...testInput,
    good: labelSets.default([]).describe('Labels of each good time slice.'),
    bad: labelSets.default([]).describe('Labels of each bad time slice.'),
  })
  .describe('A test of the expression on given series.');

export const runbook = z
  .strictObject({
    meaning: text.optional().describe('What it means that the alert fires, in plain words.'),
    impact: text.optional().describe('Who is hurt and how.'),
    diagnosis: z
      .array(
        z.union(
          [
            text,
            z.strictObject({
              step: text.describe('What to look at and what to conclude.'),
              query: expression.optional().describe('PromQL to run.'),
            }),
          ],
          { error: 'is neither text nor { step: text, query: PromQL }' },
        ),
      )
      .optional()
      .describe('Ordered steps that find the cause.'),
    mitigation: z.array(text).optional().describe('What to do, in order.'),
    escalation: text.optional().describe('When and to whom to escalate.'),
    links: z
      .array(
        z.strictObject({ title: line.describe('Text of the link.'), url: url.describe('Where it leads.') }),
      )
      .optional()
      .describe('Further reading.'),
  })
  .describe('What the person who is woken up reads.');

export const recording = exactlyOne(
  z.strictObject({
    record: z
      .string()
      .max(128)
      .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'is not a series name')
      .describe('Name of the series, level:metric:operations.'),
    description: text.optional().describe('What the series holds.'),
    quantile: z
      .strictObject({ of, q: quantile, over, by: by.default([]) })
      .optional()
      .describe('Quantile of a histogram.'),
    rate: z
      .strictObject({ of, over, by: by.default([]) })
      .optional()
      .describe('Events per second of a counter.'),
    ratio: z
      .strictObject({ of, to: selector.describe('Counter of all events.'), over, by: by.default([]) })
      .optional()
      .describe('Share of one counter in another; idle series yield nothing rather than NaN.'),
    average: z
      .strictObject({ of, over, by: by.default([]) })
      .optional()
      .describe('Mean observation of a histogram, or mean of a gauge over time.'),
    aggregate: z
      .strictObject({ of, reduce, by: by.default([]) })
      .optional()
      .describe('A gauge combined over the labels that are not kept.'),
    expr: expression.optional().describe('PromQL, where none of the above says it.'),
    unit: metricUnit().optional().describe('Unit of the result of `expr`.'),
  }),
  ['quantile', 'rate', 'ratio', 'average', 'aggregate', 'expr'],
);

function metricUnit() {
  return z.string().regex(/^[a-z_]+$/, 'is not a unit');
}

const sli = exactlyOne(
  z.strictObject({
    latency: selector.optional().describe('Histogram of which the share below a bound is good.'),
    below: quantity.optional().describe('Bound of a latency SLI; must be a bucket boundary.'),
    errors: selector.optional().describe('Counter of bad events; goes with `total`.'),
    good: selector.optional().describe('Counter of good events; goes with `total`.'),
    total: selector.optional().describe('Counter of all events.'),
    threshold: exactlyOne(
      z.strictObject({
        expr: expression.describe('What must stay on the right side.'),
        above: quantity.optional().describe('A slice is good while the value is above this.'),
        below: quantity.optional().describe('A slice is good while the value is below this.'),
        tests: z
          .array(sliceTest)
          .optional()
          .describe('Tests of the expression, where none can be derived from it.'),
      }),
      ['above', 'below'],
    )
      .optional()
      .describe('Share of time slices in which an expression keeps to a bound.'),
  }),
  ['latency', 'errors', 'good', 'threshold'],
).describe('Service level indicator: what counts as good.');

const tier = exactlyOne(
  z.strictObject({
    severity: severity.describe('Severity of the alert of this tier.'),
    long: duration.describe('Window that shows the burn is real.'),
    short: duration.describe('Window that shows it is still going on.'),
    budget: percentage.optional().describe('Share of the error budget spent when the tier fires.'),
    factor: number.positive().optional().describe('Burn rate at which the tier fires.'),
  }),
  ['budget', 'factor'],
);

export const slo = z.strictObject({
  id: slug.describe('Stable name; value of the `slo` label.'),
  title: line.describe('The objective as people say it.'),
  description: text.optional().describe('Why it matters and to whom.'),
  sli,
  by: z.array(labelName).default([]).describe('One error budget for each value of these labels.'),
  objective: written(
    /^(\d+(\.\d+)?%|p\d{1,2}(\.\d+)?\s*<\s*\S+)$/,
    'is neither a percentage like 99.9% nor like p95 < 500ms',
  )
    .check((context) => {
      const bound = /<\s*(.*)$/.exec(context.value)?.[1];
      const read =
        bound === undefined
          ? undefined
          : quantity.safeParse(Number.isNaN(Number(bound)) ? bound : Number(bound));
      for (const { message } of read?.error?.issues ?? [])
        context.issues.push({
          code: 'custom',
          input: context.value,
          message: `the bound of ${context.value} ${message.replace(`${bound} `, '')}`,
        });
    })
    .describe('Share of good events, like 99.9%; for latency also like p95 < 500ms.'),
  window: duration.default('30d').describe('Period that the error budget is for.'),
  alerts: z
    .strictObject({
      burn_rate: z
        .union([z.enum(['standard', 'off']), z.array(tier).min(1)], {
          error: 'must be standard, off, or a list of tiers',
        })
        .default('standard')
        .describe('Burn-rate tiers: those of the SRE workbook, none, or your own.'),
      off: z.array(severity).default([]).describe('Severities that this SLO does not alert at.'),
      min_events: z
        .number()
        .positive()
        .optional()
        .describe('Events that the long window must hold before a tier can fire.'),
    })
    .prefault({})
    .describe('How the spending of the error budget alerts.'),
  owner: visibleName(line).optional().describe('Team, where it is not that of the service.'),
  runbook: runbook.optional(),
});

const when = exactlyOne(
  z.strictObject({
    metric: selector.optional().describe('Metric that is watched.'),
    recording: selector.optional().describe('Recording that is watched.'),
    absent: selector.optional().describe('Series that must exist; the alert fires while they do not.'),
    measure: z
      .enum(['value', 'rate', 'increase', 'average', 'quantile', 'share_above'])
      .optional()
      .describe('What is measured; gauges by value, counters by rate, histograms by quantile unless given.'),
    q: quantile.optional(),
    bound: quantity.optional().describe('Bucket boundary of `share_above`.'),
    over: duration.optional().describe('Window of rate, increase, average, quantile and share_above.'),
    divided_by: selector.optional().describe('Counter that a rate is divided by.'),
    reduce: reduce.optional(),
    by: by.optional(),
    above: quantity.optional().describe('Fires above this value.'),
    below: quantity.optional().describe('Fires below this value.'),
  }),
  ['metric', 'recording', 'absent'],
).describe('Condition in the terms of the spec; tests derive from it.');

export const alert = exactlyOne(
  z.strictObject({
    name: alertName.describe('Name of the alert, in CamelCase.'),
    title: line.optional().describe('The alert as people say it; derived from the name unless given.'),
    when: when.optional(),
    expr: expression.optional().describe('PromQL, where `when` cannot say it.'),
    violations: z
      .strictObject({
        at_least: count.describe('Evaluations that must violate.'),
        within: duration.describe('Window that they are counted in.'),
      })
      .optional()
      .describe('Fires when the condition held in several evaluations of a window, in a row or not.'),
    for: duration.optional().describe('How long the condition must hold.'),
    keep_firing_for: duration.optional().describe('How long the alert goes on after the condition ends.'),
    severity: severity.describe(
      'page wakes somebody, ticket waits for working hours, info asks nobody to act.',
    ),
    labels: z.record(labelName, line).default({}).describe('Further labels of the alert.'),
    summary: line.optional().describe('One line; {{ $value }} and {{ $labels.x }} are filled in.'),
    description: text.optional().describe('Details; {{ $value }} and {{ $labels.x }} are filled in.'),
    owner: visibleName(line).optional().describe('Team, where it is not that of the service.'),
    caused_by: z.array(alertName).default([]).describe('Alerts that silence this one while they fire.'),
    dashboard: slug.optional().describe('Dashboard that its link opens; found from the panels unless given.'),
    runbook: runbook.optional(),
    tests: z.array(alertTest).optional().describe('Tests of a raw `expr`.'),
  }),
  ['when', 'expr'],
);
