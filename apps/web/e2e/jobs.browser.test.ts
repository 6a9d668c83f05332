import { readFileSync } from 'node:fs';
import { studyProtocolSchema } from '@equipoise/domain';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { seriousFindings, windowOf } from './support/browser.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';
import { type PreparedStudy, studyOfOpacities } from './support/study-of-opacities.ts';

const chromium = browserPath();
let browser: Browser;
let room: ServedRoom;
let study: PreparedStudy;
let curator: { context: BrowserContext; page: Page };
let auditPath = '';

beforeAll(async () => {
  if (chromium === null) return;
  [browser, room] = await Promise.all([openBrowser(chromium), serveRoom()]);
  study = await studyOfOpacities(room, 'settled', { caseCount: 24 });
  curator = await windowOf(browser, room.url, study.curator, { width: 1400 });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await room?.stop();
});

/** Scores for every case, none of them worth much. */
function predictions(): Buffer {
  const rows = study.cases.map((caseId, at) => `${caseId},${((at * 37) % 24) / 24}`);
  return Buffer.from(`case,score\n${rows.join('\n')}\n`);
}

/** Fills the form of a new job and starts it. */
async function start(page: Page, kind: 'Audit' | 'Label errors'): Promise<void> {
  await page.goto(`${room.url}/studies/${study.studyId}/audits`);
  await page.getByRole('radio', { name: new RegExp(`^${kind}:`) }).check();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByLabel('Predictions').click(),
  ]);
  await chooser.setFiles({ name: 'scores.csv', mimeType: 'text/csv', buffer: predictions() });
  await page.getByText('24 of the first 24 rows of case name a case of the study.').waitFor();
  await expect(
    page.getByRole('checkbox', { name: 'score', exact: true }).isChecked(),
  ).resolves.toBe(true);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.waitForURL(/\/audits\/.+/);
}

async function done(page: Page): Promise<void> {
  await page.getByText('The job is done.').waitFor({ timeout: 120_000 });
}

