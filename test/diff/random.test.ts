import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { diffSpecs } from '../../src/diff/diff.ts';
import { arbitrarySpec } from '../support/arbitrary-spec.ts';
import { sideOf } from './side.ts';

// biome-ignore lint/suspicious/noExplicitAny: YAML as it is written, which edits may reach into anywhere
type Written = any;

/** Replaces a name wherever it stands as a whole word; the other side of a colon is another name. */
function renamed(spec: Written, from: string, to: string): void {
  const word = new RegExp(
    `(?<![\\w:])${from.replaceAll('.', '\\.')}(?=(?:_bucket|_sum|_count)?(?![\\w:]))`,
    'g',
  );
  const walk = (node: Written): Written => {
    if (typeof node === 'string') return node.replace(word, to);
    if (Array.isArray(node)) return node.map(walk);
    if (node === null || typeof node !== 'object') return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key === from ? to : key, walk(value)]),
    );
  };
  Object.assign(spec, walk(spec));
}

/** An edit of a spec: changes it in place and gives what has to be reported; undefined where the spec has no place for it. */
type Edit = (spec: Written) => readonly string[] | undefined;

/** Edits of different places, each by itself. Those that rename come last, as others name what they edit. */
const EDITS: readonly (readonly [name: string, edit: Edit])[] = [
  [
    'a metric more',
    (spec) => {
      spec.metrics.svc_fresh_total = { type: 'counter', help: 'Fresh.' };
      return ['metric-added metrics.svc_fresh_total'];
    },
  ],
  [
    'another help',
    (spec) => {
      const [name] = Object.keys(spec.metrics).slice(1);
      spec.metrics[name ?? ''].help = 'Another help.';
      return [`metric-help metrics.${name}`];
    },
  ],
  [
    'a label more',
    (spec) => {
      const [name] = Object.keys(spec.metrics).slice(1);
      spec.labels.l_zzzzzzz = { values: ['x', 'y'] };
      spec.metrics[name ?? ''].labels.push('l_zzzzzzz');
      return [`label-added metrics.${name}.labels.l_zzzzzzz`];
    },
  ],
  [
    'a bucket more',
    (spec) => {
      const [name] = Object.keys(spec.metrics).slice(1);
      spec.metrics[name ?? ''].buckets.push(20);
      return [`bucket-added metrics.${name}.buckets.20`];
    },
  ],
  [
    'a value more',
    (spec) => {
      const label = Object.keys(spec.labels).find((name) => Array.isArray(spec.labels[name].values));
      if (label === undefined || label === 'l_zzzzzzz') return undefined;
      spec.labels[label].values.push('zzzzzzz');
      return [`value-added labels.${label}.zzzzzzz`];
    },
  ],
  [
    'a wider bound',
    (spec) => {
      const label = Object.keys(spec.labels).find((name) => spec.labels[name].at_most !== undefined);
      if (label === undefined) return undefined;
      spec.labels[label].at_most = 30;
      return [`bound-widened labels.${label}`];
    },
  ],
  [
    'another target of an objective',
    ({ slos: [slo] }) => {
      if (slo === undefined) return undefined;
      slo.objective = '95%';
      return [`objective-target slos.${slo.id}`];
    },
  ],
  [
    'another period of an objective',
    ({ slos: [slo] }) => {
      if (slo === undefined) return undefined;
      slo.window = '14d';
      return [`objective-window slos.${slo.id}`];
    },
  ],
  [
    'a floor of an objective',
    ({ slos: [, slo] }) => {
      if (slo === undefined) return undefined;
      slo.alerts.min_events = 7;
      return [`objective-min-events slos.${slo.id}`];
    },
  ],
  [
    'a longer for',
    ({ alerts: [alert] }) => {
      if (alert === undefined) return undefined;
      alert.for = '7m';
      return [`alert-for alerts.${alert.name}`];
    },
  ],
  [
    'another severity',
    ({ alerts: [, alert] }) => {
      if (alert === undefined) return undefined;
      alert.severity = alert.severity === 'page' ? 'ticket' : 'page';
      return [`alert-severity alerts.${alert.name}`];
    },
  ],
  [
    'another threshold',
    ({ alerts }) => {
      const alert = alerts.find((each: Written) => each.when?.above !== undefined || each.expr !== undefined);
      if (alert === undefined) return undefined;
      if (alert.when?.above === undefined) alert.expr = alert.expr.replace('> 5', '> 6');
      else alert.when.above = 4;
      return [`alert-threshold alerts.${alert.name}`];
    },
  ],
  [
    'a recording more',
    (spec) => {
      const [metric] = Object.keys(spec.metrics);
      spec.recordings.push({ record: 'svc:fresh', rate: { of: metric, over: '5m' } });
      return ['recording-added recordings.svc:fresh'];
    },
  ],
  ['a dashboard less', ({ dashboards }) => [`dashboard-removed dashboards.${dashboards.pop().uid}`]],
  [
    'a panel more',
    ({ dashboards: [dashboard] }) => {
      if (dashboard === undefined) return undefined;
      dashboard.rows[0].panels.push({ text: 'zzz', title: 'zzz' });
      return [`panel-added dashboards.${dashboard.uid}`];
    },
  ],
  [
    'more targets',
    ({ service }) => {
      service.targets += 1;
      return ['service-targets service.targets'];
    },
  ],
  [
    'a higher budget',
    (spec) => {
      spec.budgets = { series_per_target: 20_000 };
      return ['budget-raised budgets.series_per_target'];
    },
  ],
  [
    'a waiver',
    (spec) => {
      spec.waivers = [{ code: 'unused/metric', at: 'metrics', reason: 'x', expires: '2027-01-01' }];
      return ['waiver-added waivers.unused/metric at metrics'];
    },
  ],
  [
    'other words',
    (spec) => {
      const [metric] = Object.values<Written>(spec.metrics);
      Object.assign(metric, { use: 'Other words.', rationale: 'Other words.' });
      for (const each of [...spec.slos, ...spec.alerts]) each.title = 'Other words';
      for (const { runbook } of spec.alerts) runbook.impact = 'Other words.';
      return [];
    },
  ],
  [
    'a renamed metric',
    (spec) => {
      const [name = ''] = Object.keys(spec.metrics);
      renamed(spec, name, 'svc_renamed_total');
      spec.metrics.svc_renamed_total.renamed_from = name;
      return [`metric-renamed metrics.${name}`];
    },
  ],
  [
    'a renamed recording',
    (spec) => {
      const record = spec.recordings[0]?.record;
      if (record === undefined || record === 'svc:fresh') return undefined;
      for (const { rows } of spec.dashboards)
        for (const { panels } of rows)
          for (const panel of panels) if (panel.recording === record) panel.recording = 'svc:renamed';
      Object.assign(spec.recordings[0], { record: 'svc:renamed', renamed_from: record });
      return [`recording-renamed recordings.${record}`];
    },
  ],
];

