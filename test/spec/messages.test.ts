import { expect, test } from 'vitest';
import { wordsOf } from '../../src/finding/words.ts';
import { readSpec } from '../../src/spec/read.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';

/** What a spec is told after one slip: `line:column headline`. */
function told(find: string, replace: string): string[] {
  expect(SMALL_SPEC).toContain(find);
  const result = readSpec(
    'shop.yaml',
    SMALL_SPEC.replace(find, () => replace),
  );
  const findings = 'findings' in result ? result.findings : [];
  return findings.map(
    (finding) => `${finding.place.line}:${finding.place.column} ${wordsOf(finding).headline}`,
  );
}

test.each([
  ['targets: 2', 'targets: "2"', 'service.targets: expected a number, found "2"; remove the quotes'],
  [
    'targets: 2',
    'targets: 2\n  prometheus: "2.41"',
    'service.prometheus: must be 2.42 or later: older versions reject keep_firing_for in the rules',
  ],
  [
    'targets: 2',
    'targets: 2\n  prometheus: "latest"',
    'service.prometheus: "latest" must be a quoted version like "2.42"',
  ],
  ['version: 1', 'version: "1"', 'version: "1" is not 1; remove the quotes'],
  [
    'targets: 2',
    'scrape_interval: 15',
    'service.scrape_interval: 15 is not a duration; write it like 10ms, 30s, 5m, 1h30m or 14d',
  ],
  [
    'version: 1',
    'version: 1\nbudgets: { warn_at: 80 }',
    'budgets.warn_at: 80 is not a percentage; write it like 99.9%',
  ],
  ['title: Shop', 'title: 7', 'service.title: expected text (quote it), found 7'],
  [
    'help: Requests that wait.',
    'hlep: Requests that wait.',
    'unknown key "hlep" in metrics.shop_queue_depth (did you mean "help"?)',
  ],
  [
    'version: 1',
    'version: 1\nrouting: { receivers: { chat: { webhook: { url: "https://x.example.com" } } }, default: chat, severities: { page: chat } }',
    'unknown key "severities" in routing (did you mean "teams.<team>.receivers"?)',
  ],
  ...['off', 'false', 'no', '"off"'].map((word) => [
    'objective: 99.9%',
    `objective: 99.9%\n    alerts: { burn_rate: ${word} }`,
    `slos[0].alerts.burn_rate: ${/false/.test(word) ? word : JSON.stringify(word.replaceAll('"', ''))} must be standard, none, or a list of tiers (did you mean "none"?)`,
  ]),
  ...['off', 'false', 'no'].map((key) => [
    'objective: 99.9%',
    `objective: 99.9%\n    alerts: { ${key}: [page] }`,
    `unknown key "${key}" in slos[0].alerts (did you mean "without"?)`,
  ]),
  [
    'objective: 99.9%',
    'objective: 99.9%\n    alerts: { burn_rate: true }',
    'slos[0].alerts.burn_rate: true must be standard, none, or a list of tiers (did you mean "standard"?)',
  ],
  [
    'dashboards:\n  - uid: shop',
    'dashboards:\n  - refresh: false\n    uid: shop',
    'dashboards[0].refresh: false is not one of 10s, 30s, 1m, 5m, 15m, never (did you mean "never"?)',
  ],
])('a slip in a value is told with the way out: %s -> %s', (find, replace, headline) => {
  expect(told(find, replace).map((line) => line.replace(/^\S+ /, ''))).toEqual([headline]);
});

test('an objective without a sign is told what an objective looks like', () => {
  const objective = /objective: 99\S*/.exec(SMALL_SPEC)?.[0] ?? '';
  expect(told(objective, 'objective: 99')[0]).toMatch(
    /objective: 99 is neither a percentage like 99\.9% nor like p95 < 500ms$/,
  );
});

test.each([
  ['  title: Shop', '  title:Shop', '4:3 not valid YAML: a space is missing after ":"'],
  [
    '  - record: route:shop_latency',
    '  -record: route:shop_latency',
    '32:3 not valid YAML: a space is missing after "-"',
  ],
  ['  title: Shop', '  title: Web: shop', '4:10 not valid YAML: a value with ": " in it must be quoted'],
  ['  title: Shop', '  title: `Shop`', '4:10 not valid YAML: a value that begins with "`" must be quoted'],
  [
    'owner: { team: web }',
    'owner: { team: web{a="b"} }',
    '5:21 not valid YAML: a value with "{" or "[" in it must be quoted where it stands within { } or [ ]',
  ],
  [
    'owner: { team: web }',
    'owner: { team: web, channel: #web }',
    '6:3 not valid YAML: a "{" above is not closed with "}" (an unquoted " #" begins a comment)',
  ],
  [
    '  title: Shop',
    '   title: Shop',
    '4:4 not valid YAML: this line is indented deeper than the one it should line up with',
  ],
])('broken YAML is told in words of the one who writes: %s -> %s', (find, replace, line) => {
  expect(told(find, replace)).toEqual([line]);
});
