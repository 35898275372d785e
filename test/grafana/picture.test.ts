import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf, referenceSpec } from '../support/model.ts';
import { requireTool } from '../support/tools.ts';
import { dashboardsOf, everyTarget, panelsOf, rowsOf, targetsOf } from './dashboards.ts';
import { pageOf, type Results } from './picture/page.ts';
import { type LivePrometheus, startPrometheus } from './prometheus.ts';

/** Pictures for a person to look at; the folder is ignored by git. */
const PICTURES = join(import.meta.dirname, '../../.cache/dashboards');
const SCRAPES = Number(process.env['PICTURE_SCRAPES'] ?? 15);
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const prometheus = await requireTool('prometheus');
const missing = executable(CHROMIUM)
  ? undefined
  : `${CHROMIUM} is missing; install Debian's package chromium`;
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(`CI does not skip: ${missing}`);
const title = 'dashboards drawn from the answers of a real Prometheus';

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(prometheus.skip || missing !== undefined)(
  prometheus.title(missing === undefined ? title : `${title} [skipped: ${missing}]`),
  () => {
    const model = modelOf(referenceSpec());
    const dashboards = dashboardsOf(model);
    const profile = mkdtempSync(join(tmpdir(), 'grafana-picture-'));
    let live: LivePrometheus;

    beforeAll(async () => {
      live = await startPrometheus(prometheus.get(), model, planRules(model), SCRAPES);
    }, 180_000);
    afterAll(async () => {
      await live.stop();
      rmSync(profile, { recursive: true, force: true });
    });

    test('each shows every panel of its open rows, with values', async () => {
      mkdirSync(PICTURES, { recursive: true });
      const browser = await chromium.launchPersistentContext(profile, {
        executablePath: CHROMIUM,
        args: FLAGS,
        viewport: { width: 1480, height: 900 },
      });
      try {
        for (const dashboard of dashboards) {
          const file = join(PICTURES, `${dashboard.uid}.html`);
          writeFileSync(file, pageOf(dashboard, await resultsOf(live, dashboard)));
          const page = await browser.newPage();
          await page.goto(`file://${file}`);
          const open = rowsOf(dashboard).filter(({ row }) => !row.collapsed);
          expect(await page.locator('.panel').count()).toBe(open.flatMap(({ panels }) => panels).length);
          expect(await page.locator('polyline, rect, .big, .bar, td').count()).toBeGreaterThan(0);
          await page.screenshot({ path: file.replace('.html', '.png'), fullPage: true });
          await page.close();
        }
      } finally {
        await browser.close();
      }
    }, 180_000);
  },
);

async function resultsOf(live: LivePrometheus, dashboard: Dashboard): Promise<Results> {
  const exprs = everyTarget([dashboard], { rate: '10s', range: '1m' }).map(({ expr }) => expr);
  const results = new Map<number, Awaited<ReturnType<LivePrometheus['query']>>[]>();
  for (const panel of panelsOf(dashboard)) {
    const own = targetsOf(panel).map(() => exprs.shift() ?? '');
    results.set(panel.id ?? 0, await Promise.all(own.map((expr) => live.query(expr, SCRAPES - 2, 1))));
  }
  return results;
}