describe('Two random specs', () => {
  test('that are the same have no difference', () => {
    fc.assert(
      fc.property(arbitrarySpec, (text) => {
        const respelt = stringify(parse(text), { defaultStringType: 'QUOTE_DOUBLE', indent: 4 });
        expect(diffSpecs(sideOf(text), sideOf(respelt)).changes).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  test('differ by the edits between them, and by nothing else', () => {
    fc.assert(
      fc.property(arbitrarySpec, fc.subarray([...EDITS], { minLength: 1 }), (text, edits) => {
        const spec = parse(text);
        const expected = edits.flatMap(([, edit]) => edit(spec) ?? []);
        const { changes } = diffSpecs(sideOf(text), sideOf(stringify(spec)));
        expect(changes.map(({ code, object }) => `${code} ${object}`).sort()).toEqual(expected.sort());
      }),
      { numRuns: 25 },
    );
  });

  test.each(EDITS)('differ by %s alone', (_, edit) => {
    let edited = 0;
    for (const text of fc.sample(arbitrarySpec, 6)) {
      const spec = parse(text);
      const expected = edit(spec);
      if (expected === undefined) continue;
      edited += 1;
      const { changes } = diffSpecs(sideOf(text), sideOf(stringify(spec)));
      expect(changes.map(({ code, object }) => `${code} ${object}`)).toEqual(expected);
    }
    expect(edited).toBeGreaterThan(0);
  });
});
