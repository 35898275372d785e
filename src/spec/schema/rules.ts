import * as z from 'zod';
import { parseDuration } from '../scalars.ts';
import {
  alertName,
  count,
  duration,
  exactlyOne,
  expression,
  identifier,
  labelName,
  line,
  number,
  percentage,
  quantity,
  selector,
  severity,
  slug,
  succession,
  text,
  url,
  visibleName,
  written,
} from './scalars.ts';

const by = z.array(labelName).describe('Labels that the result keeps.');
const of = selector.describe('Metric to measure.');
const over = duration.describe('Window to measure over.');
const reduce = z.enum(['sum', 'average', 'min', 'max']).describe('How to combine series.');
const quantile = z
  .number()
  .refine(
    (q) => q !== 0 && q !== 1,
    '0 and 1 are not useful quantiles of a histogram, which knows its smallest and largest value only as bucket boundaries',
  )
  .describe('Quantile between 0 and 1, such as 0.95.');

/** An input series of promtool, in its notation. */
const inputSeries = z.strictObject({
  series: z.string().describe('Series in promtool notation, such as up{job="ryot"}.'),
  values: z.string().describe('Values in promtool notation, such as "0+10x20".'),
});
const alertLabels = z
  .record(labelName, line)
  .default({})
  .describe('Additional labels of the alert; templates with {{ $labels.x }}.');
const testInput = {
  name: line.optional().describe('What the test shows.'),
  interval: duration.optional().describe('Interval between the values; defaults to the scrape interval.'),
  input: z.array(inputSeries).min(1).describe('Series that exist in the test.'),
  at: duration.describe('Time at which the result is checked.'),
};
const labelSets = z.array(z.record(labelName, z.string()));
const alertTest = z
  .strictObject({
    ...testInput,
    firing: labelSets.describe('Labels of each firing alert; [] if none fires.'),
  })
  .describe('A test of the alert with given input series.');

const sliceTest = z
  .strictObject({
    ...testInput,
    good: labelSets.default([]).describe('Labels of each good time slice.'),
    bad: labelSets.default([]).describe('Labels of each bad time slice.'),
  })
  .describe('A test of the expression with given input series.');

export const runbook = z
  .strictObject({
    meaning: text.optional().describe('What it means when the alert fires, in plain words.'),
    impact: text.optional().describe('Who is affected, and how.'),
    diagnosis: z
      .array(
        z.union(
          [
            text,
            z.strictObject({
              step: text.describe('What to look at, and what to conclude from it.'),
              query: expression.optional().describe('PromQL to run.'),
            }),
          ],
          { error: 'is neither text nor { step: text, query: PromQL }' },
        ),
      )
      .optional()
      .describe('Steps to find the cause, in order.'),
    mitigation: z.array(text).optional().describe('What to do, in order.'),
    escalation: text.optional().describe('When and to whom to escalate.'),
    links: z
      .array(z.strictObject({ title: line.describe('Link text.'), url: url.describe('Link target.') }))
      .optional()
      .describe('Further reading.'),
  })
  .describe('Instructions for the person who is paged.');

const seriesName = z
  .string()
  .max(128)
  .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'is not a series name');

export const recording = exactlyOne(
  z.strictObject({
    record: seriesName.describe('Name of the series, as level:metric:operations.'),
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
      .describe('Ratio of one counter to another; without events it yields nothing instead of NaN.'),
    average: z
      .strictObject({ of, over, by: by.default([]) })
      .optional()
      .describe('Mean observation of a histogram, or mean of a gauge over the window.'),
    aggregate: z
      .strictObject({ of, reduce, by: by.default([]) })
      .optional()
      .describe('Gauge, aggregated over the labels that `by` does not keep.'),
    expr: expression.optional().describe('PromQL, if none of the other keys can express it.'),
    unit: metricUnit().optional().describe('Unit of the result of `expr`.'),
    ...succession(seriesName),
  }),
  ['quantile', 'rate', 'ratio', 'average', 'aggregate', 'expr'],
);

function metricUnit() {
  return z.string().regex(/^[a-z_]+$/, 'is not a unit');
}

/** One counter, or several whose events are added up. */
const counters = z.union([selector, z.array(selector).min(1)], {
  error: 'is neither a counter nor a list of counters',
});

