import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { seriousFindings, windowOf } from './support/browser.ts';
import type { Person } from './support/people.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';
import type { PreparedStudy } from './support/study-of-opacities.ts';
import { studyWithGold } from './support/study-with-gold.ts';

const path = browserPath();
let room: ServedRoom | null = null;
let study: PreparedStudy | null = null;
let browser: Browser | null = null;

beforeAll(async () => {
  if (path === null) return;
  room = await serveRoom();
  study = await studyWithGold(room);
  browser = await openBrowser(path);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await room?.stop();
});

interface Opened {
  readonly page: Page;
  readonly study: PreparedStudy;
  readonly to: (place: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

async function opened(person: (study: PreparedStudy) => Person): Promise<Opened> {
  if (room === null || study === null || browser === null) throw new Error('nothing is running');
  const { url } = room;
  const { studyId } = study;
  const { page, context } = await windowOf(browser, url, person(study));
  page.setDefaultTimeout(60_000);
  return {
    page,
    study,
    to: async (place) => void (await page.goto(`${url}/studies/${studyId}/${place}`)),
    close: () => context.close(),
  };
}

/** Nothing serious, and nothing that makes a narrow page scroll sideways; every page in dark is walked elsewhere. */
async function isFit(page: Page): Promise<void> {
  expect(await seriousFindings(page)).toEqual([]);
  const before = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 800 });
  // The menu folds away within a moment.
  await page.waitForFunction(
    () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
    undefined,
    { timeout: 10_000 },
  );
  if (before !== null) await page.setViewportSize(before);
}

