import { type Browser, chromium } from 'playwright-core';
import { toolOrSkip } from './skip.ts';

/** The installed browser; null, with a printed reason, where there is none. */
export function browserPath(): string | null {
  return toolOrSkip('/usr/bin/chromium', 'chromium', 'chromium-browser', 'google-chrome');
}

/** Starts the browser: without a window, without anything that it does on its own. */
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
