import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { testRules } from '../../src/toolchain/promtool.ts';
import { runTool } from '../../src/toolchain/run.ts';
import { checkAlertmanagerConfig } from '../support/amtool.ts';
import { temporaryFolder } from '../support/cli.ts';
import { checkRules } from '../support/promtool.ts';
import { findPromtools, requireTool } from '../support/tools.ts';
import { emitted, writeOut } from './emitted.ts';

const promtool = await requireTool('promtool');
const amtool = await requireTool('amtool');
const promtools = await findPromtools();

const NUMBERS = [
  '{{ $value }} {{ .Value }} {{ humanize $value }} {{ $value | humanize1024 }} {{ $value | humanizePercentage }}',
  '{{ $value | humanizeDuration }} {{ $value | humanizeTimestamp }}',
  '{{ printf "%g %.3g %e %.1e %f %.0f %v%%" $value $value $value $value $value $value $value }}',
  '{{ if gt $value 500.0 }}high{{ else if ge $value 1.0 }}some{{ else }}low{{ end }}',
  '{{ if and (ne $value 0.0) (or (lt $value 1e-2) (not (le $value 2.5))) }}odd{{ end }}',
].join(' ');
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the replacements of Go have that form
const TEXTS = [
  '{{ $labels.path }} {{ .Labels.path }} [{{ $externalLabels.cluster }}] {{ $labels.path | toUpper }}',
  '{{ toLower $labels.path }} {{ stripPort $labels.path }} {{ stripPort "host:80" }} {{ stripPort "[::1]:80" }}',
  '{{ reReplaceAll "/(?P<first>[a-z])([a-z]*)" "$2-${first}$$$9" $labels.path }} {{ match "^/C" $labels.path }}',
  '{{ if eq $labels.path "/CaRt" }}cart{{ end }} {{- " trimmed" -}}   {{ `{{ raw }}` }} {{ 5 }} {{ 5.0 }} {{ true }}',
  '{{ printf "%s|%v|%d" $labels.path true 5 }} {{ 1500000 | humanize }} {{ humanizeTimestamp 1435065584.5 }}',
].join(' ');
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above
const VALUES = ['0.0123', '2.5', '12345', '1234567', '1000000', '123456789012'];
// What words are for `title` depends on the version where they hold more than letters.
const TITLED = ['{{ "hello big-world" | title }}', '{{ $labels.path | title }}'];

const alerts = VALUES.map(
  (value, index) => `  - name: Number${index}
    when: { metric: shop_depth, reduce: max, by: [path], above: ${value} }
    severity: ticket
    owner: '{{ web }} {'
    title: 'A {{ b }} $value {'
    labels: { where: '{{ $labels.path | toUpper }}', none: '{{ $labels.path | reReplaceAll ".*" "" }}' }
    summary: '${TITLED[index % 2]}'
    description: '${NUMBERS} ${TEXTS}'
  - name: Derived${index}
    when: { metric: shop_depth, reduce: max, by: [path], above: ${value} }
    severity: ticket
    title: 'A {{ b }} $value {'
`,
).join('');

const SPEC = `version: 1
service: { name: shop, title: '{{ shop', owner: '{{ web }}' }
teams:
  '{{ web }}': { receivers: { page: chat, ticket: mail } }
  '{{ web }} {': {}
labels: { path: { values: [/CaRt] } }
metrics:
  shop_depth: { type: gauge, help: Depth., labels: [path] }
  shop_requests_total: { type: counter, help: Requests., labels: [path] }
  shop_errors_total: { type: counter, help: Errors., labels: [path] }
slos:
  - id: up
    title: 'Up {{ $value }} {'
    sli: { errors: shop_errors_total, total: shop_requests_total }
    objective: 99%
alerts:
${alerts}routing:
  receivers:
    chat: { slack: { channel: '#{{ x', api_url_file: /etc/slack } }
    mail: { email: { to: '{{ a@example.com', from: b@example.com, smarthost: 'mail:25' } }
  default: chat
outputs: { prometheus: { dir: prometheus } }
`;

const files = emitted(SPEC);
const text = (part: string) => [...files].find(([path]) => path.includes(part))?.[1] ?? '';

describe.skipIf(promtool.skip)(promtool.title('every accepted construct'), () => {
  test.each(promtools.map((tool) => ({ tool, version: tool.version })))(
    'expands in $version as the generated tests say',
    async ({ tool }) => {
      const folder = writeOut(files);
      const inside = (part: string) =>
        [...files.keys()].filter((path) => path.includes(part)).map((path) => join(folder, path));
      const rules = await checkRules(tool, inside('/rules/'));
      expect(rules.filter(({ ok }) => !ok)).toEqual([]);
      const quick = inside('/tests/').filter((path) => !/-period/.test(path));
      const results = await testRules(tool, quick);
      expect(results.flatMap(({ failures }) => failures)).toEqual([]);
      rmSync(folder, { recursive: true, force: true });
    },
  );

  test('what depends on the version is tested by labels only, and the test says so', () => {
    const tests = text('/tests/alerts');
    expect(tests).toContain('Number1 fires just above 2.5 (labels only)');
    expect(tests).toMatch(/Number0 fires just above 0.0123\n/);
    expect(tests).toContain('Hello Big-World');
  });
});

describe('derived descriptions', () => {
  test('write small and large values as people write them', () => {
    const tests = text('/tests/alerts');
    expect(tests).toMatch(/shop_depth is 0\.012\d+; the alert fires\s+above\s+0\.0123/);
    expect(tests).not.toMatch(/ is \d+(?:\.\d+)?m;/);
  });
});

test.skipIf(amtool.skip)(amtool.title('amtool accepts texts with braces'), async () => {
  const folder = writeOut(files);
  const config = join(folder, [...files.keys()].find((path) => path.endsWith('alertmanager.yml')) ?? '');
  expect(await checkAlertmanagerConfig(amtool.get(), [config])).toMatchObject([{ ok: true }]);
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(amtool.skip)(
  amtool.title('label values cannot mention a channel or make a link in Slack'),
  async () => {
    const config = parse(text('alertmanager.yml')) as { receivers: { slack_configs?: { text: string }[] }[] };
    const template = config.receivers.flatMap(({ slack_configs = [] }) => slack_configs)[0]?.text ?? '';
    const folder = temporaryFolder();
    const data = join(folder, 'data.json');
    const alert = { annotations: { description: '<!channel> <https://evil.example|a> & b' } };
    writeFileSync(data, JSON.stringify({ alerts: [alert] }));
    writeFileSync(join(folder, 'none.tmpl'), '');
    const args = [
      'template',
      'render',
      `--template.glob=${join(folder, '*.tmpl')}`,
      `--template.data=${data}`,
    ];
    const { stdout, stderr } = await runTool(amtool.get().path, [...args, `--template.text=${template}`]);
    expect(`${stdout}${stderr}`.trim()).toBe('&lt;!channel&gt; &lt;https://evil.example|a&gt; &amp; b');
  },
);