/** Presses a key until what has the focus fits; keys alone, as a person without a mouse. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    const isThere = await page.evaluate(
      (wanted) => document.activeElement?.matches(wanted) ?? false,
      selector,
    );
    if (isThere) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the tab key does not reach ${selector}`);
}

describe.skipIf(path === null)('seeing it come together', () => {
  it('lets an adjudicator decide by keyboard alone, blind first', async () => {
    const { page, to, close } = await opened(({ judge }) => judge);
    await to('adjudications');
    await page.getByText('3 cases wait for you.').waitFor();
    await isFit(page);
    await tabTo(page, 'a[href*="/adjudications/"]');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your own reading first' }).waitFor();
    await page.getByRole('toolbar').waitFor();
    await isFit(page);
    expect(await page.getByText('Reader A').count()).toBe(0);
    // The card of instructions is a key away, as for readers.
    const card = page.getByRole('dialog', { name: 'Instructions: Is there a round opacity?' });
    await page.keyboard.press('?');
    await card.locator('canvas').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    // Handing in nothing says what is missing.
    await page.keyboard.press('Control+Enter');
    await tabTo(page, '[data-question="opacity"]');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Still open: Is there a round opacity?').waitFor();
    await page.keyboard.press('u');
    await page.keyboard.press('1');
    await page.keyboard.press('Control+Enter');

    await page.getByRole('heading', { name: 'The decision' }).waitFor();
    await page.getByRole('columnheader', { name: /yours/ }).waitFor();
    await isFit(page);
    await page
      .getByRole('rowheader')
      .getByRole('button', { name: 'Instructions: Is there a round opacity?' })
      .click();
    await card.getByRole('button', { name: 'Close' }).click();
    await card.waitFor({ state: 'detached' });
    await tabTo(page, 'form input[type=radio]');
    const other = (await page.getByRole('columnheader', { name: /^Reader .$/ }).allInnerTexts())[0];
    await page.keyboard.press((other ?? 'Reader A').slice(-1).toLowerCase());
    await tabTo(page, 'textarea');
    await page.keyboard.type('The edge is clear.');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Seen in both views.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Recorded. The case is settled.').waitFor();
    await page.getByText('accepted an answer: Seen in both views.').waitFor();
    const before = page.url();
    await tabTo(page, 'main button');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your own reading first' }).waitFor();
    expect(page.url()).not.toBe(before);
    await close();
  }, 240_000);

  it('lays drawings over each other, takes over a drawing, and overwrites nothing', async () => {
    const { page, to, close, study: made } = await opened(({ judge }) => judge);
    const params = { studyId: made.studyId };
    const { adjudications } = await made.judge.client.adjudications({ params });
    const open = adjudications.filter((one) => one.isMyTurn);
    // The case whose readers drew.
    let found: { adjudicationId: string; version: number } | null = null;
    for (const { adjudicationId, stage } of open) {
      const place = { ...params, adjudicationId };
      const seen = await made.judge.client.adjudication({ params: place });
      const view =
        stage === 'decide'
          ? seen
          : await made.judge.client.decide({
              params: place,
              body: {
                expectedVersion: seen.version,
                action: 'read',
                answers: [
                  { questionId: 'opacity', outcome: 'ungradable', reason: 'noise', note: '' },
                ],
              },
            });
      const isDrawn = view.reads.some((read) => read.answers.length > 1);
      if (isDrawn) found = { adjudicationId, version: view.version };
      if (found !== null) break;
    }
    expect(found).not.toBeNull();
    const adjudicationId = found?.adjudicationId ?? '';
    await to(`adjudications/${adjudicationId}`);
    await page.getByRole('group', { name: 'Drawings on the image' }).waitFor();
    await page.getByLabel('How many marked it').check();
    await page.getByText('marked by 1 of 4').waitFor();
    await page.getByLabel('Each reader').check();
    await page.getByLabel('Write another answer').check();
    const drawer = page.locator('button', { hasText: /^Reader [A-D]$/ });
    for (let at = 0; at < (await drawer.count()); at += 1) {
      await drawer.nth(at).click();
      if ((await page.getByText('1 drawn').count()) > 0) break;
    }
    await page.getByText('1 drawn').first().waitFor();
    await isFit(page);
    await page.getByLabel('Reason').fill('Drawn anew.');

    // What was begun survives the tab.
    await page.waitForTimeout(1500);
    await page.reload();
    await page.getByText('What you had begun here was brought back.').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('Drawn anew.');
    await page.getByText('1 drawn').first().waitFor();

    // Meanwhile it is decided elsewhere: both are shown, nothing is overwritten.
    await made.judge.client.decide({
      params: { ...params, adjudicationId },
      body: {
        expectedVersion: found?.version ?? 0,
        action: 'cannot-resolve',
        reason: 'Decided elsewhere.',
      },
    });
    await page.getByLabel('Reason').press('Control+Enter');
    const dialog = page.getByRole('dialog', { name: 'This case has moved on' });
    await dialog.getByText('found it not resolvable: Decided elsewhere.').waitFor();
    await dialog.getByText('wrote another answer: Drawn anew.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Go on with what is stored' }).click();
    await page.getByText('Recorded. The case stays unresolved.').waitFor();
    await close();
  }, 240_000);

  it('shows agreement with the command that gives the same figures', async () => {
    const { page, to, close, study: made } = await opened(({ viewer }) => viewer);
    await to('agreement');
    await page.getByRole('heading', { name: 'Who agrees with whom', level: 2 }).waitFor();
    const { analysis: shown } = await made.viewer.client.agreement({
      params: { studyId: made.studyId },
    });
    if (shown === null) throw new Error('no figures yet');
    const [first] = shown.summary;
    await page.getByText(first ?? '', { exact: true }).waitFor();
    const command = await page.locator('.eq-command').textContent();
    expect(command).toContain('equipoise agreement readings.csv --case case');
    // Every kind of picture that the analysis has stands there.
    for (const kind of ['.eq-heat', '.eq-figure-table', '.eq-plot']) {
      expect(await page.locator(kind).count()).toBeGreaterThan(0);
    }
    await page.getByText(/^All \d+ figures$/).click();
    await page.getByRole('group', { name: /^Every figure/ }).waitFor();
    await isFit(page);
    await page.getByRole('tab', { name: 'Drawings' }).click();
    for (const [label, folder] of [
      ['Draw a box around it. – Opacity', 'place-opacity'],
      ['Paint it. – Opacity', 'outline-opacity'],
    ] as const) {
      await page.getByLabel('What was drawn').selectOption({ label });
      await page.getByText(`--masks masks/${folder}`).waitFor();
      await page.getByRole('heading', { name: 'Masks', level: 2 }).waitFor();
      await page.getByRole('columnheader', { name: 'mean over cases' }).waitFor();
    }
    await isFit(page);
    await page.getByRole('tab', { name: 'Answers' }).click();
    await page
      .getByLabel('Question', { exact: true })
      .selectOption({ label: 'Is there a round opacity?' });
    await page.getByText(`Rests on ${shown.readingCount} readings.`).waitFor();
    await close();
  }, 240_000);

  it('stores settled labels and shows a statistical method beside them', async () => {
    const { page, to, close, study: made } = await opened(({ curator }) => curator);
    await to('consensus');
    await page.getByRole('button', { name: 'Store settled labels' }).click();
    await page
      .getByText(/labels stored\. Cases: \d+ settled, \d+ unresolved, \d+ open\./)
      .waitFor();
    const { settledCount } = await made.curator.client.progress({
      params: { studyId: made.studyId },
    });
    await page.getByText(`Cases: ${settledCount} settled,`).waitFor();
    const { labels } = await made.curator.client.consensus({ params: { studyId: made.studyId } });
    expect(labels.length).toBeGreaterThanOrEqual(settledCount ?? 0);
    await page.getByText('all readers agree; rests on 3 readings').first().waitFor();
    await isFit(page);
    await page.getByLabel('Show').selectOption('unresolved');
    const rows = page.locator('tbody tr');
    expect(await rows.first().textContent()).toContain('unresolved');
    await page.getByRole('tab', { name: 'Statistical methods' }).press('Enter');
    await page.getByRole('heading', { name: 'Methods side by side', level: 2 }).waitFor();
    await isFit(page);
    await page.getByRole('tab', { name: 'Drawings' }).press('Enter');
    await page.getByText('equipoise consensus masks/place-opacity.csv').waitFor();
    await page.getByRole('heading', { name: 'Readers and the fused mask', level: 2 }).waitFor();
    await isFit(page);
    await close();
  }, 240_000);

  it('shows a curator how it goes, answers a reader, suspends and takes back', async () => {
    const { page, to, close, study: made } = await opened(({ curator }) => curator);
    await to('progress');
    await page.getByText('24 of 24 readings are done').waitFor();
    await isFit(page);
    const tabs = page.getByRole('tab');
    await tabs.first().focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('rowheader', { name: 'Reader C' }).waitFor();
    await isFit(page);
    await page.keyboard.press('ArrowRight');
    await page.getByRole('img', { name: /^Reader C: .* alarm at gold case 3\.$/ }).waitFor();
    await isFit(page);
    await page.keyboard.press('ArrowRight');
    await page.getByText('Does a faint edge belong to the opacity?').waitFor();
    await page.getByLabel('Your answer').fill('Yes, it does.');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByRole('paragraph').filter({ hasText: 'Yes, it does.' }).waitFor();
    await page.getByRole('button', { name: 'Mark as settled' }).click();
    await page.getByText('Marked as settled.').waitFor();
    await isFit(page);

    await page.getByRole('tab', { name: 'Readers' }).click();
    await page.getByRole('button', { name: 'Suspend Reader C' }).click();
    const dialog = page.getByRole('dialog', { name: 'Suspend Reader C' });
    await dialog.getByLabel('everything').check();
    await dialog.getByLabel('Reason').fill('Wrong on all gold cases.');
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Suspend', exact: true }).click();
    await dialog.getByText(/answers were set aside/).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('Wrong on all gold cases.').waitFor();
    const { readers } = await made.curator.client.standings({ params: { studyId: made.studyId } });
    expect(readers.map(({ state }) => state).sort()).toEqual(['active', 'active', 'suspended']);
    await page.getByRole('button', { name: 'Reinstate Reader C' }).click();
    const back = page.getByRole('dialog', { name: 'Reinstate Reader C' });
    await back.getByLabel('Reason').fill('Trained again.');
    await back.getByRole('button', { name: 'Reinstate', exact: true }).click();
    await back.getByText('Reinstated.').waitFor();
    await close();
  }, 240_000);

  it('works before anything is there', async () => {
    const { page, close, study: made } = await opened(({ owner }) => owner);
    const { studyId } = await made.owner.client.addStudy({ body: { title: 'Empty' } });
    for (const [place, says] of [
      ['progress', 'Reading begins when the protocol is locked.'],
      ['agreement', 'Figures appear once'],
      ['consensus', 'Labels appear once'],
    ] as const) {
      await page.goto(`${room?.url}/studies/${studyId}/${place}`);
      await page.getByText(says).waitFor();
      expect(await seriousFindings(page)).toEqual([]);
    }
    await close();
  }, 60_000);
});
