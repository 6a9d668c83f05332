import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type IdentityProvider,
  identityProvider,
} from '../../apps/server/test/support/identity-provider.ts';
import { seriousFindings, windowOf } from '../../apps/web/e2e/support/browser.ts';
import { type ServedRoom, serveRoom } from '../../apps/web/e2e/support/serve.ts';
import {
  type PreparedStudy,
  studyOfOpacities,
} from '../../apps/web/e2e/support/study-of-opacities.ts';
import { browserPath, openBrowser } from '../support/browser.ts';

const chromium = browserPath();
describe.skipIf(chromium === null)('a house with an identity provider of its own', () => {
  let browser: Browser;
  let room: ServedRoom;
  let provider: IdentityProvider;
  let study: PreparedStudy;
  let frieda: { readonly context: BrowserContext; readonly page: Page };

  beforeAll(async () => {
    provider = await identityProvider();
    // The server reads them as its process starts.
    process.env['OIDC_CLIENT_ID'] = provider.clientId;
    process.env['OIDC_CLIENT_SECRET'] = provider.clientSecret;
    [browser, room] = await Promise.all([
      openBrowser(chromium ?? ''),
      serveRoom(['--oidc-issuer', provider.issuer, '--oidc-name', 'Hospital']),
    ]);
    await provider.open(`${room.url}/api/oidc/callback`);
    study = await studyOfOpacities(room, 'locked', { caseCount: 3 });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    provider?.close();
    await room?.stop();
    delete process.env['OIDC_CLIENT_ID'];
    delete process.env['OIDC_CLIENT_SECRET'];
  });

  const pageOf = (path: string): string => `${room.url}/studies/${study.studyId}${path}`;

  it('lets the invited in through it, to the page that they wanted, and nobody else', async () => {
    const stranger = await windowOf(browser, room.url, null);
    provider.person = 'stranger';
    await stranger.page.goto(room.url);
    await stranger.page.getByRole('button', { name: 'Sign in with Hospital' }).click();
    await stranger.page.getByText('Your identity provider did not let you in here.').waitFor();
    await stranger.page.getByRole('button', { name: 'Sign in with Hospital' }).waitFor();
    expect(await seriousFindings(stranger.page)).toEqual([]);
    await stranger.context.close();

    const { link } = await study.owner.client.inviteToStudy({
      params: { studyId: study.studyId },
      body: { role: 'viewer', days: 1 },
    });
    frieda = await windowOf(browser, room.url, null);
    const { page } = frieda;
    provider.person = 'frieda';
    await page.goto(link);
    await page.getByRole('button', { name: /Hospital/ }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: /Hospital/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Studies' }).waitFor();
    await page.getByRole('link', { name: 'Opacities on phantoms' }).waitFor();
    await page.getByRole('button', { name: 'Dr frieda' }).waitFor();

    // Later she is sent away from a page, and comes back to it.
    await frieda.context.clearCookies();
    await page.goto(pageOf('/progress?x=1'));
    await page.getByRole('button', { name: 'Sign in with Hospital' }).click();
    await page.getByRole('heading', { level: 1, name: 'Progress' }).waitFor();
    await page.goto(`${room.url}/account`);
    await page.getByText('You sign in at your identity provider.').waitFor();
  }, 90_000);

  it('amends a locked protocol with its difference shown, and readers confirm again', async () => {
    const [reader] = study.readers;
    if (reader === undefined) throw new Error('there are three');
    const params = { studyId: study.studyId };
    const { versions } = await reader.client.instructions({ params });
    await reader.client.confirmInstructions({
      params,
      body: { version: versions.at(-1)?.version ?? '' },
    });
    const { context, page } = await windowOf(browser, room.url, study.curator);
    await page.goto(pageOf('/protocol'));
    await page.getByText('What you change becomes an amendment', { exact: false }).waitFor();
    await page.getByRole('tab', { name: 'Instructions' }).click();
    const text = page
      .getByRole('textbox', { name: 'Instructions', exact: true })
      .or(page.locator('textarea'))
      .first();
    await text.fill('Look at both lungs, and behind the heart.');
    await page.getByRole('button', { name: 'Store as an amendment' }).click();
    const dialog = page.getByRole('dialog', { name: 'Store an amendment' });
    await dialog
      .getByText('whoever is told them must confirm them again', { exact: false })
      .waitFor();
    const row = dialog.getByRole('row', { name: /^instructions › text/ });
    expect(await row.textContent()).toMatch(/brighter than what surrounds it\..*behind the heart/s);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await dialog.getByRole('button', { name: 'Store as an amendment' }).isDisabled()).toBe(
      true,
    );
    await dialog.getByLabel('Reason of the amendment').fill('One was missed behind the heart.');
    await dialog.getByRole('button', { name: 'Store as an amendment' }).click();
    await page.getByText('Version 2', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByText('One was missed behind the heart.').waitFor();
    await context.close();

    const own = await windowOf(browser, room.url, reader);
    await own.page.goto(pageOf('/read'));
    await own.page.getByRole('link', { name: 'To the instructions' }).waitFor();
    await own.page.goto(pageOf('/instructions'));
    await own.page.getByText('behind the heart').first().waitFor();
    expect(await seriousFindings(own.page)).toEqual([]);
    await own.page.getByRole('button', { name: 'I have read these instructions' }).click();
    await own.page.getByText('You have confirmed this version.').waitFor();
    await own.page.goto(pageOf('/read'));
    await own.page.getByRole('heading', { name: 'Ready to read' }).waitFor();
    await own.context.close();
  }, 90_000);

  it('closes a study for good: nobody reads on, and everything stays to be seen', async () => {
    const { context, page } = await windowOf(browser, room.url, study.owner);
    await page.goto(pageOf(''));
    await page.getByRole('button', { name: 'Close the study' }).click();
    const dialog = page.getByRole('dialog', { name: 'Close the study?' });
    const close = dialog.getByRole('button', { name: 'Close for good' });
    expect(await close.isDisabled()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByLabel('I understand that nobody can read', { exact: false }).check();
    await close.click();
    await page.getByText('Closed.', { exact: true }).waitFor();
    await page.goto(pageOf('/protocol'));
    await page.getByRole('heading', { level: 1, name: 'Protocol' }).waitFor();
    await page
      .getByText(/closed/i)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: /^Store as/ }).count()).toBe(0);
    const own = await windowOf(browser, room.url, study.readers[0] ?? null);
    for (const place of ['/read', '/queue']) {
      await own.page.goto(pageOf(place));
      await own.page
        .getByText(/study is closed/i)
        .first()
        .waitFor();
    }
    expect(await seriousFindings(own.page)).toEqual([]);
    await own.context.close();
    const next = await study.readers[0]?.client.nextTask({
      params: { studyId: study.studyId },
      body: {},
    });
    expect(next).toMatchObject({ kind: 'stopped', reason: 'closed' });
    await context.close();
  }, 90_000);
});
