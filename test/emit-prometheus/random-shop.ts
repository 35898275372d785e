import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { severityOf } from '../../src/finding/words.ts';
import { type RuleTestFile, testRules } from '../../src/toolchain/promtool.ts';
import { check } from '../support/check.ts';
import { findPromtools } from '../support/tools.ts';
import { emitted, writeOut } from './emitted.ts';

/** Seconds between scrapes and between evaluations, as specs have them. */
export const intervals = fc.constantFrom(
  ['15s', '30s'],
  ['15s', '15s'],
  ['10s', '1m'],
  ['1m', '1m'],
  ['30s', '1m'],
);

/** A spec of one service, with what is drawn at random about it. */
export function shopSpec([scrape = '', rule = '']: readonly string[], drawn: string): string {
  return `version: 1
service: { name: shop, title: Shop, owner: { team: web }, scrape_interval: ${scrape}, rule_interval: ${rule} }
labels:
  status: { values: [ok, failed, late] }
  route: { values: [/cart, /pay] }
  tenant: { at_most: 9, pattern: "[a-z]{1,9}" }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status, route] }
  shop_fast_total: { type: counter, help: Fast requests., labels: [route] }
  shop_refunds_total: { type: counter, help: Refunds., labels: [tenant, route] }
  shop_slow_total: { type: counter, help: Other requests., labels: [route] }
  shop_depth: { type: gauge, help: Depth., labels: [route] }
  shop_stock: { type: gauge, help: Stock., labels: [route] }
  shop_failing_ratio: { type: gauge, help: Share of requests that fail., labels: [route] }
  shop_latency_seconds: { type: histogram, help: Time to answer., labels: [route], buckets: [50ms, 1s, 2s] }
external:
  proxy_seconds: { type: histogram, labels: [status, route], buckets: [1s], help: Time of the proxy. }
  proxy_dropped_total: { type: counter, labels: [route], help: Requests that the proxy drops. }
  pay_failures_total: { type: counter, labels: [route] }
outputs: { prometheus: { dir: prometheus } }
${drawn}`;
}

/** What the tests that are generated for a spec make of its rules, on every promtool; a spec with errors is drawn anew. */
export async function failuresOf(text: string): Promise<readonly RuleTestFile[]> {
  fc.pre(check('spec.yaml', text).every(({ code }) => severityOf(code) !== 'error'));
  const files = emitted(text);
  const folder = writeOut(files);
  const tests = [...files.keys()]
    .filter((path) => path.includes('/tests/'))
    .map((path) => join(folder, path));
  if (tests.length === 0) throw new Error('the spec has no tests');
  const results: RuleTestFile[] = [];
  for (const tool of await findPromtools()) results.push(...(await testRules(tool, tests)));
  rmSync(folder, { recursive: true, force: true });
  return results.filter(({ ok }) => !ok);
}

/** Milliseconds that a look further may take. */
export const PATIENCE = 3_600_000;

/** FUZZ_RUNS looks further. A failure is shown as it was found: to shrink it takes minutes. */
export function settings(runs: number) {
  return { numRuns: Number(process.env['FUZZ_RUNS'] ?? runs), endOnFailure: true };
}