const sli = exactlyOne(
  z.strictObject({
    latency: selector.optional().describe('Histogram whose observations below a threshold are good.'),
    below: quantity.optional().describe('Threshold of a latency SLI; must be a bucket boundary.'),
    errors: counters
      .optional()
      .describe(
        'Counter of bad events, or a list of counters to add up; `x_count` counts the observations of histogram x. Needs `total`.',
      ),
    good: counters
      .optional()
      .describe('Counter of good events, or a list of counters to add up. Needs `total`.'),
    total: counters.optional().describe('Counter of all events, or a list of counters to add up.'),
    counted_in_total: z
      .literal(true)
      .optional()
      .describe(
        'States that `total` counts every event of `errors` or `good` too, where it is a counter of another name.',
      ),
    error_ratio: z
      .strictObject({
        expr: expression.describe('PromQL expression that yields the share of bad events, 0 to 1.'),
        tests: z
          .array(sliceTest)
          .optional()
          .describe('Tests of the expression with slices that are wholly good or bad.'),
      })
      .optional()
      .describe(
        'An expression that already is a share of bad events. Its mean over time counts: quiet hours weigh as much as busy ones.',
      ),
    threshold: exactlyOne(
      z.strictObject({
        expr: expression.describe('PromQL expression that is compared with the threshold.'),
        above: quantity.optional().describe('A time slice is good if the value is above this.'),
        below: quantity.optional().describe('A time slice is good if the value is below this.'),
        missing: z
          .enum(['bad', 'ignored'])
          .optional()
          .describe('What a time slice is in which series that the expression reads are missing.'),
        tests: z
          .array(sliceTest)
          .optional()
          .describe('Tests of the expression, if none can be derived from it.'),
      }),
      ['above', 'below'],
    )
      .optional()
      .describe('Share of time slices in which an expression meets a threshold.'),
  }),
  ['latency', 'errors', 'good', 'error_ratio', 'threshold'],
).describe('Service level indicator: which events are good.');

const tier = exactlyOne(
  z.strictObject({
    severity: severity.describe('Severity of the alert of this tier.'),
    long: duration.describe('Long window, which shows that the burn is significant.'),
    short: duration.describe('Short window, which shows that it is still going on.'),
    budget: percentage.optional().describe('Share of the error budget that is spent when the tier fires.'),
    factor: number.positive().optional().describe('Burn rate above which the tier fires.'),
  }),
  ['budget', 'factor'],
);

export const slo = z.strictObject({
  id: slug.describe('Stable name; value of the `slo` label.'),
  title: line.describe('The objective in a few words.'),
  description: text.optional().describe('Why the objective matters, and to whom.'),
  sli,
  by: z
    .array(labelName)
    .default([])
    .describe('Labels; each combination of their values has its own error budget.'),
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
    .describe('Share of good events, such as 99.9%; for a latency SLI also p95 < 500ms.'),
  window: duration.default('30d').describe('Period of the error budget.'),
  evaluate: duration
    .refine((text) => parseDuration(text) <= 300, 'is more than 5m, after which Prometheus forgets a series')
    .optional()
    .describe(
      'How often the period is evaluated, and tiers whose short window is at least 12 times as long; defaults to the rule interval.',
    ),
  alerts: z
    .strictObject({
      burn_rate: z
        .union([z.enum(['standard', 'none']), z.array(tier).min(1)], {
          error: 'must be standard, none, or a list of tiers',
        })
        .default('standard')
        .describe('Burn-rate tiers: those of the SRE workbook, none, or a list of your own.'),
      without: z.array(severity).default([]).describe('Severities for which this SLO has no alert.'),
      name: alertName
        .optional()
        .describe('Name of the alerts; defaults to one that follows from the service and the id.'),
      labels: alertLabels,
      keep_firing_for: duration
        .optional()
        .describe(
          'How long the alerts keep firing after the burn has ended; bursts that follow sooner make one alert.',
        ),
      min_events: z
        .number()
        .positive()
        .optional()
        .describe('Minimum number of events in the long window for a tier to fire.'),
      min_bad_events: z
        .int()
        .min(0)
        .default(2)
        .describe('Minimum number of bad events in the long window for a tier to fire; 0 for no minimum.'),
      missing: z
        .union([z.literal('ignored'), severity], { error: 'is neither a severity nor ignored' })
        .optional()
        .describe(
          'Severity of the alert on missing counters while targets are up; defaults to the most urgent of the tiers, and to ignored for counters that appear with their first event.',
        ),
    })
    .prefault({})
    .describe('Alerts on the error budget.'),
  owner: visibleName(line).optional().describe('Responsible team; defaults to that of the service.'),
  runbook: runbook.optional(),
  ...succession(slug),
});

