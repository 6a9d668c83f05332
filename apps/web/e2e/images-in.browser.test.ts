import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { pngOf } from '../../../test/support/png.ts';
import { sharedOrSkip } from '../../../test/support/skip.ts';
import { zipOf } from '../../../test/support/zip.ts';
import { seriousFindings, windowOf } from './support/browser.ts';
import { joinBy, type Person } from './support/people.ts';
import { phantomOf } from './support/pictures.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';

const chromium = browserPath();
const dicom = sharedOrSkip('data', 'dicom-samples');
describe.skipIf(chromium === null || dicom === null)('images come in', () => {
  let room: ServedRoom;
  let browser: Browser;
  let owner: Person;
  const folder = mkdtempSync(join(tmpdir(), 'equipoise-in-'));
  const inFolder = (...parts: readonly string[]): string => join(folder, ...parts);
  const sample = (name: string, to: string): void => copyFileSync(join(dicom ?? '', name), to);

  beforeAll(async () => {
    [browser, room] = await Promise.all([openBrowser(chromium ?? ''), serveRoom()]);
    owner = await joinBy(room.url, room.ownerLink ?? '', 'Owner');
    // A folder as it comes from a scanner: two patients, a hidden file, a report, and one that was cut off.
    for (const name of ['one', 'two']) mkdirSync(inFolder('study', name), { recursive: true });
    sample('CT_small.dcm', inFolder('study/one/ct.dcm'));
    sample('MR_small.dcm', inFolder('study/two/mr.dcm'));
    sample('MR_truncated.dcm', inFolder('study/two/broken.dcm'));
    writeFileSync(inFolder('study/.DS_Store'), 'nothing');
    writeFileSync(inFolder('study/one/report.txt'), 'no picture');
    writeFileSync(inFolder('eye.png'), pngOf(phantomOf(1, 64, 64)));
    const picture = (number: number): Uint8Array => pngOf(phantomOf(number, 64, 64));
    writeFileSync(
      inFolder('archive.zip'),
      zipOf([
        { name: 'a/eye-1.png', data: picture(1) },
        { name: 'a/eye-2.png', data: picture(2) },
        { name: 'a/letter.txt', data: new TextEncoder().encode('no picture') },
      ]),
    );
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await room?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Drops files and folders where the page takes them, as a hand does. */
  async function drop(page: Page, files: readonly string[]): Promise<void> {
    const session = await page.context().newCDPSession(page);
    const box = await page.locator('.eq-drop').boundingBox();
    if (box === null) throw new Error('nothing takes a drop');
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    const at = { x: box.x + 40, y: box.y + 20, data };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, ...at });
    }
    await session.detach();
  }

  it('as files and folders that are dropped, as a folder and as an archive', async () => {
    const { studyId } = await owner.client.addStudy({ body: { title: 'In' } });
    const { context, page } = await windowOf(browser, room.url, owner);
    await page.goto(`${room.url}/studies/${studyId}/images`);
    await page.locator('.eq-drop').waitFor();
    // How far it is, is said while it goes; the upload is held back until that was seen.
    let go = (): void => undefined;
    const held = new Promise<void>((done) => {
      go = done;
    });
    await page.route('**/images', async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    await drop(page, [inFolder('eye.png'), inFolder('study')]);
    await page.getByRole('progressbar').waitFor({ state: 'attached' });
    await page
      .getByText(/% sent|are being read/)
      .first()
      .waitFor();
    await page.getByText('Batch 1 of 1, 5 files').waitFor();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    expect(await page.getByRole('button', { name: 'Choose files' }).isDisabled()).toBe(true);
    go();
    await page.getByText('3 taken in, 0 were there already, 2 refused').waitFor();
    await page.unroute('**/images');
    // What was refused has its name, why, and what helps; the rest is in.
    for (const name of ['study/two/broken.dcm', 'study/one/report.txt']) {
      const row = page.getByRole('row', { name: new RegExp(name) });
      expect(await row.getByRole('cell').nth(1).textContent()).toBe('Refused');
      expect((await row.getByRole('cell').nth(2).textContent())?.length).toBeGreaterThan(40);
    }
    await page.getByText('3 cases').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear this list' }).click();

    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await (await choosing).setFiles(inFolder('study'));
    await page.getByText('0 taken in, 2 were there already, 2 refused').waitFor();
    await page.getByRole('button', { name: 'Clear this list' }).click();

    const picking = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    await (await picking).setFiles(inFolder('archive.zip'));
    await page
      .getByText('1 taken in, 1 were there already, 1 archives opened, 1 refused')
      .waitFor();
    await page.getByRole('row', { name: /archive\.zip.*Refused/ }).waitFor();
    await page.getByText('4 cases').waitFor();

    // How they hang comes from a file too: named viewports, as another house keeps them.
    await page.goto(`${room.url}/studies/${studyId}/protocol`);
    await page.getByRole('button', { name: 'Begin with an empty protocol' }).click();
    await page.getByRole('tab', { name: /^Hanging/ }).click();
    const bring = async (document: unknown): Promise<void> => {
      const picked = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'From a file (JSON)' }).click();
      const buffer = Buffer.from(JSON.stringify(document));
      await (await picked).setFiles({ name: 'hanging.json', mimeType: 'application/json', buffer });
    };
    await bring([{ viewport_name: 'main', x: 40, y: 0 }]);
    await page.getByText('Not taken: columns:', { exact: false }).waitFor();
    await bring([
      { viewport_name: 'main', x: 0, y: 0, w: 2, h: 1, order: 0 },
      { viewport_name: 'secondary', x: 2, y: 0, w: 1, h: 1, order: 1, fullsizable: false },
      { viewport_name: 'map', specialized_view: 'minimap', parent_id: 'main' },
    ]);
    await page.getByText('Taken: 2 places. Left out, since they show no image: map.').waitFor();
    await page.getByRole('group', { name: 'Place secondary' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await context.close();
  }, 120_000);
});
