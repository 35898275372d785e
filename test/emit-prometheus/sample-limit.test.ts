import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { check } from '../support/check.ts';
import { emitted } from './emitted.ts';

const spec = (budget: number) => `version: 1
service: { name: shop, title: Shop, owner: { team: web }, other_series: 80 }
budgets: { series_per_target: ${budget}, warn_at: "100%" }
metrics: { shop_requests_total: { type: counter, help: Requests. } }
outputs: { prometheus: { dir: p, scrape: { targets: ["shop:9464"] } } }
`;

/** The lowest budget that holds what a target exposes: its one series, and those of other libraries. */
const EXPOSED = 81;

test('a scrape has room for the series of other libraries, or the spec has a finding', () => {
  const codes = (budget: number) => check('spec.yaml', spec(budget)).map(({ code }) => code);
  expect(codes(EXPOSED - 1)).toContain('budget/target-series');
  expect(codes(EXPOSED)).not.toContain('budget/target-series');
  const config = emitted(spec(EXPOSED)).get('p/prometheus.yml') ?? '';
  expect(parse(config).scrape_configs[0].sample_limit).toBe(EXPOSED);
  expect(config).toContain('80 of other programs');
});
