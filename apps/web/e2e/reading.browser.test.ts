import { replay } from '@equipoise/annotation';
import type { Answer, EventRecord } from '@equipoise/domain';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { deviceCode } from '../../../test/support/device.ts';
import { seriousFindings, windowOf } from './support/browser.ts';
import { type Person, password } from './support/people.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';
import { type PreparedStudy, studyOfOpacities } from './support/study-of-opacities.ts';

const executablePath = browserPath();

describe.skipIf(executablePath === null)('reading', () => {
  let room: ServedRoom;
  let browser: Browser;
  let study: PreparedStudy;
  const [side, height] = [320, 800];

  beforeAll(async () => {
    room = await serveRoom();
    browser = await openBrowser(executablePath ?? '');
    study = await studyOfOpacities(room, 'locked');
    for (const reader of study.readers.slice(1)) {
      const params = { studyId: study.studyId };
      const { versions } = await reader.client.instructions({ params });
      const version = versions.at(-1)?.version ?? '';
      await reader.client.confirmInstructions({ params, body: { version } });
    }
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await room?.stop();
  });

  const pageOf = (name: string): string =>
    `${room.url}/studies/${encodeURIComponent(study.studyId)}/${name}`;
  const reader = (at: number): Person => study.readers[at]!; // there are three

  /** Opens the reading page and starts; the first question has the focus. */
  async function start(page: Page): Promise<void> {
    await page.goto(pageOf('read'));
    await page.getByRole('button', { name: 'Start' }).waitFor();
    await page.keyboard.press('Enter');
    await atCase(page);
  }

  async function atCase(page: Page): Promise<void> {
    await page.locator('[data-question="opacity"]:focus').waitFor();
    await page.locator('.stage-caption', { hasText: 'W' }).waitFor();
  }

  const saved = (page: Page): Promise<void> => page.locator('[data-save="saved"]').waitFor();

  /** Places of the stage's only picture on the page, and back. */
  async function picture(page: Page) {
    const box = (await page.locator('.stage-viewport').boundingBox())!; // one stands there
    const zoom = Math.min(box.width, box.height) / side;
    const [left, top] = [
      box.x + (box.width - side * zoom) / 2,
      box.y + (box.height - side * zoom) / 2,
    ];
    return {
      zoom,
      at: (x: number, y: number): [number, number] => [left + x * zoom, top + y * zoom],
      column: (pageX: number): number => (pageX - left) / zoom,
    };
  }

  /** Drags from one place of the picture to another. */
  async function drag(
    page: Page,
    from: readonly [number, number],
    to: readonly [number, number],
  ): Promise<void> {
    const { at } = await picture(page);
    await page.mouse.move(...at(...from));
    await page.mouse.down();
    await page.mouse.move(...at(...to), { steps: 4 });
    await page.mouse.up();
  }

  /** The reader's answers to what was handed in last, and what its log adds up to. */
  async function lastAnswer(who: Person): Promise<readonly Answer[]> {
    const params = { studyId: study.studyId };
    const { tasks } = await who.client.queue({ params });
    const [last] = tasks
      .filter(({ state }) => state === 'done')
      .sort((a, b) => ((a.submittedAt ?? '') < (b.submittedAt ?? '') ? 1 : -1));
    const taskId = last?.taskId ?? '';
    const task = await who.client.task({ params: { ...params, taskId } });
    const { bytes } = await study.owner.client.export({
      params: { ...params, name: 'reading-events.jsonl' },
    });
    const events = new TextDecoder()
      .decode(bytes)
      .trim()
      .split('\n')
      .map((line): EventRecord => JSON.parse(line))
      .filter((event) => event.taskId === taskId && event.readerId === who.id);
    const log = replay(events);
    expect(log.isSubmitted).toBe(true);
    const answers = task.answer?.answers ?? [];
    const logged = log.answers.filter((one) =>
      answers.some(({ questionId }) => questionId === one.questionId),
    );
    expect(logged).toEqual([...answers].sort((a, b) => (a.questionId < b.questionId ? -1 : 1)));
    return answers;
  }

  const single = (answers: readonly Answer[]): string => {
    const said = answers.find(({ questionId }) => questionId === 'opacity');
    return said?.outcome === 'answered' && said.value.kind === 'single' ? said.value.value : '';
  };

  it('goes from the instructions through a whole case by keys alone', async () => {
    const { context, page } = await windowOf(browser, room.url, reader(0));
    await page.goto(pageOf('queue'));
    await page.getByRole('link', { name: 'Read the instructions' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(pageOf('read'));
    await page.getByRole('link', { name: 'To the instructions' }).focus();
    await page.keyboard.press('Enter');
    const confirm = page.getByRole('button', { name: 'I have read these instructions' });
    await confirm.waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await confirm.focus();
    await page.keyboard.press('Enter');
    await page.getByText('You have confirmed this version.').waitFor();
    await start(page);
    expect(await seriousFindings(page)).toEqual([]);
    // Nothing is assumed: handing in an empty form says what is open.
    await page.keyboard.press('Control+Enter');
    await page.getByText('The question is not answered.').waitFor();
    await page.keyboard.press('2');
    await page.keyboard.press('.');
    await page.keyboard.press('.');
    await page.getByRole('radio', { name: 'Sure', exact: true, checked: true }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('An opacity').first().waitFor();
    await page.keyboard.press('Escape');
    // A box: on the image digits are windows, letters tools, and Tab leads on.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.room-stage:focus').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) {
      await page.keyboard.press(`Shift+${key}`);
    }
    await page.keyboard.press('Enter');
    await page.keyboard.press('1');
    await page.keyboard.press('b');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.locator('[data-question="outline"]:focus').waitFor();
    await page.getByText('Everything is answered.').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Case 2 of 12').waitFor();
    await atCase(page);
    const answers = await lastAnswer(reader(0));
    expect(single(answers)).toBe('yes');
    expect(answers.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered']);
    expect(answers[0]).toMatchObject({ confidence: 2 });
    // Ungradable has a reason, and never becomes a no.
    await page.keyboard.press('u');
    await page.keyboard.press('1');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Case 3 of 12').waitFor();
    expect(await lastAnswer(reader(0))).toEqual([
      { questionId: 'opacity', outcome: 'ungradable', reason: 'noise', note: '' },
    ]);
    // A box around a lung becomes a mask: one step, which the log tells from what is painted by hand.
    await atCase(page);
    await page.keyboard.press('2');
    await page.keyboard.press('Shift+P');
    await drag(page, [166, 38], [286, 284]);
    const status = page.locator('.stage-status');
    await status.getByText(/^Mask of 1\d{4} pixels proposed/).waitFor();
    await page.getByText('1 drawn').waitFor();
    await page.keyboard.press('z');
    await status.getByText('Undone: Mask proposed in a box, segment 1').waitFor();
    await page.keyboard.press('y');
    await page.getByText('1 drawn').waitFor();
    await page.keyboard.press('o');
    await drag(page, [20, 20], [60, 60]);
    await page.keyboard.press('Control+Enter');
    await page.getByText('Case 4 of 12').waitFor();
    expect(single(await lastAnswer(reader(0)))).toBe('yes');
    const logged = await study.owner.client.export({
      params: { studyId: study.studyId, name: 'reading-events.jsonl' },
    });
    const steps = [...new TextDecoder().decode(logged.bytes).matchAll(/"step":"([^"]*box-mask)"/g)];
    expect(steps.map(([, step]) => step)).toEqual(['box-mask', 'undo box-mask', 'redo box-mask']);
    const times = await page.evaluate(() =>
      performance.getEntriesByName('equipoise-next-case').map(({ duration }) => duration),
    );
    expect(times.length).toBeGreaterThanOrEqual(1);
    console.info(`next case: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    await context.close();
  }, 120_000);

  it('loses at most two seconds when the tab is killed in the middle of a stroke', async () => {
    const { context, page } = await windowOf(browser, room.url, reader(1), { height });
    // The server gets nothing: what comes back is what the browser kept.
    await context.route('**/draft', (route) => route.abort());
    await context.route('**/events', (route) => route.abort());
    await start(page);
    await page.keyboard.press('2');
    await page.keyboard.press('b');
    const { at, column } = await picture(page);
    const trail: { ms: number; column: number }[] = [];
    await page.mouse.move(...at(40, 160));
    await page.mouse.down();
    const began = performance.now();
    while (performance.now() - began < 4000) {
      const x = 40 + (performance.now() - began) / 20;
      const [pageX, pageY] = at(x, 160);
      await page.mouse.move(pageX, pageY);
      trail.push({ ms: performance.now(), column: column(pageX) });
      await page.waitForTimeout(25);
    }
    const killed = performance.now();
    await kill(context, page);
    await context.unroute('**/draft');
    await context.unroute('**/events');
    const again = await context.newPage();
    await start(again);
    await again.getByRole('radio', { name: 'An opacity', checked: true }).waitFor();
    await again.getByText('1 drawn').waitFor();
    await saved(again);
    const [x, y] = (await picture(again)).at(20, 20);
    await again.keyboard.press('o');
    await again.mouse.move(x, y);
    await again.mouse.down();
    await again.mouse.move(x + 80, y + 80, { steps: 4 });
    await again.mouse.up();
    await again.keyboard.press('Control+Enter');
    await again.getByText('Case 2 of 12').waitFor();
    const painted = (await lastAnswer(reader(1))).find(
      ({ questionId }) => questionId === 'outline',
    );
    const mask =
      painted?.outcome === 'answered' && painted.value.kind === 'shapes'
        ? painted.value.shapes[0]
        : undefined;
    const runs = mask?.kind === 'mask' ? (mask.frames[0]?.runs ?? []) : [];
    let [from, right] = [0, 0];
    runs.forEach((run, place) => {
      if (place % 2 === 1) right = Math.max(right, ((from + run - 1) % side) + 1);
      from += run;
    });
    // The brush reaches 12 pixels beyond the pointer.
    const last = trail.filter((one) => one.column <= right - 11).at(-1);
    const lostMs = killed - (last?.ms ?? began);
    console.info(`work lost in a killed tab: ${lostMs.toFixed(0)} ms of ${trail.length} moves`);
    expect(lostMs).toBeLessThanOrEqual(2000);
    await context.close();
  }, 120_000);

  it('keeps every stroke over an expired session, and goes on after signing in in place', async () => {
    const { context, page } = await windowOf(browser, room.url, reader(1));
    await start(page);
    await page.keyboard.press('1');
    await saved(page);
    await context.clearCookies();
    await page.keyboard.press('2');
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor();
    await page.getByText('Signed out: kept in this browser').waitFor();
    await dialog.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await saved(page);
    await page.reload();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('radio', { name: 'An opacity', checked: true }).waitFor();

    // A second factor that is set up elsewhere ends this session; its code is asked for in place as well.
    const { client } = reader(1);
    const { secret } = await client.offerSecondFactor({ body: { password } });
    await client.confirmSecondFactor({ body: { code: deviceCode(secret, Date.now()) } });
    await page.keyboard.press('1');
    await dialog.waitFor();
    await dialog.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    const code = dialog.getByLabel('Code of your device, or a recovery code');
    await code.fill('000000');
    await page.keyboard.press('Enter');
    await dialog.getByText('The code does not fit').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await code.fill(deviceCode(secret, Date.now() + 30_000));
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('radio', { name: 'No opacity', checked: true }).waitFor();
    await saved(page);
    await context.close();
  }, 120_000);

  it('shows both versions when two tabs work on one case, and overwrites neither', async () => {
    const { context, page } = await windowOf(browser, room.url, reader(2));
    const other = await context.newPage();
    await start(page);
    await start(other);
    await page.getByText('This case is open in another tab').waitFor();
    await page.bringToFront();
    await page.keyboard.press('1');
    await saved(page);
    await other.bringToFront();
    await other.keyboard.press('2');
    const dialog = other.getByRole('dialog', { name: 'Two versions of this case' });
    await dialog.waitFor();
    await dialog.getByText('No opacity').waitFor();
    await dialog.getByText('An opacity').waitFor();
    expect(await seriousFindings(other)).toEqual([]);
    await dialog.getByRole('button', { name: 'Go on with the version here' }).click();
    await saved(other);
    await page.bringToFront();
    await page.locator('[data-question="opacity"]').focus();
    await page.keyboard.press('.');
    const here = page.getByRole('dialog', { name: 'Two versions of this case' });
    await here.getByRole('button', { name: 'Go on with the other version' }).click();
    await page.getByRole('radio', { name: 'An opacity', checked: true }).waitFor();
    await context.close();
  }, 120_000);

  it('goes on without a network, and sends when it is back', async () => {
    const { context, page } = await windowOf(browser, room.url, reader(2), { scheme: 'dark' });
    await start(page);
    expect(await seriousFindings(page)).toEqual([]);
    const { doneCount } = await reader(2).client.queue({ params: { studyId: study.studyId } });
    // The case behind is fetched ahead.
    await page.waitForTimeout(2500);
    await context.setOffline(true);
    await page.keyboard.press('1');
    await page.getByText('Offline: kept in this browser').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('1 case is handed in as soon as the server answers').waitFor();
    await atCase(page);
    await page.keyboard.press('u');
    await page.keyboard.press('2');
    await context.setOffline(false);
    await page.getByText('1 case is handed in as soon').waitFor({ state: 'detached' });
    await saved(page);
    const queue = await reader(2).client.queue({ params: { studyId: study.studyId } });
    expect(queue.doneCount).toBe(doneCount + 1);
    expect(single(await lastAnswer(reader(2)))).toBe('no');
    await page.goto(pageOf('queue'));
    await page.getByText(`${doneCount + 1} of 12 cases handed in`).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(pageOf('instructions'));
    await page.getByText('You have confirmed this version.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await context.close();
  }, 120_000);
});

/** Kills the process of a tab: it can say and save nothing more. */
async function kill(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  const crashed = new Promise((done) => page.once('crash', done));
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  await page.close();
}
