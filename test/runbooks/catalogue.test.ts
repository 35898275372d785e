import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { findBrowser } from '../support/browser.ts';
import { fillTexts, HOSTILE } from '../support/hostile.ts';
import { build, SHOP } from './pages.ts';

const chromium = findBrowser();

// What runs within the page is text: its globals are not those of the tests.

const FOCUSED = `document.activeElement.closest('details')?.id ?? document.activeElement.id`;

const NAMES_OF_CONTROLS = `[...document.querySelectorAll('button, input')].map(
  (node) => [...(node.labels ?? [])].map((label) => label.textContent).join('') || node.textContent
)`;

/** How many elements of each kind there are. Backticks in a text mark code, and nothing else does anything. */
const ELEMENTS = `Object.fromEntries(
  Object.entries(Object.groupBy(document.querySelectorAll('*:not(code)'), (node) => node.tagName))
    .map(([name, nodes]) => [name, nodes.length])
)`;

/** @see https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
const POOR_CONTRASTS = `(() => {
  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  // Where nothing is painted, the colour scheme paints; it must not be guessed.
  const behind = (node) => {
    const { backgroundColor } = getComputedStyle(node);
    return channels(backgroundColor)[3] === 0 ? behind(node.parentElement) : backgroundColor;
  };
  return [...document.querySelectorAll('main *, header *')]
    .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()))
    .map((node) => {
      const style = getComputedStyle(node);
      const color = node instanceof SVGElement ? style.fill : style.color;
      const [bright, dark] = [luminance(color), luminance(behind(node))].sort((a, b) => b - a);
      return { what: node.tagName + ' ' + node.textContent.slice(0, 30), contrast: (bright + 0.05) / (dark + 0.05) };
    })
    .filter(({ contrast }) => !(contrast >= 4.5));
})()`;

describe.skipIf(chromium.skip)(chromium.title('The catalogue in a browser'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'ryot-catalogue-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the catalogue of a spec from the disk, and notes everything that a quiet page does not do. */
  async function open(spec: string, options: BrowserContextOptions & { readonly hash?: string } = {}) {
    const html = build(spec).pages.get('runbooks/catalogue.html') ?? '';
    const file = join(folder, 'catalogue.html');
    writeFileSync(file, html);
    const page = await browser.newPage(options);
    const noise: string[] = [];
    page.on('console', (message) => noise.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      noise.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    const url = pathToFileURL(file).href;
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) noise.push(`request: ${request.url()}`);
    });
    await page.goto(url + (options.hash ?? ''));
    return { page, noise };
  }

  const shown = (page: Page) =>
    page.locator('details.card:not([hidden])').evaluateAll((cards) => cards.map(({ id }) => id));

  test('opens from the disk without errors, requests or anything that the policy forbids', async () => {
    const { page, noise } = await open(SHOP);
    expect(await page.title()).toBe('Web shop: catalogue');
    expect(await page.locator('#status').textContent()).toMatch(/^\d+ entries$/);
    expect(noise).toEqual([]);
  });

  test('finds metrics, labels, alerts and objectives by name, text and label value', async () => {
    const { page } = await open(SHOP);
    const search = async (text: string) => {
      await page.locator('#query').fill(text);
      return shown(page);
    };
    expect(await search('queue_depth')).toEqual(['metric-shop_queue_depth']);
    expect(await search('SHOP was at fault')).toEqual(['label-status']);
    expect(await search('backlog')).toContain('alert-ShopQueueBacklog');
    expect(await search('lost sale')).toEqual(['slo-success']);
    expect(await search('customers leave')).toEqual(['metric-shop_latency_seconds']);
    expect(await search('no such thing')).toEqual([]);
    expect(await page.locator('#nothing').isVisible()).toBe(true);
    expect(await page.locator('#status').textContent()).toMatch(/^0 of /);
    await page.locator('#clear').click();
    expect((await shown(page)).length).toBeGreaterThan(15);
  });

  test('shows one kind of entry when asked to', async () => {
    const { page } = await open(SHOP);
    await page.getByRole('radio', { name: 'Labels' }).check();
    const ids = await shown(page);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !id.startsWith('label-'))).toEqual([]);
  });

  test('works from the keyboard alone', async () => {
    const { page, noise } = await open(SHOP);
    const focused = () => page.evaluate<string>(FOCUSED);
    await page.keyboard.press('/');
    expect(await focused()).toBe('query');
    await page.keyboard.type('budget');
    await page.keyboard.press('ArrowDown');
    const [first = '', second = ''] = await shown(page);
    expect(await focused()).toBe(first);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(second);
    await page.keyboard.press('Enter');
    expect(await page.locator(`#${second}`).getAttribute('open')).not.toBeNull();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('query');
    await page.keyboard.press('Escape');
    expect(await page.locator('#query').inputValue()).toBe('');
    await page.keyboard.type('queue_depth');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('metric-shop_queue_depth');
    expect(noise).toEqual([]);
  });

  test('opens the entry that an address names, and follows its links to others', async () => {
    const { page } = await open(SHOP, { hash: '#metric-shop_latency_seconds' });
    const entry = page.locator('#metric-shop_latency_seconds');
    expect(await entry.getAttribute('open')).not.toBeNull();
    await entry.getByRole('link', { name: 'latency', exact: true }).first().click();
    expect(await page.locator('#slo-latency').getAttribute('open')).not.toBeNull();
  });

  test('draws the bucket ladder with its meanings, split where the objective is', async () => {
    const { page } = await open(SHOP, { hash: '#metric-shop_latency_seconds' });
    const rows = await page
      .locator('#metric-shop_latency_seconds .ladder tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [row.className.trim(), row.textContent?.replace(/\s+/g, ' ').trim()]),
      );
    expect(rows).toEqual([
      ['good', '50msFrom the cache'],
      ['good mark', '100msFast | usualShopCartSlow'],
      ['good mark', '250msSlowlatency'],
      ['bad', '1sCustomers leave'],
      ['bad', 'above 1sNobody waits that long'],
    ]);
  });

  test('draws tiers as lines that fall from the long window to the outage, and bars within their track', async () => {
    const { page } = await open(SHOP, { hash: '#slo-success' });
    const lines = await page
      .locator('#slo-success polyline')
      .evaluateAll((all) =>
        all.map((line) => ({ kind: line.getAttribute('class'), points: line.getAttribute('points') })),
      );
    expect(lines.map(({ kind }) => kind).toSorted()).toEqual(
      ['line exhausted', 'line page', 'line page', 'line ticket', 'line ticket'].toSorted(),
    );
    for (const { points } of lines) {
      const pairs = String(points)
        .split(' ')
        .map((pair) => pair.split(',').map(Number));
      for (const [at, [x = 0, y = 0]] of pairs.entries()) {
        const [before = 0, above = 0] = pairs[at - 1] ?? [0, 0];
        expect(x).toBeGreaterThan(before);
        expect(y).toBeGreaterThanOrEqual(above);
        expect(x).toBeLessThanOrEqual(500);
        expect(y).toBeLessThanOrEqual(262);
      }
    }
    const widths = await page
      .locator('.bars rect:not(.back)')
      .evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('width'))));
    expect(widths.length).toBe(7);
    for (const width of widths) expect(width).toBeLessThanOrEqual(100);
  });

  test('names every control, has one main heading, and orders the others without gaps', async () => {
    const { page } = await open(SHOP);
    const names = await page.evaluate<string[]>(NAMES_OF_CONTROLS);
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => name.trim() === '')).toEqual([]);
    const levels = await page
      .locator('h1, h2, h3, h4')
      .evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, at) => {
      expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
    for (const image of await page.locator('svg[role=img]').all())
      expect(await image.getAttribute('aria-label')).toMatch(/\w/);
  });

  test.each(['light', 'dark'] as const)(
    'reads with a contrast of 4.5 or more when it is %s',
    async (colorScheme) => {
      const { page } = await open(SHOP, { colorScheme, hash: '#slo-success' });
      await page.locator('#open').click();
      const poor = await page.evaluate<unknown[]>(POOR_CONTRASTS);
      expect(poor).toEqual([]);
    },
  );

  test('reads without scripts', async () => {
    const { page, noise } = await open(SHOP, { javaScriptEnabled: false });
    expect(await page.locator('#controls').isVisible()).toBe(false);
    expect(await page.locator('details.card').count()).toBeGreaterThan(15);
    expect(noise).toEqual([]);
  });

  test('hostile text executes nothing, loads nothing and adds no element', async () => {
    const elements = (page: Page) => page.evaluate<unknown>(ELEMENTS);
    const filled = (text: string) => stringify(fillTexts(parse(SHOP), () => text));
    const plain = await open(filled('words'));
    const shape = await elements(plain.page);
    await plain.page.close();
    for (const text of HOSTILE.filter((one) => /[<>&"'\u202e]/.test(one))) {
      const { page, noise } = await open(filled(text));
      await page.locator('#open').click();
      await page.locator('#query').fill(text);
      expect(await elements(page), text).toEqual(shape);
      expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
      expect(
        await page.locator('[onclick], [onload], [onerror], [style], [href^="javascript:"]').count(),
        text,
      ).toBe(0);
      expect(noise, text).toEqual([]);
      await page.close();
    }
  });
});
