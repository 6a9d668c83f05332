/**
 * `npx tsx -C @equipoise/source apps/web/e2e/support/take-pictures.ts [FOLDER]`: the pictures of the docs
 * (default docs/images/reading-room), from a built house, of studies on made-up radiographs.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { browserPath, openBrowser } from '../../../../test/support/browser.ts';
import { windowOf } from './browser.ts';
import { type Person, password } from './people.ts';
import { phantomOf } from './pictures.ts';
import { serveRoom } from './serve.ts';
import { type PreparedStudy, studyOfOpacities } from './study-of-opacities.ts';

const [folder = 'docs/images/reading-room'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const executablePath = browserPath();
if (executablePath === null) throw new Error('There is no browser here.');

/** A table of scores for the cases of a study, with a group that the model reads worse. */
function predictionsOf({ cases }: PreparedStudy): Uint8Array {
  const lines = cases.map((caseId, at) => {
    const isThere = phantomOf(at + 1).opacity !== null;
    const lean = (at * 37) % 100;
    const score = isThere ? 0.5 + lean / 220 : 0.5 - lean / 220;
    return `${caseId},${score.toFixed(3)},${at % 2 === 0 ? 'North' : 'South'}`;
  });
  return new TextEncoder().encode(`case,score,site\n${lines.join('\n')}\n`);
}

async function auditOf(study: PreparedStudy): Promise<string> {
  const { studyId } = study;
  const { jobId } = await study.curator.client.addJob({
    params: { studyId },
    fields: { kind: 'audit', question: 'opacity', score: 'score', positive: 'yes', groups: 'site' },
    files: [{ name: 'predictions.csv', bytes: predictionsOf(study) }],
  });
  for (;;) {
    const { state } = await study.curator.client.job({ params: { studyId, jobId } });
    if (state !== 'queued' && state !== 'running') return jobId;
    await new Promise((done) => setTimeout(done, 250));
  }
}

const room = await serveRoom();
const browser = await openBrowser(executablePath);
try {
  const settled = await studyOfOpacities(room, 'settled', { caseCount: 48 });
  const read = await studyOfOpacities(room, 'read', { known: settled.owner });
  const locked = await studyOfOpacities(room, 'locked', { known: settled.owner });
  const jobId = await auditOf(settled);

  const take = async (
    name: string,
    person: Person | null,
    path: string,
    prepare?: (page: Page) => Promise<void>,
  ): Promise<void> => {
    const { context, page } = await windowOf(browser, room.url, person);
    await page.goto(`${room.url}${path}`);
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await prepare?.(page);
    await page.waitForTimeout(600);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await context.close();
  };
  const at = (study: PreparedStudy, path: string): string => `/studies/${study.studyId}${path}`;

  await take('sign-in', null, '/sign-in');
  const { link } = await settled.owner.client.inviteToStudy({
    params: { studyId: settled.studyId },
    body: { role: 'reader', days: 1 },
  });
  await take('join', null, link.slice(room.url.length));
  const { accounts } = await settled.owner.client.accounts();
  const forgetful = accounts.find(({ email }) => email === settled.curator.email);
  const reset = await settled.owner.client.makeResetLink({
    params: { accountId: forgetful?.accountId ?? '' },
    body: { why: 'Asked at the desk.', hours: 24 },
  });
  await take('reset', null, reset.link.slice(room.url.length), async (page) => {
    await page.getByLabel('New password', { exact: true }).waitFor();
  });
  await take('studies', settled.owner, '/');
  await take('overview', settled.curator, at(settled, ''));
  for (const name of ['images', 'protocol', 'people', 'progress', 'agreement', 'consensus']) {
    await take(name, settled.curator, at(settled, `/${name}`));
  }
  for (const name of ['gallery', 'audits', 'exports', 'log', 'instructions']) {
    await take(name, settled.curator, at(settled, `/${name}`));
  }
  await take('case', settled.curator, at(settled, `/cases/${settled.cases[2] ?? ''}`));
  await take('audit', settled.curator, at(settled, `/audits/${jobId}`));
  await take('adjudications', read.judge, at(read, '/adjudications'));
  const { adjudications } = await read.judge.client.adjudications({
    params: { studyId: read.studyId },
  });
  const [open] = adjudications;
  if (open !== undefined) {
    const place = { studyId: read.studyId, adjudicationId: open.adjudicationId };
    const seen = await read.judge.client.adjudication({ params: place });
    await read.judge.client.decide({
      params: place,
      body: {
        expectedVersion: seen.version,
        action: 'read',
        answers: [{ questionId: 'opacity', outcome: 'ungradable', reason: 'noise', note: '' }],
      },
    });
    await take('adjudication', read.judge, at(read, `/adjudications/${open.adjudicationId}`));
  }
  const [reader] = locked.readers;
  if (reader !== undefined) {
    await take('queue', reader, at(locked, '/queue'));
    const params = { studyId: locked.studyId };
    const { versions } = await reader.client.instructions({ params });
    await reader.client.confirmInstructions({
      params,
      body: { version: versions.at(-1)?.version ?? '' },
    });
    await take('reading', reader, at(locked, '/read'), async (page) => {
      await page.keyboard.press('Enter');
      await page.waitForTimeout(1200);
    });
  }
  const [, second] = locked.readers;
  if (second !== undefined) {
    const params = { studyId: locked.studyId };
    const { versions } = await second.client.instructions({ params });
    const version = versions.at(-1)?.version ?? '';
    await second.client.confirmInstructions({ params, body: { version } });
    await take('box-mask', second, at(locked, '/read'), async (page) => {
      await page.keyboard.press('Enter');
      await page.locator('[data-question="opacity"]:focus').waitFor();
      await page.locator('.stage-caption', { hasText: 'W' }).waitFor();
      await page.keyboard.press('2');
      await page.keyboard.press('Shift+P');
      const box = await page.locator('.stage-viewport').boundingBox();
      if (box === null) return;
      const side = Math.min(box.width, box.height);
      const [left, top] = [box.x + (box.width - side) / 2, box.y + (box.height - side) / 2];
      await page.mouse.move(left + 0.52 * side, top + 0.12 * side);
      await page.mouse.down();
      await page.mouse.move(left + 0.89 * side, top + 0.89 * side, { steps: 4 });
      await page.mouse.up();
      await page.locator('.stage-status', { hasText: 'proposed' }).waitFor();
    });
  }
  await take('account', settled.owner, '/account');
  await take('second-factor', settled.owner, '/account', async (page) => {
    await page.getByRole('button', { name: 'Set it up' }).click();
    await page.getByLabel('Your password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: 'QR picture of the secret' }).waitFor();
  });
  await take('server', settled.owner, '/server');
} finally {
  await browser.close();
  await room.stop();
}
