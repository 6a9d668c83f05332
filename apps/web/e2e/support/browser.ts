import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { toolOrSkip } from '../../../../test/support/skip.ts';
import type { Person } from './people.ts';

/** The installed browser; null, with a printed reason, where there is none. */
export function browserPath(): string | null {
  return toolOrSkip('/usr/bin/chromium', 'chromium', 'chromium-browser', 'google-chrome');
}

/** Starts the browser. */
export async function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** How a window looks. */
export interface WindowOptions {
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** 2: everything is twice as large. */
  readonly zoom?: number;
}

/** A window of a person who is signed in, or of nobody. */
export async function windowOf(
  browser: Browser,
  url: string,
  person: Person | null,
  { scheme = 'light', width = 1280, height = 800, zoom = 1 }: WindowOptions = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const { hostname } = new URL(url);
  for (const [name, value] of person?.cookies ?? []) {
    await context.addCookies([{ name, value, domain: hostname, path: '/', httpOnly: true }]);
  }
  return { context, page: await context.newPage() };
}

/** What axe finds serious or worse on a page, one line each. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // A button that waits for the server, or changes its colour, is on its way to another state.
  await page
    .waitForFunction(
      () =>
        document.querySelector('[data-loading="true"]') === null &&
        document
          .getAnimations()
          .every(
            ({ playState, effect }) =>
              playState !== 'running' || effect?.getTiming().iterations === Infinity,
          ),
      undefined,
      { timeout: 3000 },
    )
    .catch(() => undefined);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html}`),
    );
}