describe.skipIf(chromium === null)('jobs', () => {
  it('audit the consensus, and a row of the report leads to its images', async () => {
    const { page } = curator;
    await start(page, 'Audit');
    await done(page);
    auditPath = new URL(page.url()).pathname;
    const frame = page.frameLocator('iframe');
    // The report stands in an origin of its own, without rights of this one.
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('allow-scripts');
    expect(await page.locator('iframe').getAttribute('title')).not.toBe('');
    const row = frame.locator('#gaps tbody[data-metric="sensitivity"] tr.pick button').first();
    await row.focus();
    await page.keyboard.press('Enter');
    const cases = page.getByRole('region', { name: 'Cases of this cell' });
    await cases.getByRole('heading', { name: 'site: North' }).waitFor();
    await cases.getByText('Chosen at: sensitivity').waitFor();
    // Sensitivity counts cases with the finding: every third phantom has one, half of them at this site.
    await cases.getByText('4 cases', { exact: true }).waitFor();
    await page.waitForFunction(() => {
      const pictures = [...document.querySelectorAll<HTMLImageElement>('.eq-cell img')];
      return pictures.length === 4 && pictures.every((one) => one.naturalWidth > 1);
    });
    expect(await seriousFindings(page)).toEqual([]);
    await cases.getByLabel('Which of them').selectOption('all');
    await cases.getByText('12 cases', { exact: true }).waitFor();
    // A click on a number does the same as its row.
    await frame.locator('#metrics tr.pick td').first().click();
    await cases.getByRole('heading', { name: 'Everyone' }).waitFor();
    await cases.getByRole('button', { name: 'Show in the gallery' }).click();
    await page.waitForURL(/gallery\?cases=/);
  });

  it('can be watched, stopped, and say what failed', async () => {
    const { page } = curator;
    await start(page, 'Audit');
    await page.getByRole('button', { name: /^Cancel the job/ }).click();
    await page.getByText('The job was cancelled.').waitFor({ timeout: 60_000 });
    const { client } = study.curator;
    const failed = await client.addJob({
      params: { studyId: study.studyId },
      fields: { kind: 'audit', question: 'opacity', score: 'no such column', positive: 'yes' },
      files: [{ name: 'predictions.csv', bytes: new Uint8Array(predictions()) }],
    });
    await page.goto(`${room.url}/studies/${study.studyId}/audits/${failed.jobId}`);
    await page.getByRole('alert').getByText('no such column').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'All jobs' }).click();
    await page.getByRole('table').first().waitFor();
    expect(await page.getByRole('link', { name: 'Audit', exact: true }).count()).toBe(3);
  });

  it('search labels for errors, and suspects are marked to be read again', async () => {
    const { page } = curator;
    await start(page, 'Label errors');
    await done(page);
    const first = page.getByRole('button', { name: /^Mark case-\d+ for re-reading$/ }).first();
    await first.click();
    // All readers of this study know every case: a further one is not to be had.
    await page.getByRole('alert').getByText('No reader is left').waitFor();
    await page.getByLabel('Who reads a marked case again').selectOption('same');
    await first.click();
    await page.getByText('is read again by 3 readers').waitFor();
    await page.getByRole('cell', { name: 'read again: 0 of 3', exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const { threads } = await study.curator.client.threads({ params: { studyId: study.studyId } });
    expect(threads[0]?.messages[0]?.body).toMatch(/^Suspect 1 of the search /);
    expect(threads[0]?.caseId).toMatch(/^case-/);
  });

  it('leave files to take along: exports of the study, and those of a job', async () => {
    const { page } = curator;
    await page.goto(`${room.url}/studies/${study.studyId}/exports`);
    const [readings] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download readings.csv' }).click(),
    ]);
    expect(readings.suggestedFilename()).toBe('readings.csv');
    expect(readFileSync(await readings.path(), 'utf8').split('\n').length).toBeGreaterThan(60);
    const [whole] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'The whole study' }).click(),
    ]);
    expect(
      readFileSync(await whole.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    // Drawings are none of what this protocol settles: the readers' masks are made one.
    const consensus = await study.curator.client.export({
      params: { studyId: study.studyId, name: 'coco-consensus.json' },
    });
    const { annotations } = JSON.parse(Buffer.from(consensus.bytes).toString('utf8')) as {
      annotations: { attributes: { origin: string; answers: string[] }; area: number }[];
    };
    expect(annotations.length).toBeGreaterThan(3);
    expect(new Set(annotations.map((one) => one.attributes.origin))).toEqual(new Set(['merged']));
    expect(annotations.every((one) => one.area > 100)).toBe(true);
    await page.getByRole('button', { name: 'Show the commands' }).click();
    await expect(page.getByLabel('Agreement', { exact: true }).inputValue()).resolves.toMatch(
      /^equipoise agreement readings\.csv /,
    );
    await page.goto(`${room.url}${auditPath}`);
    const [report] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download report.html' }).click(),
    ]);
    expect(readFileSync(await report.path(), 'utf8')).toContain('<html');
  });

  it('know answers from a reading, and drawings from a file', async () => {
    const { page } = curator;
    const { client } = study.curator;
    const params = { studyId: study.studyId };
    const stored = async () =>
      studyProtocolSchema.parse((await client.protocol({ params })).protocol?.document);
    const shapesOf = async (caseId: string): Promise<readonly string[]> =>
      ((await stored()).cases.find((one) => one.caseId === caseId)?.reference ?? []).flatMap(
        (answer) =>
          answer.outcome === 'answered' && answer.value.kind === 'shapes'
            ? answer.value.shapes.map(({ kind }) => kind)
            : [],
      );
    // Cases on which every reader drew a box and a mask.
    const coco = await client.export({ params: { ...params, name: 'coco.json' } });
    const file = JSON.parse(Buffer.from(coco.bytes).toString('utf8')) as {
      images: { id: number; case: string }[];
      annotations: { image_id: number; attributes: { reader: string } }[];
    };
    const drawnOn = (name: string) => {
      const ids = new Set(file.images.filter((one) => one.case === name).map(({ id }) => id));
      return file.annotations.filter((one) => ids.has(one.image_id));
    };
    const all = study.cases.filter((name) => drawnOn(name).length === 2 * study.readers.length);
    const [first = '', second = ''] = all;
    await page.goto(`${room.url}/studies/${study.studyId}/cases/${first}`);
    await page
      .getByRole('button', { name: /^Use the reading of .* as the known answer$/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog', { name: `Known answer of ${first}` });
    await dialog.getByText('It is an amendment of the protocol.').waitFor();
    await dialog.getByLabel('Reason').fill('Read by the most senior reader.');
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Amend the protocol' }).click();
    await page.getByText(/is the known answer of this case in version 2/).waitFor();
    expect((await stored()).cases.find((one) => one.caseId === first)?.use).toBe('gold');
    expect(await shapesOf(first)).toEqual(['box', 'mask']);

    const reader = file.annotations[0]?.attributes.reader;
    const annotations = drawnOn(second).filter((one) => one.attributes.reader === reader);
    await page.goto(`${room.url}/studies/${study.studyId}/protocol`);
    await page.getByRole('tab', { name: /^Cases/ }).click();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByLabel('Files', { exact: true }).click(),
    ]);
    await chooser.setFiles({
      name: 'pilot.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify({ ...file, annotations })),
    });
    await page.getByRole('button', { name: 'Take them over', exact: true }).last().click();
    await page.getByText('2 drawings became known answers of 1 case').waitFor();
    await page.getByRole('button', { name: 'Use the chosen ones for: Hidden gold' }).click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Store as an amendment' }).click();
    const amend = page.getByRole('dialog');
    await amend.getByLabel('Reason of the amendment').fill('Known from the pilot.');
    await amend.getByRole('button', { name: 'Store as an amendment' }).click();
    await amend.waitFor({ state: 'hidden' });
    expect(await shapesOf(second)).toEqual(['box', 'mask']);
  });
});