const down = z
  .union(
    [
      z.literal('all'),
      z.strictObject({
        below: z
          .union(
            [count, percentage.refine((share) => Number.parseFloat(share) > 0, 'must be more than 0%')],
            {
              error: 'is neither a number of targets, from 1, nor a share of them like 75%',
            },
          )
          .describe(
            'The alert fires while fewer targets are up: a number, or a share of all targets like 75%.',
          ),
      }),
    ],
    { error: 'is neither all nor { below: … } with a number of targets or a share like 75%' },
  )
  .describe(
    'The alert fires while no target is up (all) or too few are ({ below: 2 }); a target that Prometheus does not know is not up.',
  );

const when = exactlyOne(
  z.strictObject({
    metric: selector.optional().describe('Metric to watch.'),
    recording: selector.optional().describe('Recording to watch.'),
    absent: selector.optional().describe('Series that must exist; the alert fires while they are absent.'),
    down: down.optional(),
    source: identifier.optional().describe('Source whose targets `down` counts; defaults to the service.'),
    measure: z
      .enum(['value', 'rate', 'increase', 'average', 'quantile', 'share_above'])
      .optional()
      .describe(
        'What to measure; defaults to value for gauges, rate for counters and quantile for histograms.',
      ),
    q: quantile.optional(),
    bound: quantity.optional().describe('Bucket boundary of `share_above`.'),
    over: duration.optional().describe('Window of rate, increase, average, quantile and share_above.'),
    divided_by: selector.optional().describe('Counter whose rate or increase is the divisor.'),
    reduce: reduce.optional(),
    by: by.optional(),
    above: quantity.optional().describe('Threshold above which the alert fires.'),
    below: quantity.optional().describe('Threshold below which the alert fires.'),
  }),
  ['metric', 'recording', 'absent', 'down'],
).describe('Condition in terms of the spec; tests are derived from it.');

export const alert = exactlyOne(
  z.strictObject({
    name: alertName.describe('Name of the alert, in CamelCase.'),
    title: line.optional().describe('Title of the alert; defaults to the words of its name.'),
    when: when.optional(),
    expr: expression.optional().describe('PromQL, if `when` cannot express the condition.'),
    missing: z
      .enum(['fires', 'silent'])
      .optional()
      .describe('Whether the alert also fires while series that its condition reads are missing.'),
    violations: z
      .strictObject({
        at_least: count.describe('Minimum number of evaluations that violate the condition.'),
        within: duration.describe('Window in which they are counted.'),
      })
      .optional()
      .describe('Fires if the condition was true in several evaluations of a window, consecutive or not.'),
    for: duration.optional().describe('How long the condition must be true before the alert fires.'),
    keep_firing_for: duration
      .optional()
      .describe('How long the alert keeps firing after the condition has ended.'),
    severity: severity.describe(
      'Urgency: page wakes somebody, ticket waits for working hours, info needs no action.',
    ),
    labels: alertLabels,
    summary: line.optional().describe('One line; a template with {{ $value }} and {{ $labels.x }}.'),
    description: text.optional().describe('Details; a template with {{ $value }} and {{ $labels.x }}.'),
    owner: visibleName(line).optional().describe('Responsible team; defaults to that of the service.'),
    caused_by: z.array(alertName).default([]).describe('Alerts whose firing silences this one.'),
    dashboard: slug
      .optional()
      .describe('Dashboard that the alert links to; defaults to one that shows the alert or its metric.'),
    runbook: runbook.optional(),
    tests: z.array(alertTest).optional().describe('Tests of a raw `expr`.'),
    ...succession(alertName),
  }),
  ['when', 'expr'],
);
