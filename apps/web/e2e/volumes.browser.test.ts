import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shape } from '@equipoise/domain';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { sharedOrSkip } from '../../../test/support/skip.ts';
import { seriousFindings, windowOf } from './support/browser.ts';
import { inviteInto, joinBy, type Person } from './support/people.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';

const chromium = browserPath();
const nifti = sharedOrSkip('data', 'ixi-nifti');
const dicom = sharedOrSkip('data', 'dicom-samples');

/** A brain of 120 × 120 × 90 voxels, stored from front to back, and moving pictures of 30 frames. */
describe.skipIf(chromium === null || nifti === null || dicom === null)('volumes', () => {
  let room: ServedRoom;
  let browser: Browser;
  let owner: Person;
  let reader: Person;
  let studyId = '';

  beforeAll(async () => {
    [browser, room] = await Promise.all([openBrowser(chromium ?? ''), serveRoom()]);
    owner = await joinBy(room.url, room.ownerLink ?? '', 'Owner');
    ({ studyId } = await owner.client.addStudy({ body: { title: 'Volumes' } }));
    const params = { studyId };
    reader = await inviteInto(room.url, owner, studyId, 'reader', 'Reader');
    const { images } = await owner.client.importImages({
      params,
      fields: { cases: 'image' },
      files: [
        {
          name: 'brain.nii.gz',
          bytes: new Uint8Array(readFileSync(join(nifti ?? '', 't1/IXI012-HH-1211-T1_ds.nii.gz'))),
        },
        {
          name: 'moving.dcm',
          bytes: new Uint8Array(readFileSync(join(dicom ?? '', 'examples_ybr_color.dcm'))),
        },
      ],
    });
    const [brain, moving] = images;
    expect([brain?.record.frameCount, moving?.record.frameCount]).toEqual([90, 30]);
    const labels = [
      { value: 'core', text: 'Core' },
      { value: 'rim', text: 'Rim' },
    ];
    const planes = { group: 'planes', what: ['window', 'zoom', 'crosshair'] };
    const document = {
      schemaVersion: 1,
      studyId,
      title: 'Volumes',
      questions: [{ id: 'where', kind: 'mask', text: 'Paint it.', labels, hasNothingFound: true }],
      cases: images.map(({ caseId }) => ({ caseId })),
      readers: [{ readerId: reader.id, roles: ['reader'] }],
      reads: { perCase: 1 },
      order: { kind: 'fixed', by: [] },
      adjudication: { kind: 'none' },
      instructions: {
        text: 'Paint.',
        labels: labels.map(({ value, text }) => ({
          questionId: 'where',
          label: value,
          text,
          examples: [{ imageId: brain?.record.imageId, frame: 45 }],
        })),
      },
      hanging: {
        columns: 3,
        rows: 2,
        viewports: [
          {
            id: 'axial',
            column: 0,
            row: 0,
            columnSpan: 2,
            rowSpan: 2,
            plane: 'axial',
            link: planes,
          },
          { id: 'coronal', column: 2, row: 0, plane: 'coronal', link: planes },
          { id: 'sagittal', column: 2, row: 1, plane: 'sagittal', link: planes },
        ],
      },
      analysisPlan: 'None.',
    };
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    const { versions } = await reader.client.instructions({ params });
    const version = versions.at(-1)?.version ?? '';
    await reader.client.confirmInstructions({ params, body: { version } });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await room?.stop();
  });

  const caption = (page: Page, id: string) =>
    page.locator(`[data-viewport="${id}"] .stage-caption`);

  const place = (page: Page, id: string): Promise<string> =>
    caption(page, id)
      .textContent()
      .then((text) => /Slice \d+/.exec(text ?? '')?.[0] ?? '');
  const planes = ['axial', 'coronal', 'sagittal'] as const;

  /** Opens the next case; every plane stands on the screen. */
  async function start(page: Page): Promise<void> {
    await page.goto(`${room.url}/studies/${studyId}/read`);
    await page.getByRole('button', { name: 'Start' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[data-question="where"]:focus').waitFor();
    for (const id of planes)
      await caption(page, id)
        .getByText(/^Slice \d+ of \d+/)
        .waitFor();
  }

  it('are read in three planes, painted on slices, filled in between, and seen again', async () => {
    const { context, page } = await windowOf(browser, room.url, reader, {
      width: 1400,
      height: 900,
    });
    await start(page);
    // Stored from back to front, and yet upright, as radiologists hang it; the middle comes first.
    const sides = (id: string) => page.locator(`[data-viewport="${id}"] .stage-sides span`);
    expect(await sides('axial').allTextContents()).toEqual(['R', 'L', 'A', 'P']);
    expect(await sides('coronal').allTextContents()).toEqual(['R', 'L', 'H', 'F']);
    expect(await sides('sagittal').allTextContents()).toEqual(['A', 'P', 'H', 'F']);
    expect(await Promise.all(planes.map((id) => place(page, id)))).toEqual([
      'Slice 61',
      'Slice 61',
      'Slice 46',
    ]);
    expect(await seriousFindings(page)).toEqual([]);

    // The keys of answers are the reader's: one that is taken is refused with a sentence.
    const newKey = async (key: string): Promise<void> => {
      await page.getByRole('button', { name: /^Change the key for: Rim/ }).click();
      await page.keyboard.press(key);
    };
    await page.keyboard.press('F1');
    await newKey('1');
    await page.getByText('1 is taken: Core.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await newKey('m');
    await page.getByRole('button', { name: 'Change the key for: Rim (now m)' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).last().click();
    await page.locator('[data-question="where"]').focus();
    await page.keyboard.press('m');
    await expect
      .poll(() =>
        page.getByLabel('Segment', { exact: true }).locator('option:checked').textContent(),
      )
      .toBe('Rim');
    await page.locator('[data-question="where"]').focus();
    await page.keyboard.press('1');

    await page.getByRole('button', { name: /^Window/ }).click();

    // Wheel and keys go through slices.
    const view = page.locator('[data-viewport="sagittal"]');
    await view.hover();
    await page.mouse.wheel(0, 100);
    await caption(page, 'sagittal').getByText('Slice 47 of 90').waitFor();
    await page.mouse.wheel(0, -100);
    await caption(page, 'sagittal').getByText('Slice 46 of 90').waitFor();
    // A click puts the crosshair there: the other planes go through it.
    const box = (await view.boundingBox())!; // it stands there
    const [x, y] = [box.x + box.width * 0.5, box.y + box.height * 0.4];
    await page.mouse.click(x, y);
    await caption(page, 'axial').getByText('Slice 61 of').waitFor({ state: 'detached' });

    // Paint on a slice and eight further on; the slices between are filled by a key.
    const dab = async (): Promise<void> => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 12, y, { steps: 3 });
      await page.mouse.up();
    };
    await page.getByRole('button', { name: /^Brush/ }).click();
    await dab();
    await page.getByText('1 drawn').waitFor();
    for (let at = 0; at < 8; at += 1) await page.mouse.wheel(0, 100);
    await caption(page, 'sagittal').getByText('Slice 54 of 90').waitFor();
    await dab();
    await page.getByRole('button', { name: /^Fill between slices/ }).click();
    await page.locator('.stage-status').getByText('Slices filled between').waitFor();
    // The second segment overlaps the first one.
    await page.getByLabel('Segment', { exact: true }).selectOption({ label: 'Rim' });
    await page.keyboard.press(']');
    await dab();
    await expect.poll(() => page.getByText('1 drawn').count()).toBe(2);
    await page.locator('[data-save="saved"]').waitFor();

    // It is all there after the tab was closed, and goes on in another plane.
    await page.close();
    const again = await context.newPage();
    await start(again);
    await expect.poll(() => again.getByText('1 drawn').count()).toBe(2);
    await again.keyboard.press('Control+Enter');
    await again.getByText('Case 2 of 2').waitFor();
    // A moving picture in colour has one plane only.
    await caption(again, 'axial').getByText('Slice 16 of 30').waitFor();
    await context.close();

    const { answers } = await owner.client.caseAnswers({
      params: { studyId, caseId: 'case-0001' },
    });
    const said = Object(answers[0])['answers'][0].value.shapes as Extract<
      Shape,
      { kind: 'mask' }
    >[];
    expect(said.map(({ label }) => label).sort()).toEqual(['core', 'rim']);
    const framesOf = (label: string) => said.find((one) => one.label === label)?.frames ?? [];
    expect(framesOf('core').map(({ frame }) => frame)).toEqual(
      Array.from({ length: 9 }, (_, at) => 45 + at),
    );
    expect(framesOf('rim').map(({ frame }) => frame)).toEqual([53]);
    const bits = (label: string): Set<number> => {
      const on = new Set<number>();
      let from = 0;
      for (const [at, run] of (
        framesOf(label).find(({ frame }) => frame === 53)?.runs ?? []
      ).entries()) {
        if (at % 2 === 1) for (let one = from; one < from + run; one += 1) on.add(one);
        from += run;
      }
      return on;
    };
    const [core, rim] = [bits('core'), bits('rim')];
    const shared = [...core].filter((one) => rim.has(one)).length;
    expect(shared).toBe(core.size);
    expect(rim.size).toBeGreaterThan(core.size);
  }, 120_000);

  it('are seen with what was painted by who runs the study', async () => {
    const { context, page } = await windowOf(browser, room.url, owner, {
      width: 1400,
      height: 900,
    });
    await page.goto(`${room.url}/studies/${studyId}/cases/case-0001`);
    await page.getByRole('row', { name: /^Reader 1 × Core, 1 × Rim/ }).waitFor();
    await page.locator('.stage-caption', { hasText: 'Slice' }).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await context.close();
  }, 60_000);
});
