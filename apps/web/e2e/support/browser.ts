import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Person } from './people.ts';

/** How a window looks. */
export interface WindowOptions {
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** 2: everything is twice as large. */
  readonly zoom?: number;
}

/** A window, and what went on in it. */
export interface OpenWindow {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Requests over http(s) or as a socket to any other place than the room, each as its address. */
  readonly elsewhere: readonly string[];
}

/** A window of a person who is signed in, or of nobody. */
export async function windowOf(
  browser: Browser,
  url: string,
  person: Person | null,
  { scheme = 'light', width = 1280, height = 800, zoom = 1 }: WindowOptions = {},
): Promise<OpenWindow> {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const { hostname, host, origin } = new URL(url);
  const elsewhere: string[] = [];
  // Of every page, frame and worker of the window.
  context.on('request', (request) => {
    const asked = new URL(request.url());
    if (/^https?:$/.test(asked.protocol) && asked.origin !== origin) elsewhere.push(asked.href);
  });
  context.on('page', (page) => {
    page.on('websocket', (socket) => {
      if (new URL(socket.url()).host !== host) elsewhere.push(socket.url());
    });
  });
  for (const [name, value] of person?.cookies ?? []) {
    await context.addCookies([{ name, value, domain: hostname, path: '/', httpOnly: true }]);
  }
  return { context, page: await context.newPage(), elsewhere };
}

/** How far a page reaches beyond its own width, pixels. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
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
  // A report in a frame has a test of its own; one page alone needs no second window for its result.
  const { violations } = await new AxeBuilder({ page })
    .exclude('iframe')
    .options({ resultTypes: ['violations'] })
    .setLegacyMode()
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html}`),
    );
}
