import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { deviceCode } from '../../../test/support/device.ts';
import { visitorOf } from '../../../test/support/visitor.ts';
import { seriousFindings, windowOf } from './support/browser.ts';
import { password } from './support/people.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';

const chromium = browserPath();
let browser: Browser;
let room: ServedRoom;
let owner: { context: BrowserContext; page: Page };
let studyId = '';

beforeAll(async () => {
  if (chromium === null) return;
  [browser, room] = await Promise.all([openBrowser(chromium), serveRoom()]);
  owner = await windowOf(browser, room.url, null);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await room?.stop();
});

/** Fills the form of a new account. */
async function makeAccount(page: Page, name: string, email: string): Promise<void> {
  await page.getByLabel('Name, as others see it').fill(name);
  await page.getByLabel('Address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password once more').fill(password);
  await page.getByRole('button', { name: 'Make the account and join' }).click();
}

async function open(page: Page, path: string, title: string): Promise<void> {
  await page.goto(`${room.url}${path}`);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** Reads the secret that the page shows, and turns the second factor on. @returns secret and recovery codes */
async function confirmDevice(page: Page): Promise<{ secret: string; codes: readonly string[] }> {
  await page.getByRole('img', { name: 'QR picture of the secret' }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  const secret = (await page.locator('.eq-secret').textContent()) ?? '';
  expect(secret).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  await page.getByLabel('Code that the app shows now').fill('000000');
  await page.keyboard.press('Enter');
  await page.getByText('The code does not fit.').waitFor();
  await page.getByLabel('Code that the app shows now').fill(deviceCode(secret, Date.now()));
  await page.keyboard.press('Enter');
  const list = page.getByRole('list', { name: 'Recovery codes' });
  await list.waitFor();
  const codes = await list.getByRole('listitem').allTextContents();
  expect(new Set(codes).size).toBe(10);
  expect(await seriousFindings(page)).toEqual([]);
  // What is shown once is not left by a key.
  await page.keyboard.press('Escape');
  expect(await page.getByRole('button', { name: 'Go on' }).isDisabled()).toBe(true);
  await page.getByLabel('I have kept these codes').check();
  await page.getByRole('button', { name: 'Go on' }).click();
  await list.waitFor({ state: 'detached' });
  return { secret, codes };
}

/** Gives address and password on the page that asks for them. */
async function givePassword(page: Page, email: string, given: string): Promise<void> {
  await page.getByLabel('Address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(given);
  await page.keyboard.press('Enter');
}

/** The link that a form has just made. */
async function linkOf(page: Page): Promise<string> {
  const field = page.getByLabel('The link');
  await field.waitFor();
  return field.inputValue();
}

describe.skipIf(chromium === null)('people', () => {
  it('are let in by the first link, whose token leaves the address', async () => {
    const { page } = owner;
    await page.goto(room.ownerLink ?? '');
    await page.getByText('owner of the server').waitFor();
    expect(page.url()).toBe(`${room.url}/join`);
    await page.getByLabel('Name, as others see it').fill('Olga');
    await page.getByLabel('Address').fill('olga@example.test');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Password once more').fill(`${password}.`);
    await page.getByRole('button', { name: 'Make the account and join' }).click();
    await page.getByText('The two are not the same.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await makeAccount(page, 'Olga', 'olga@example.test');
    await page.getByRole('heading', { level: 1, name: 'Studies' }).waitFor();

    // The link works once.
    const late = await windowOf(browser, room.url, null, { scheme: 'dark' });
    await late.page.goto(room.ownerLink ?? '');
    await late.page.getByText('The link is used, revoked or expired.').waitFor();
    expect(await seriousFindings(late.page)).toEqual([]);
    await late.context.close();
  });

  it('are invited, join, sign out and in again, and come back to where they were', async () => {
    const { page, context } = owner;
    const { client, cookies } = visitorOf(room.url);
    for (const { name, value } of await context.cookies()) cookies.set(name, value);
    await client.session();
    studyId = (await client.addStudy({ body: { title: 'Nodules' } })).studyId;
    await open(page, `/studies/${studyId}/people`, 'People');
    await page.getByRole('form', { name: 'Make a link' }).getByLabel('Role').selectOption('viewer');
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = await linkOf(page);
    expect(link).toContain('/join#');

    const { page: own, context: window } = await windowOf(browser, room.url, null);
    await own.goto(link);
    await own.getByText('You are invited to “Nodules” as a viewer.').waitFor();
    await makeAccount(own, 'Vera', 'vera@example.test');
    await own.getByRole('heading', { level: 1, name: 'Studies' }).waitFor();

    await own.getByRole('button', { name: 'Vera' }).click();
    await own.getByRole('menuitem', { name: 'Sign out' }).click();
    await own.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await own.goto(`${room.url}/account`);
    await own.getByLabel('Address').fill('vera@example.test');
    await own.getByLabel('Password', { exact: true }).fill('not the password');
    await own.keyboard.press('Enter');
    await own.getByText('Address and password do not fit.').waitFor();
    expect(await seriousFindings(own)).toEqual([]);
    await own.getByLabel('Password', { exact: true }).fill(password);
    await own.keyboard.press('Enter');
    await own.getByRole('heading', { level: 1, name: 'My account' }).waitFor();
    expect(new URL(own.url()).pathname).toBe('/account');
    await window.close();

    // A second link is used by the account that is signed in.
    await page.reload();
    await page
      .getByRole('cell', { name: 'Vera', exact: true })
      .or(page.getByText('Vera'))
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Suspend Vera, Viewer' }).click();
    await page.getByLabel('Reason').fill('On leave.');
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
    await page.getByText('because: On leave.').waitFor();
    await page.getByRole('button', { name: 'Give Vera the role Viewer back' }).click();
    await page.getByLabel('Reason').fill('Back again.');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Give back' }).click();
    await page.getByRole('button', { name: 'Suspend Vera, Viewer' }).waitFor();

    await page.getByRole('form', { name: 'Make a link' }).getByLabel('Role').selectOption('reader');
    await page.getByRole('button', { name: 'Make a link' }).click();
    await page.getByRole('button', { name: /^Revoke the invitation as reader/ }).click();
    await page.getByRole('cell', { name: 'revoked' }).waitFor();
  });

  it('see where they are signed in, end sessions, and make keys that are shown once', async () => {
    const { page } = owner;
    const elsewhere = visitorOf(room.url);
    const body = { email: 'olga@example.test', password };
    await elsewhere.client.signIn({ body });
    await open(page, '/account', 'My account');
    await page.getByRole('button', { name: /^End the session begun/ }).click();
    await page.getByText('One session has ended.').waitFor();
    await expect(elsewhere.client.session()).rejects.toThrow();

    await page.getByLabel('What it is for').fill('Nightly export');
    await page.getByLabel('Export', { exact: true }).check();
    await page.getByRole('button', { name: 'Make a key' }).click();
    const secret = await page.getByLabel('The key').inputValue();
    expect(secret.length).toBeGreaterThan(20);
    const called = await fetch(`${room.url}/api/studies/${studyId}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(called.status).toBe(200);
    await page.reload();
    await page.getByRole('button', { name: 'Revoke Nightly export' }).click();
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('cell', { name: 'revoked' }).waitFor();
    const refused = await fetch(`${room.url}/api/studies/${studyId}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(refused.status).toBe(401);

    const next = 'another sentence that nobody guesses';
    await page.getByLabel('Present password').fill(password);
    await page.getByLabel('New password', { exact: true }).fill(next);
    await page.getByLabel('New password once more').fill(next);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password is changed').waitFor();
    await expect(visitorOf(room.url).client.signIn({ body })).rejects.toThrow();
  });

  it('set a second factor up, sign in with its code, and with a recovery code once', async () => {
    const { page } = owner;
    const own = 'another sentence that nobody guesses';
    await open(page, '/account', 'My account');
    await page.getByRole('button', { name: 'Set it up' }).click();
    await page.getByLabel('Your password').fill(own);
    await page.keyboard.press('Enter');
    const { secret, codes } = await confirmDevice(page);
    await page.getByText('10 recovery codes are left.').waitFor();

    const signOut = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Olga' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
      await page.goto(`${room.url}/account`);
      await givePassword(page, 'olga@example.test', own);
      await page.getByRole('heading', { level: 1, name: 'Code' }).waitFor();
    };
    await signOut();
    await page.getByLabel('Code of 6 digits').fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText('The code does not fit, or was used already.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    // Half signed in, every page leads back here.
    await page.goto(`${room.url}/account`);
    // The code that set it up is used; the device's next one counts already.
    await page.getByLabel('Code of 6 digits').fill(deviceCode(secret, Date.now() + 30_000));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'My account' }).waitFor();

    await signOut();
    const [first = ''] = codes;
    const enterCode = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
      await page.getByLabel('Recovery code').fill(first);
      await page.keyboard.press('Enter');
    };
    await enterCode();
    await page.getByText('9 recovery codes are left.').waitFor();
    await signOut();
    await enterCode();
    await page.getByText('The code does not fit, or was used already.').waitFor();
    await page.getByLabel('Recovery code').fill(codes[1] ?? '');
    await page.keyboard.press('Enter');
    await page.getByText('8 recovery codes are left.').waitFor();
  });

  it('all set one up where the server wants it, and an owner resets a lost one', async () => {
    const { page } = owner;
    await open(page, '/server', 'Server');
    const rule = page.getByLabel('Everybody who signs in with a password needs a second factor');
    await rule.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Want it' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await rule.isChecked()).toBe(true);

    const { page: own, context } = await windowOf(browser, room.url, null, {
      scheme: 'dark',
      width: 390,
    });
    await own.goto(`${room.url}/studies/${studyId}`);
    await givePassword(own, 'vera@example.test', password);
    await own.getByRole('heading', { level: 1, name: 'Set up a second factor' }).waitFor();
    expect(await seriousFindings(own)).toEqual([]);
    await own.getByRole('button', { name: 'Go on' }).click();
    await confirmDevice(own);
    await own.getByRole('heading', { level: 1, name: 'Nodules' }).waitFor();
    expect(new URL(own.url()).pathname).toBe(`/studies/${studyId}`);

    await page.reload();
    await page.getByRole('button', { name: 'Reset the second factor of Vera' }).click();
    await page.getByLabel('Reason').fill('The phone was lost.');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Reset the second factor' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await own.reload();
    await own.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await context.close();
    await rule.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave it to them' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await rule.isChecked()).toBe(false);
  });

  it('set a forgotten password anew by a link that an owner made', async () => {
    const { page } = owner;
    await open(page, '/server', 'Server');
    await page.getByRole('button', { name: 'Reset the password of Vera' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Asked at the desk.');
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    await dialog.getByLabel('The link').waitFor();
    const link = await dialog.getByLabel('The link').inputValue();
    expect(link).toContain('/reset#');
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await dialog.waitFor({ state: 'detached' });

    const { page: own, context } = await windowOf(browser, room.url, null, { scheme: 'dark' });
    await own.goto(link);
    await own.getByText('For the account of Vera, vera@example.test.').waitFor();
    expect(own.url()).toBe(`${room.url}/reset`);
    await own.getByLabel('New password', { exact: true }).fill('a new sentence of mine');
    await own.getByLabel('New password once more').fill('another sentence of mine');
    await own.getByRole('button', { name: 'Set the password and sign in' }).click();
    await own.getByText('The two are not the same.').waitFor();
    expect(await seriousFindings(own)).toEqual([]);
    await own.getByLabel('New password once more').fill('a new sentence of mine');
    await own.keyboard.press('Enter');
    await own.getByRole('heading', { level: 1, name: 'Studies' }).waitFor();
    await own.goto(link);
    await own.getByText('The link is used, ended or expired.').waitFor();
    expect(await seriousFindings(own)).toEqual([]);
    await context.close();
  });

  it('find every step in the logs, whose chains hold', async () => {
    const { page } = owner;
    await open(page, `/studies/${studyId}/log`, 'Log');
    await page.getByRole('button', { name: 'Check the chain' }).click();
    await page.getByText('every hash fits').waitFor();
    await page.getByLabel('Action begins with').fill('invitation.');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForFunction(() => {
      const rows = [...document.querySelectorAll('.eq-log tbody tr')];
      return rows.length > 1 && rows.every((row) => row.textContent?.includes('invitation.'));
    });

    await open(page, '/server', 'Server');
    await page.getByRole('button', { name: 'Check the chain' }).click();
    await page.getByText('every hash fits').waitFor();
    await page.getByRole('button', { name: 'Disable Vera' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Enable Vera' }).waitFor();
    const vera = { email: 'vera@example.test', password: 'a new sentence of mine' };
    await expect(visitorOf(room.url).client.signIn({ body: vera })).rejects.toThrow();
  });
});
