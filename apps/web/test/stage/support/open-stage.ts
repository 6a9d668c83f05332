import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../../../../test/support/browser.ts';
import { writeStagePage } from './stage-page.ts';

/** How a window looks; `scale` is pixels of the screen to one of the page. */
interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  readonly touch?: boolean;
}

/** The demonstration page in a browser. */
export interface StagePage {
  /** Opens a scene in a window of its own; `problems` are errors and what the page prints. */
  readonly open: (
    scene: string,
    options?: WindowOptions,
  ) => Promise<{ readonly page: Page; readonly problems: readonly string[] }>;
  /** Keeps a picture of the page where EQUIPOISE_PICTURES names a folder. */
  readonly picture: (page: Page, name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts a browser for the demonstration page. */
export async function openStagePage(executablePath: string): Promise<StagePage> {
  const pictures = process.env['EQUIPOISE_PICTURES'];
  if (pictures) mkdirSync(pictures, { recursive: true });
  const [{ folder, url }, browser] = await Promise.all([
    writeStagePage(),
    openBrowser(executablePath),
  ]);
  return {
    async open(scene, { width = 1280, height = 900, scale = 1, touch = false } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        deviceScaleFactor: scale,
        hasTouch: touch,
      });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('console', (message) => problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(`${url}#${scene}`);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(null))));
      await page.evaluate(() => window.demo.stage.drawNow());
      return { page, problems };
    },
    async picture(page, name) {
      if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}
