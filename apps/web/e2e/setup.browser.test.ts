import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { pngOf } from '../../../test/support/png.ts';
import { windowOf } from './support/browser.ts';
import { joinBy, type Person } from './support/people.ts';
import { phantomOf } from './support/pictures.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';
import {
  opacityProtocol,
  type PreparedStudy,
  studyOfOpacities,
} from './support/study-of-opacities.ts';

const executablePath = browserPath();

describe.skipIf(executablePath === null)('setting a study up', () => {
  let room: ServedRoom;
  let browser: Browser;
  let owner: Person;
  let read: PreparedStudy;

  beforeAll(async () => {
    room = await serveRoom();
    browser = await openBrowser(executablePath ?? '');
    owner = await joinBy(room.url, room.ownerLink ?? '', 'Owner');
    read = await studyOfOpacities(room, 'read', { known: owner, caseCount: 5 });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await room?.stop();
  });

  it('goes from a template to a locked study by the form alone', async () => {
    const { studyId } = await studyOfOpacities(room, 'empty', { known: owner });
    const { context, page } = await windowOf(browser, room.url, owner);
    // The overview says what comes first.
    await page.goto(`${room.url}/studies/${studyId}`);
    await page.getByRole('list').getByRole('link', { name: 'Images and cases' }).click();

    // Eight pictures and something that is none.
    const pictures = Array.from({ length: 8 }, (_, at) => ({
      name: `eye-${at + 1}.png`,
      mimeType: 'image/png',
      buffer: Buffer.from(pngOf(phantomOf(at + 1))),
    }));
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    await (await chooser).setFiles([
      ...pictures,
      { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') },
    ]);
    await page.getByText('8 taken in, 0 were there already, 1 refused').waitFor();
    expect(await page.getByRole('row', { name: /letter\.txt/ }).textContent()).toContain('Refused');
    await page.getByText('8 cases').waitFor();

    await page.getByRole('link', { name: 'Protocol' }).click();
    await page.getByRole('button', { name: /AIROGS/ }).click();
    const tab = (name: RegExp) => page.getByRole('tab', { name }).click();
    // An issue leads to the place where it is mended.
    await page
      .getByRole('button', { name: /^Instructions › .*no example picture/ })
      .first()
      .click();
    const card = page.getByRole('group', { name: 'Referable glaucoma', exact: true });
    await expect.poll(() => card.evaluate((one) => one === document.activeElement)).toBe(true);

    // An example for every answer; the first with a part chosen by drawing.
    const names = await page.getByRole('button', { name: /^Add an example of/ }).all();
    expect(names).toHaveLength(12);
    for (const [at, add] of names.entries()) {
      await add.click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Take image case-0001' }).click();
      if (at === 0) {
        const picture = dialog.getByRole('img', { name: /draw a box/ });
        await expect
          .poll(async () => (await picture.boundingBox())?.height ?? 0)
          .toBeGreaterThan(200);
        const box = await picture.boundingBox();
        if (box === null) throw new Error('the picture is not on the page');
        await page.mouse.move(box.x + box.width * 0.25, box.y + box.height * 0.25);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.5, { steps: 3 });
        await page.mouse.up();
        expect(Number(await dialog.getByLabel('Width').inputValue())).toBeGreaterThan(100);
      }
      await dialog.getByRole('button', { name: 'Take this example' }).click();
      await dialog.waitFor({ state: 'hidden' });
    }

    // A second wording is compared with the first: it begins as a copy, and must differ.
    await page.getByRole('switch', { name: 'Compare versions of the instructions' }).press('Space');
    const same = page.getByRole('button', { name: /version B .*says the same as another version/ });
    await same.click();
    await page.getByRole('tab', { name: 'Version B', selected: true }).waitFor();
    await page.getByLabel('What readers are told').fill('Look twice.');
    await same.waitFor({ state: 'detached' });

    // Two cases for the exam, two as hidden gold, with known answers.
    await tab(/^Cases/);
    for (const [caseId, use, known] of [
      ['case-0005', 'exam', 'value referable'],
      ['case-0006', 'exam', 'value not-referable'],
      ['case-0007', 'gold', 'value referable'],
      ['case-0008', 'gold', 'value not-referable'],
    ] as const) {
      await page.getByLabel(`Use of ${caseId}`).selectOption(use);
      await page.getByLabel(`Known answer of ${caseId}`).selectOption(known);
    }
    await page.getByText('4 measured, 2 gold, 2 exam, 0 training').waitFor();
    await tab(/^People/);
    const judge = page.getByRole('group', { name: /^Adjudicator/ });
    await judge.getByLabel('Skills').fill('glaucoma-specialist');
    await judge.getByLabel('Skills').press('Enter');
    await page.getByText('Nothing is missing: the protocol can be locked.').waitFor();

    await page.getByRole('button', { name: 'Store as the next version' }).click();
    await page.getByText('Version 1', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Lock the study' }).click();
    await page.getByLabel(/I have read the protocol/).check();
    await page.getByRole('button', { name: 'Lock version 1' }).click();
    await page.getByText(/Hash of the protocol: [0-9a-f]{64}/).waitFor();
    const study = await owner.client.study({ params: { studyId } });
    expect(study.state).toBe('locked');
    const { protocol } = await owner.client.protocol({ params: { studyId } });
    const stored = Object(protocol?.document);
    expect(stored.template).toBe('airogs');
    expect(stored.instructions.labels[0].examples[0].crop.width).toBeGreaterThan(100);
    const [first, second] = stored.instructionArms.arms;
    expect([first.id, first.instructions, second.id]).toEqual(['A', null, 'B']);
    expect(second.instructions.text).toBe('Look twice.');
    expect(second.instructions.labels).toEqual(stored.instructions.labels);

    // Whoever runs the study sees what differs between any two versions.
    await page.goto(`${room.url}/studies/${studyId}/instructions`);
    await page.getByLabel('Whose instructions').selectOption('B');
    await page.getByLabel('Compared with').selectOption({ index: 1 });
    await page.getByRole('heading', { name: 'What differs' }).waitFor();
    expect(await page.locator('ins').allTextContents()).toContain('Look twice.');
    await context.close();
  }, 180_000);

  it('lets a person choose when somebody else stored a version meanwhile', async () => {
    const draft = await studyOfOpacities(room, 'imported', { known: owner, caseCount: 3 });
    const params = { studyId: draft.studyId };
    const { images } = await owner.client.images({ params });
    const document = opacityProtocol(draft, images[0]?.record.imageId ?? '');
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    const { context, page } = await windowOf(browser, room.url, owner);
    await page.goto(`${room.url}/studies/${draft.studyId}/protocol`);
    await page.getByLabel('Title').fill('Mine');
    await owner.client.saveProtocol({
      params,
      body: { expectedVersion: 1, document: { ...document, title: 'Theirs' } },
    });
    await page.getByRole('button', { name: 'Store as the next version' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText('Version 2 was stored while you were editing.', { exact: false })
      .waitFor();
    expect(await dialog.getByRole('row', { name: /title/ }).textContent()).toMatch(/Theirs.*Mine/s);
    await dialog.getByRole('button', { name: 'Store mine as the next version' }).click();
    await page.getByText('Version 3', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Versions' }).click();
    const changes = page.getByRole('row', { name: /^title/ });
    expect(await changes.textContent()).toMatch(/Theirs.*Mine/s);
    const { protocol } = await owner.client.protocol({ params });
    expect(Object(protocol?.document).title).toBe('Mine');

    // What was not stored is still there after a reload.
    await page.getByRole('tab', { name: 'Study' }).click();
    await page.getByLabel('Title').fill('Mine again');
    await page.waitForFunction(() => sessionStorage.length > 0);
    await page.waitForTimeout(700);
    page.once('dialog', (asked) => void asked.accept());
    await page.reload();
    await page.getByRole('button', { name: 'Take them up' }).click();
    expect(await page.getByLabel('Title').inputValue()).toBe('Mine again');
    await context.close();
  });

  it('narrows the gallery down by keys and shows what readers drew', async () => {
    const { context, page } = await windowOf(browser, room.url, owner);
    await page.goto(`${room.url}/studies/${read.studyId}/gallery`);
    await page.getByText('5 cases').waitFor();
    await page.getByRole('checkbox', { name: 'South' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('2 cases').waitFor();
    expect(page.url()).toContain('filter=');
    await page.getByRole('link', { name: /case-0004/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Case case-0004' }).waitFor();
    const row = page.getByRole('row', { name: /^Reader C/ });
    await expect.poll(() => row.textContent()).toContain('An opacity');
    await page.locator('.stage-canvas').first().waitFor();
    // The third reader alone drew here; hidden, the box is gone.
    await expect
      .poll(() => page.locator('.stage-overlay path, .stage-overlay polygon').count())
      .toBeGreaterThan(0);
    await page.getByRole('checkbox', { name: /^Reader C/ }).press('Space');
    await expect
      .poll(() => page.locator('.stage-overlay path, .stage-overlay polygon').count())
      .toBe(0);

    const [first = '', second = ''] = read.cases;
    await page.goto(`${room.url}/studies/${read.studyId}/gallery?cases=${first},${second}`);
    await page.getByText('These 2 cases were chosen elsewhere').waitFor();
    await expect.poll(() => page.getByRole('link', { name: /^case-/ }).count()).toBe(2);
    await context.close();
  });
});
