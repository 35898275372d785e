import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/finding/catalogue.ts';
import { textReport } from '../../src/report/text.ts';
import { parseScrape } from '../../src/scrape/parse.ts';
import { sourcesOfServer } from '../../src/verify/server.ts';
import { verify } from '../../src/verify/verify.ts';
import { pageOf } from '../finding/page-example.ts';
import { modelOf } from '../support/model.ts';

const NAME = 'scrape.txt';
const MODEL = modelOf(readFileSync(new URL('shop.yaml', import.meta.url), 'utf8'));
const CODES = Object.keys(CATALOGUE).filter((code) => code.startsWith('scrape/'));
const fileOf = (code: string) => new URL(`../../docs/findings/${code}.md`, import.meta.url);

/** What is found in an example: a page of metrics, or what a server answers. */
function findingsOf(code: string, example: string) {
  const served = example.startsWith('{') ? { metadata: [], series: [], ...JSON.parse(example) } : undefined;
  const { sources, findings } =
    served === undefined
      ? { sources: [{ name: NAME, text: example, scrape: parseScrape(example) }], findings: [] }
      : sourcesOfServer('http://prometheus:9090', 'shop', served);
  const all = [...findings, ...verify(MODEL, sources, code === 'scrape/missing')];
  // An excerpt leaves out most metrics.
  return all.filter((finding) => finding.code === code || finding.code !== 'scrape/unseen');
}

function outputOf(code: string, example: string): string {
  return textReport(findingsOf(code, example), {
    sources: new Map([[NAME, example]]),
    colour: false,
    waived: [],
  });
}

/** `UPDATE_GOLDEN=1 npx vitest run -t golden test/verify` writes the outputs anew. */
if (process.env['UPDATE_GOLDEN'] === '1')
  for (const code of CODES) {
    const markdown = readFileSync(fileOf(code), 'utf8');
    const output = outputOf(code, pageOf(markdown).block('Wrong'));
    writeFileSync(
      fileOf(code),
      markdown.replace(
        /^(## Output\n\n```text\n)[\s\S]*?^```$/m,
        (_, head: string) => `${head}${output}\`\`\``,
      ),
    );
  }

describe.each(CODES)('the page of %s', (code) => {
  const page = pageOf(readFileSync(fileOf(code), 'utf8'));

  test('shows the golden output of its wrong example, which earns this finding alone', () => {
    expect(findingsOf(code, page.block('Wrong')).map((finding) => finding.code)).toEqual([code]);
    expect(page.block('Output')).toBe(outputOf(code, page.block('Wrong')));
  });

  test('shows a right example that leaves no finding', () => {
    expect(findingsOf(code, page.block('Right'))).toEqual([]);
  });
});
