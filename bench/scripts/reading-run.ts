/**
 * Times the reading page as a reader has it, in a browser without a graphics card, on radiographs of 2500 × 3000:
 * `reading-run.ts first|next|window|weight`. Prints one line of JSON.
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

/** A drag of the window, and how often the picture and the screen changed meanwhile. */
interface Dragged {
  readonly seconds: number;
  readonly pictures: number;
  readonly beats: number;
}

/** Drags the window for three seconds, a move with every beat of the screen. A picture covers the whole canvas. */
async function windowDrag(page: Page): Promise<Dragged> {
  const caption = page.locator('.stage-caption').first();
  const before = await caption.textContent();
  // Text, because the names that the loader gives to functions mean nothing in a page.
  const dragged = await page.evaluate<Dragged>(`new Promise((done) => {
    const canvas = document.querySelector('canvas');
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const { putImageData } = CanvasRenderingContext2D.prototype;
    let pictures = 0;
    CanvasRenderingContext2D.prototype.putImageData = function (...given) {
      const [, , , , , wide, high] = given;
      if (this.canvas === canvas && wide >= canvas.width && high >= canvas.height) pictures += 1;
      return putImageData.apply(this, given);
    };
    const send = (type, button, clientX, clientY) => {
      const place = { clientX, clientY, button, buttons: 1, bubbles: true };
      canvas.dispatchEvent(new PointerEvent(type, { pointerId: 1, pointerType: 'mouse', ...place }));
    };
    send('pointerdown', 0, x, y);
    const from = performance.now();
    let beats = 0;
    requestAnimationFrame(function beat() {
      beats += 1;
      const seconds = (performance.now() - from) / 1000;
      send('pointermove', -1, x + 90 * Math.sin(beats / 9), y + 60 * Math.cos(beats / 7));
      if (seconds < 3) return requestAnimationFrame(beat);
      send('pointerup', 0, x, y);
      done({ seconds, pictures, beats });
    });
  })`);
  if ((await caption.textContent()) === before) throw new Error('The window did not change.');
  return dragged;
}

async function timed(): Promise<{ readonly seconds: number }> {
  const executablePath = browserPath();
  if (executablePath === null) throw new Error('There is no browser here.');
  const [room, browser] = await Promise.all([serveRoom(), openBrowser(executablePath)]);
  try {
    const study = await lockedStudy(room);
    const { page } = await windowOf(browser, room.url, study.readers[0] ?? null);
    const opened = await first(page, `${room.url}/studies/${study.studyId}/read`);
    if (task === 'next') return { seconds: await next(page) };
    if (task !== 'window') return { seconds: opened };
    const { seconds, pictures, beats } = await windowDrag(page);
    return { seconds: seconds / pictures, ...{ pictures, beats } };
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
      : { ...report, ...(await timed()) },
  ),
);
