import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { seriousFindings, windowOf } from './support/browser.ts';
import type { Person } from './support/people.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';
import {
  opacityAnswers,
  opacityProtocol,
  type PreparedStudy,
  readQueue,
  studyOfOpacities,
} from './support/study-of-opacities.ts';

const chromium = browserPath();
let browser: Browser;
let room: ServedRoom;
let owner: Person;

beforeAll(async () => {
  if (chromium === null) return;
  [browser, room] = await Promise.all([openBrowser(chromium), serveRoom()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await room?.stop();
});

/** Three cases under a rule: of the third the drawings differ, or the answers, each by reader. */
async function readUnder(
  rule: Readonly<Record<string, unknown>>,
  readerCount: number,
  choiceOf: (reader: number, number: number) => number = (_, number) => number,
): Promise<PreparedStudy> {
  const study = await studyOfOpacities(room, 'imported', {
    caseCount: 3,
    ...(owner === undefined ? {} : { known: owner }),
  });
  owner = study.owner;
  const params = { studyId: study.studyId };
  const readers = study.readers.slice(0, readerCount);
  const judges = study.readers.slice(readerCount);
  for (const { id } of judges) {
    await owner.client.setMember({
      params: { ...params, accountId: id },
      body: { role: 'adjudicator', state: 'active', why: 'Sits on the panel.' },
    });
  }
  const { images } = await study.curator.client.images({ params });
  const base = opacityProtocol({ ...study, readers }, images[0]?.record.imageId ?? '');
  const document = {
    ...base,
    readers: [
      ...readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
      ...[...judges, study.judge].map(({ id }) => ({ readerId: id, roles: ['adjudicator'] })),
    ],
    reads: { perCase: readerCount },
    adjudication: { rubric: [{ id: 'edge', text: 'Is the edge clear?' }], rounds: 2, ...rule },
  };
  await study.curator.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
  await study.curator.client.lockProtocol({ params, body: { version: 1 } });
  const numbers = new Map(
    images.map(({ record, caseIds }) => [
      record.imageId,
      study.cases.indexOf(caseIds[0] ?? '') + 1,
    ]),
  );
  for (const [at, reader] of readers.entries()) {
    await readQueue(reader, study.studyId, (imageId) =>
      opacityAnswers(at, choiceOf(at, numbers.get(imageId) ?? 0), imageId),
    );
  }
  return study;
}

/** Opens the only case that waits for somebody, by the list. */
async function openMine(study: PreparedStudy, person: Person) {
  const { context, page } = await windowOf(browser, room.url, person);
  await page.goto(`${room.url}/studies/${study.studyId}/adjudications`);
  await page.getByText('1 case waits for you.').waitFor();
  await page.getByRole('link', { name: 'Begin with the first' }).click();
  await page.locator('.stage-canvas').first().waitFor();
  return { context, page };
}

/** Whose turn it is, by the server. */
async function whoIsNext(study: PreparedStudy, people: readonly Person[]): Promise<Person | null> {
  for (const person of people) {
    const params = { studyId: study.studyId };
    const { adjudications } = await person.client.adjudications({ params });
    if (adjudications.some(({ isMyTurn }) => isMyTurn)) return person;
  }
  return null;
}

/** Nothing of the page tells who anybody is. */
async function isAnonymous(page: Page, study: PreparedStudy, self: Person): Promise<void> {
  const text = (await page.locator('main').textContent()) ?? '';
  for (const { name, id } of [...study.readers, study.judge]) {
    expect(text).not.toContain(id);
    // "Reader A" is a letter here, and the name of a person of this room.
    if (!name.startsWith('Reader') && name !== self.name) expect(text).not.toContain(name);
  }
}

async function labelOf(study: PreparedStudy): Promise<unknown> {
  const params = { studyId: study.studyId };
  await study.curator.client.settleConsensus({ params });
  const { labels } = await study.curator.client.consensus({ params });
  return labels.filter(({ method }) => method !== 'agreement').map(({ method }) => method);
}

describe.skipIf(chromium === null)('a case on which readers disagree', () => {
  it('goes around its readers with reasons and a rubric until their drawings agree', async () => {
    const study = await readUnder(
      { kind: 'round-robin', questions: ['opacity', 'outline'], overlap: 0.99 },
      3,
    );
    let turns = 0;
    for (;;) {
      const person = await whoIsNext(study, study.readers);
      if (person === null) break;
      turns += 1;
      const round = turns > 3 ? 2 : 1;
      const { context, page } = await openMine(study, person);
      await page.getByText(`Readers take turns until all agree. Round ${round}`).waitFor();
      await page.getByRole('columnheader', { name: /yours/ }).waitFor();
      await isAnonymous(page, study, person);
      // Where the paintings differ is seen on the image.
      await page.getByLabel('How many marked it').check();
      await page.getByText('marked by 3 of 3').waitFor();
      if (turns === 1) expect(await seriousFindings(page)).toEqual([]);
      if (turns > 1) {
        const earlier = page.getByRole('region', { name: 'What was said in earlier rounds' });
        await earlier.getByText(`Why of turn ${turns - 1}.`).waitFor();
        await earlier.getByText(`Is the edge clear?: Edge of turn ${turns - 1}.`).waitFor();
      }
      // In the first round everybody stays; in the second they come round to the same one.
      if (round === 1) await page.getByRole('radio', { name: /Keep my own reading/ }).check();
      else {
        const said = page.getByText(/^Reader [A-C]( \(yours\))?: Why of turn 3\.$/);
        const letter = /Reader ([A-C])/.exec((await said.textContent()) ?? '')?.[1] ?? '';
        await page.getByRole('radio', { name: new RegExp(`^Accept reader ${letter}`) }).check();
      }
      await page.getByLabel('Reason').fill(`Why of turn ${turns}.`);
      if (turns === 1) {
        await page.getByRole('button', { name: 'Send the decision' }).click();
        await page.getByText('Each feature needs a word.').waitFor();
      }
      await page.getByLabel('Is the edge clear?').fill(`Edge of turn ${turns}.`);
      await page.getByRole('button', { name: 'Send the decision' }).click();
      await page.getByText('Recorded.').waitFor();
      if (turns === 1) {
        await page.getByText('Others are next.').waitFor();
      }
      await context.close();
    }
    expect(turns).toBe(5);
    // Of both questions that were decided.
    expect(await labelOf(study)).toEqual(['round-robin', 'round-robin']);
  }, 180_000);

  it('goes to a panel that votes blind, then in the open, until enough agree', async () => {
    // The second reader sees an opacity in the second case.
    const study = await readUnder(
      { kind: 'panel', panelSize: 2, quorum: 1, hasOwnReadFirst: true, questions: ['opacity'] },
      2,
      (reader, number) => (reader === 1 && number === 2 ? 3 : number),
    );
    const third = study.readers[2];
    if (third === undefined) throw new Error('there are three');
    const panel = [third, study.judge];
    for (const [at, person] of panel.entries()) {
      const { context, page } = await openMine(study, person);
      await page.getByText('A panel votes. Round 1').waitFor();
      await page.getByRole('heading', { name: 'Your own reading first' }).waitFor();
      expect(await page.getByRole('radio', { name: /^Accept/ }).count()).toBe(0);
      const answer = at === 0 ? 'No opacity' : 'An opacity';
      await page.getByRole('radio', { name: new RegExp(answer) }).check();
      await page.getByRole('button', { name: 'Hand in my reading' }).click();
      await page.getByText('Recorded.').or(page.getByText('The decision')).first().waitFor();
      await context.close();
    }
    for (const [at, person] of panel.entries()) {
      const { context, page } = await openMine(study, person);
      await page.getByText('A panel votes. Round 2').waitFor();
      await page.getByRole('columnheader', { name: /yours/ }).waitFor();
      await isAnonymous(page, study, person);
      if (at === 1) {
        // What the other said in this round is not told before both have voted.
        expect(await page.locator('main').textContent()).not.toContain('There is none.');
        await page
          .getByRole('radio', {
            name: new RegExp(`^Accept reader ${await letterOf(page, 'No opacity')}`),
          })
          .check();
      } else await page.getByRole('radio', { name: /Keep my own reading/ }).check();
      await page.getByLabel('Reason').fill(at === 0 ? 'There is none.' : 'A vessel.');
      await page.getByRole('button', { name: 'Send the decision' }).click();
      await page.getByText('Recorded.').waitFor();
      await context.close();
    }
    expect(await labelOf(study)).toEqual(['panel']);
  }, 180_000);
});

/** A letter whose answer to the first question says something, not one's own. */
async function letterOf(page: Page, says: string): Promise<string> {
  const heads = await page.getByRole('columnheader').allInnerTexts();
  const cells = await page
    .getByRole('row', { name: /round opacity/ })
    .getByRole('cell')
    .allInnerTexts();
  const at = cells.findIndex(
    (text, place) => text.startsWith(says) && !heads[place + 1]?.includes('yours'),
  );
  return /Reader ([A-Z])/.exec(heads[at + 1] ?? '')?.[1] ?? '';
}
