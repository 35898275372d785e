import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { describePython, packageFiles, run, writePackages } from './package.ts';

/** Texts that mean something in Python source, or hide what follows. */
const NASTY = [
  '"""\nraise SystemExit("broken out")\n"""',
  "'''; raise SystemExit('broken out') #",
  '"',
  'ends with "',
  '"begins with a quote',
  'ends with \\',
  'ends with both \\"',
  '\\" \\\\ \\N{DIGIT ONE} \\x41 \\u0041 \\u{41} \\101 \\\n next',
  '{open} {{double}} {0} %s %(name)s $ {x} `y` # no comment',
  'it\'s "both"',
  '\u202ereordered\u2066 and \u200bhidden\ufeff',
  'separator\u2028of lines\u2029and paragraphs',
  'emoji 🦜 and tag \u{e0041}',
];
/** The grammar keeps characters that nobody sees out of label values. */
const values = NASTY.filter((text) => !/[\p{Cf}\u2028\u2029]/u.test(text));
const line = (text = '') => text.replace(/[\n\u2028\u2029]/g, ' ');

const SPEC = stringify({
  version: 1,
  service: { name: 'nasty', title: line(NASTY[0]), owner: { team: 'a' } },
  labels: {
    text: { description: NASTY[0], values: Object.fromEntries(values.map((text) => [text, text])) },
    class: { values: ['x'], unknown: '"""' },
    any: { at_most: 9, pattern: '[^a]+', unknown: 'none' },
    open: { description: NASTY[1], at_most: 3, pattern: '["\'\\\\{}]+', unknown: "'''" },
  },
  metrics: {
    ...Object.fromEntries(
      NASTY.map((text, index) => [
        `nasty_m${index}_total`,
        {
          type: 'counter',
          help: line(text),
          use: text,
          rationale: text,
          labels: ['text', 'class', 'open'].slice(0, (index % 3) + 1),
        },
      ]),
    ),
    nasty_any_total: { type: 'counter', help: 'Any.', labels: ['any'] },
  },
  operations: {
    import: {
      description: NASTY[0],
      labels: ['text'],
      outcomes: {
        pass: { description: NASTY[5], labels: ['class'], do: [{ inc: 'nasty_m1_total' }] },
        return: { set: { class: '"""' }, do: [{ inc: 'nasty_m1_total' }] },
      },
      abandoned: { outcome: 'pass', labels: { class: '"""' } },
    },
  },
  outputs: { python: { dir: 'python', package: 'nasty_metrics' } },
});

const PROGRAM = `
import json
import nasty_metrics
from nasty_metrics._families import FAMILIES
metrics = nasty_metrics.create_metrics()
for text in nasty_metrics.TEXT_VALUES:
    metrics.m0_total.inc(text=text)
    with metrics.import_operation.start(text=text) as run:
        pass
    run = metrics.import_operation.start(text=text)
    run.return_()
metrics.m2_total.inc(text=nasty_metrics.TEXT_VALUES[0], class_="x", open="{'\\"")
# Half of a surrogate pair, which no scrape could send, in a value and in a trace.
metrics.any_total.inc(1, "\\ud83d", any="\\ud83d")
metrics.any_total.inc(1, "\\ud83d", any="x" * 129)
metrics.any_total.inc(1, "trace", any="🦜" * 64)
metrics.open_metrics().encode()
print(json.dumps([nasty_metrics.TEXT_VALUES, [f.help for f in FAMILIES[:-2]], metrics.text()]))
`;

describePython('Text of the spec', () => {
  const folder = writePackages({ nasty_metrics: SPEC });

  test('is data in the package, whatever it contains', () => {
    const { stdout, stderr, status } = run('python', ['-W', 'error', '-c', PROGRAM], folder);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const [listed, helps, text] = JSON.parse(stdout) as [string[], string[], string];
    expect(listed).toEqual(values);
    expect(helps).toEqual([...NASTY.map(line), 'Any.']);
    expect(text).toContain('nasty_any_total{any="none"} 2.0\n');
    expect(text).toContain(`nasty_any_total{any="${'🦜'.repeat(64)}"} 1.0\n`);
    expect(text.match(/^nasty_m0_total\{/gm)).toHaveLength(values.length);
    expect(text.match(/^nasty_m1_total\{.*\} 2\.0$/gm)).toHaveLength(values.length);
    expect(text).toContain(`open="{'\\""} 1.0`);
  });

  test('hides and reorders nothing in the source, and is written as ruff and black would', () => {
    for (const [path, content] of packageFiles(SPEC, 'nasty_metrics')) {
      expect(content.replace(/\n/g, ''), path).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    }
    const ruff = run('ruff', ['format', '--diff', 'nasty_metrics'], folder);
    expect(ruff.stdout).toBe('');
    const black = run('black', ['--check', '--diff', '-q', 'nasty_metrics'], folder);
    expect(black.stdout).toBe('');
  });
});
