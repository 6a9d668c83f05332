import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { renderReport } from '../src/index.ts';
import { sampleDocument, smallDocument } from './fixtures/sample-document.ts';

const executablePath = browserPath();

describe.skipIf(executablePath === null)('the report in a browser', () => {
  let browser: Browser;
  let folder: string;
  const address: Record<string, string> = {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'equipoise-report-'));
    for (const [name, document] of Object.entries({
      sample: sampleDocument,
      small: smallDocument,
    })) {
      const path = join(folder, `${name}.html`);
      writeFileSync(path, await renderReport(document));
      address[name] = pathToFileURL(path).href;
    }
    browser = await openBrowser(executablePath ?? '');
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  async function open(
    name: string,
    options: { width?: number; dark?: boolean } = {},
  ): Promise<{ page: Page; requests: string[]; problems: string[] }> {
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1280, height: 900 },
      colorScheme: options.dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    const requests: string[] = [];
    const problems: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) requests.push(request.url());
    });
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => {
      problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(address[name]!);
    return { page, requests, problems };
  }

  for (const dark of [false, true]) {
    it(`has no violation of the accessibility rules, ${dark ? 'dark' : 'light'}`, async () => {
      const { page } = await open('small', { dark });
      await page.evaluate(() => {
        for (const entry of document.querySelectorAll('details')) entry.open = true;
      });
      const builder = new AxeBuilder({ page })
        .options({ resultTypes: ['violations'] })
        .setLegacyMode();
      // Dark differs from light in colours alone.
      if (dark) builder.withRules(['color-contrast']);
      const { violations } = await builder.analyze();
      expect(
        violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html)]),
      ).toEqual([]);
      await page.context().close();
    }, 120_000);
  }

  it('makes no request but its own and runs no text of the data', async () => {
    const { page, requests, problems } = await open('sample');
    expect(requests).toEqual([address['sample']]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('fits a narrow screen without a sideways scroll bar of the page', async () => {
    const { page } = await open('sample', { width: 390 });
    const [scroll, client] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(scroll).toBeLessThanOrEqual(client!);
    await page.context().close();
  });

  it('can be used by keyboard: skip link, filter, folded parts', async () => {
    const { page } = await open('sample');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.selectOption('#filters select[name=task]', 'cardiomegaly');
    const visible = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('details[data-task]')]
        .filter((entry) => !entry.hidden)
        .map((entry) => entry.dataset['task']),
    );
    expect(new Set(visible)).toEqual(new Set(['cardiomegaly']));
    await page.context().close();
  });

  it('leads to every section through a menu that a key opens and Escape shuts', async () => {
    const { page } = await open('small');
    const isOpen = (): Promise<boolean> =>
      page.evaluate(
        () => document.querySelector<HTMLDetailsElement>('details.menu')?.open === true,
      );
    await page.focus('details.menu > summary');
    await page.keyboard.press('Enter');
    expect(await isOpen()).toBe(true);
    expect(await page.locator('details.menu a').count()).toBeGreaterThanOrEqual(22);
    await page.keyboard.press('Escape');
    expect(await isOpen()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
    await page.keyboard.press('Enter');
    await page.click('details.menu a[href="#power"]');
    expect(await isOpen()).toBe(false);
    expect(await page.evaluate(() => location.hash)).toBe('#power');
    await page.context().close();
  });

  it('opens the folded part that a cell of the first table leads to', async () => {
    const { page } = await open('sample');
    await page.click('table.matrix tbody tr:last-child td:last-child a');
    const id = await page.evaluate(() => location.hash.slice(1));
    expect(await page.locator(`#${id}`).isVisible()).toBe(true);
    await page.context().close();
  });

  it('prints everything, light, even when the screen is dark and parts are folded', async () => {
    const { page } = await open('sample', { dark: true });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe('rgb(255, 255, 255)');
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.length).toBeGreaterThan(100_000);
    await page.context().close();
  }, 120_000);
});
