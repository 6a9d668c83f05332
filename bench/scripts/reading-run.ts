/**
 * Times the reading page as a reader has it, in a browser without a graphics card, on radiographs of 2500 × 3000:
 * `reading-run.ts first|next|window|dabs|weight`. Prints one line of JSON.
 */
import type { Page } from 'playwright-core';
import { windowOf } from '../../apps/web/e2e/support/browser.ts';
import { phantomOf } from '../../apps/web/e2e/support/pictures.ts';
import { type ServedRoom, serveRoom } from '../../apps/web/e2e/support/serve.ts';
import {
  opacityProtocol,
  type PreparedStudy,
  studyOfOpacities,
} from '../../apps/web/e2e/support/study-of-opacities.ts';
import { browserPath, openBrowser } from '../../test/support/browser.ts';
import { weighPage } from '../../test/support/page-weight.ts';
import { pngOf } from '../../test/support/png.ts';

const [task = 'first'] = process.argv.slice(2);
const caseCount = 6;

/** Bytes of JavaScript that the reading page loads, gzipped. */
function weight(): number {
  return weighPage('src/pages/reading/reading.page.tsx').reduce((sum, { gzip }) => sum + gzip, 0);
}

async function lockedStudy(room: ServedRoom): Promise<PreparedStudy> {
  const study = await studyOfOpacities(room, 'empty');
  const params = { studyId: study.studyId };
  const { images } = await study.curator.client.importImages({
    params,
    fields: { cases: 'image' },
    files: Array.from({ length: caseCount }, (_, at) => ({
      name: `${at + 1}.png`,
      bytes: pngOf(phantomOf(3 * at + 3, 2500, 3000)),
    })),
  });
  const cases = images.map(({ caseId }) => caseId ?? '');
  const document = opacityProtocol({ ...study, cases }, images[0]?.record.imageId ?? '');
  await study.curator.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
  await study.curator.client.lockProtocol({ params, body: { version: 1 } });
  const [reader] = study.readers;
  const { versions } = (await reader?.client.instructions({ params })) ?? { versions: [] };
  await reader?.client.confirmInstructions({
    params,
    body: { version: versions.at(-1)?.version ?? '' },
  });
  return { ...study, cases };
}

const shown = (page: Page, name: string, count: number): Promise<unknown> =>
  page.waitForFunction(([entry, wanted]) => performance.getEntriesByName(entry).length >= wanted, [
    name,
    count,
  ] as const);

/** Seconds from opening the page to the first picture, without what a person takes to press Enter. */
async function first(page: Page, address: string): Promise<number> {
  await page.goto(address);
  await page.getByRole('heading', { name: 'Ready to read' }).waitFor();
  const ready = await page.evaluate(() => performance.now());
  const from = await page.evaluate(() => performance.now());
  await page.keyboard.press('Enter');
  await shown(page, 'equipoise-case-shown', 1);
  const at = await page.evaluate(
    () => performance.getEntriesByName('equipoise-case-shown')[0]?.startTime ?? 0,
  );
  return (ready + at - from) / 1000;
}

async function next(page: Page): Promise<number> {
  for (let at = 1; at < caseCount; at += 1) {
    await page.waitForTimeout(1500);
    await page.keyboard.press('1');
    await page.keyboard.press('Control+Enter');
    await shown(page, 'equipoise-next-case', at);
  }
  const times = await page.evaluate(() =>
    performance.getEntriesByName('equipoise-next-case').map(({ duration }) => duration),
  );
  return (times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN) / 1000;
}

/** Seconds of a picture while the window is dragged. */
async function windowDrag(page: Page): Promise<number> {
  const canvas = page.locator('canvas').first();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('There is no picture.');
  // Text, because the names that the loader gives to functions mean nothing in a page.
  await page.evaluate(`
    globalThis.pictures = 0;
    (function count() {
      globalThis.pictures += 1;
      requestAnimationFrame(count);
    })();
  `);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  const from = performance.now();
  for (let step = 0; performance.now() - from < 3000; step += 1) {
    await page.mouse.move(
      box.x + box.width / 2 + 90 * Math.sin(step / 9),
      box.y + box.height / 2 + 60 * Math.cos(step / 7),
    );
  }
  const seconds = (performance.now() - from) / 1000;
  const pictures = await page.evaluate(() => (globalThis as { pictures?: number }).pictures ?? 0);
  await page.mouse.up();
  return seconds / pictures;
}

async function timed(): Promise<number> {
  const executablePath = browserPath();
  if (executablePath === null) throw new Error('There is no browser here.');
  const [room, browser] = await Promise.all([serveRoom(), openBrowser(executablePath)]);
  try {
    const study = await lockedStudy(room);
    const { page } = await windowOf(browser, room.url, study.readers[0] ?? null);
    const opened = await first(page, `${room.url}/studies/${study.studyId}/read`);
    if (task === 'next') return await next(page);
    if (task === 'window') return await windowDrag(page);
    return opened;
  } finally {
    await browser.close();
    await room.stop();
  }
}

const report = { peakMb: null, versions: { node: process.version } };
console.log(
  JSON.stringify(
    task === 'weight'
      ? { ...report, seconds: 0, gzippedBytes: weight() }
      : { ...report, seconds: await timed() },
  ),
);
