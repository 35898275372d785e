import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import { ruleFiles } from '../../src/emit/prometheus/rule-files.ts';
import type { Model } from '../../src/model/model.ts';
import type { RulePlan } from '../../src/plan/plan.ts';
import type { Tool } from '../../src/toolchain/find.ts';
import { testRules } from '../../src/toolchain/promtool.ts';

/** A shop that counts its requests by outcome, with the objective `availability`; `rest` are further keys of that. */
export function shopSpec(objective: string, rest = ''): string {
  return `version: 1
service: { name: shop, title: Shop, owner: { team: web } }
labels: { status: { values: [ok, failed] } }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status] }
slos:
  - id: availability
    title: Requests are answered
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: ${objective}
    ${rest}
`;
}

/** Runs tests over the rules of the groups on promtool; all of them must hold. */
export async function expectRuleTests(
  promtool: Tool,
  model: Model,
  groups: RulePlan['groups'],
  file: { readonly evaluation_interval: string; readonly tests: readonly object[] },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shop-'));
  try {
    for (const { path, content } of ruleFiles(model, { groups })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const path = join(folder, 'shop.test.yml');
    writeFileSync(path, stringify({ rule_files: ['rules/*.yml'], ...file }, { lineWidth: 0 }));
    expect(await testRules(promtool, [path])).toMatchObject([{ ok: true, failures: [] }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
