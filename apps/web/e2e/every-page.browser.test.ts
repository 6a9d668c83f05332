import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { pages } from '../src/pages/routes.ts';
import { overhang, seriousFindings, type WindowOptions, windowOf } from './support/browser.ts';
import type { Person } from './support/people.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';
import { type PreparedStudy, studyOfOpacities } from './support/study-of-opacities.ts';

const chromium = browserPath();

/** Every route of the app, with something on it, as the person who works there sees it. */
describe.skipIf(chromium === null)('every page', () => {
  let browser: Browser;
  let room: ServedRoom;
  let read: PreparedStudy;
  let locked: PreparedStudy;
  let auditId = '';
  let adjudicationId = '';
  let invitation = '';

  beforeAll(async () => {
    [browser, room] = await Promise.all([openBrowser(chromium ?? ''), serveRoom()]);
    read = await studyOfOpacities(room, 'read');
    locked = await studyOfOpacities(room, 'locked', { known: read.owner, caseCount: 3 });
    const { studyId, curator } = read;
    const params = { studyId };
    const rows = read.cases.map((caseId, at) => `${caseId},${((at * 37) % 24) / 24}`);
    const { jobId } = await curator.client.addJob({
      params,
      fields: { kind: 'audit', question: 'opacity', score: 'score', positive: 'yes' },
      files: [
        {
          name: 'predictions.csv',
          bytes: new TextEncoder().encode(`case,score\n${rows.join('\n')}\n`),
        },
      ],
    });
    auditId = jobId;
    await curator.client.settleConsensus({ params });
    const { adjudications } = await read.judge.client.adjudications({ params });
    adjudicationId = adjudications.find(({ isMyTurn }) => isMyTurn)?.adjudicationId ?? '';
    const { link } = await read.owner.client.inviteToStudy({
      params,
      body: { role: 'reader', days: 1 },
    });
    invitation = link.slice(room.url.length);
    const [reader] = locked.readers;
    const where = { params: { studyId: locked.studyId } };
    const { versions } = (await reader?.client.instructions(where)) ?? { versions: [] };
    const version = versions.at(-1)?.version ?? '';
    await reader?.client.confirmInstructions({ ...where, body: { version } });
    // Done is a state of the job, not a time.
    for (;;) {
      const { state } = await curator.client.job({ params: { studyId, jobId } });
      if (state === 'done') break;
      if (state === 'failed' || state === 'cancelled') throw new Error(`the audit is ${state}`);
      await new Promise((done) => setTimeout(done, 200));
    }
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await room?.stop();
  });

  /** Who looks at a page, and where; what they must see before it is looked at. */
  function visitTo(path: string): {
    readonly person: Person | null;
    readonly place: string;
    readonly ready: string;
  } {
    const [reader = null] = locked.readers;
    if (path === '/join') return { person: null, place: invitation, ready: 'form' };
    if (!path.includes('$studyId') && !['/', '/account', '/server'].includes(path)) {
      return { person: null, place: path, ready: 'h1' };
    }
    const isReaders = /\/(read|queue)$/.test(path);
    const isJudges = path.includes('adjudication');
    const place = path
      .replace('$studyId', (isReaders ? locked : read).studyId)
      .replace('$caseId', encodeURIComponent(read.cases[2] ?? ''))
      .replace('$adjudicationId', adjudicationId)
      .replace('$jobId', auditId);
    const person = isReaders
      ? reader
      : isJudges
        ? read.judge
        : path.includes('$studyId')
          ? read.curator
          : read.owner;
    return { person, place, ready: path.endsWith('$adjudicationId') ? '.stage-canvas' : 'h1' };
  }

  /** Opens every page in one look; `then` is done on each. */
  async function walk(
    look: WindowOptions,
    then: (page: Page, path: string) => Promise<void>,
  ): Promise<void> {
    const windows = new Map<string, Awaited<ReturnType<typeof windowOf>>>();
    for (const { path } of pages) {
      const { person, place, ready } = visitTo(path);
      const who = person?.name ?? '';
      const open = windows.get(who) ?? (await windowOf(browser, room.url, person, look));
      windows.set(who, open);
      const { page } = open;
      await page.goto(`${room.url}${place}`);
      await page.locator(ready).first().waitFor();
      await page.waitForLoadState('networkidle');
      if (path.endsWith('/read')) {
        await page.getByRole('button', { name: 'Start' }).click();
        await page.locator('.stage-caption', { hasText: 'W' }).waitFor();
      }
      await then(page, path);
    }
    for (const { context } of windows.values()) await context.close();
  }

  async function isFit(page: Page, path: string): Promise<void> {
    expect([path, await seriousFindings(page)]).toEqual([path, []]);
    expect([path, await overhang(page)]).toEqual([path, 0]);
  }

  it('has no serious finding and no sideways scroll, twice as large in light and on a telephone in dark', async () => {
    await walk({ scheme: 'light', zoom: 2 }, async (page, path) => {
      await isFit(page, path);
      if (path.endsWith('/protocol')) {
        for (const name of ['Questions', 'Instructions', 'Cases', 'People', 'Hanging']) {
          await page.getByRole('tab', { name }).click();
          await isFit(page, `${path} ${name}`);
        }
      }
      // The same page as it stands: it follows what the system says.
      const size = page.viewportSize();
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize({ width: 390, height: 844 });
      await isFit(page, `${path} in dark`);
      await page.emulateMedia({ colorScheme: 'light' });
      if (size !== null) await page.setViewportSize(size);
    });
  }, 300_000);
});
