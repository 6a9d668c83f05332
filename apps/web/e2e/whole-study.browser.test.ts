import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { pngOf } from '../../../test/support/png.ts';
import { readingWords } from '../src/words/reading.ts';
import { shellWords } from '../src/words/shell.ts';
import { seriousFindings, windowOf } from './support/browser.ts';
import { password } from './support/people.ts';
import { phantomOf } from './support/pictures.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';

const chromium = browserPath();
const caseCount = 6;

/** A window with somebody in it. */
interface Seat {
  readonly page: Page;
  readonly elsewhere: readonly string[];
  readonly close: () => Promise<void>;
}

describe.skipIf(chromium === null)('a study, as people work through it', () => {
  let room: ServedRoom;
  let browser: Browser;
  let studyPath = '';
  let owner: Seat;
  const folder = mkdtempSync(join(tmpdir(), 'equipoise-drive-'));
  const seats: Seat[] = [];
  const people = new Map<string, { link: string; seat: Seat | null }>();

  beforeAll(async () => {
    [room, browser] = await Promise.all([serveRoom(), openBrowser(chromium ?? '')]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await room?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const sit = async (): Promise<Seat> => {
    const { page, context, elsewhere } = await windowOf(browser, room.url, null);
    const seat = { page, elsewhere, close: () => context.close() };
    seats.push(seat);
    return seat;
  };

  /** A page of the desk, or before it, says what it is not for; the menu may say so too, folded away. */
  const saysWhatFor = async (page: Page): Promise<void> => {
    await page.locator('.eq-footer').getByText(shellWords.researchUse, { exact: true }).waitFor();
  };
  /** The same of the reading page, at a case and between two. */
  const saysWhatForAtReading = async (page: Page): Promise<void> => {
    const notice = page.locator('.room-research');
    await notice.getByText(readingWords.research, { exact: true }).waitFor();
  };

  const join1 = async (link: string, name: string): Promise<Seat> => {
    const seat = await sit();
    await seat.page.goto(link);
    await seat.page.getByLabel('Name, as others see it').waitFor();
    await saysWhatFor(seat.page);
    await seat.page.getByLabel('Name, as others see it').fill(name);
    await seat.page.getByLabel('Address').fill(`${name.toLowerCase()}@example.test`);
    await seat.page.getByLabel('Password', { exact: true }).fill(password);
    await seat.page.getByLabel('Password once more').fill(password);
    await seat.page.getByRole('button', { name: 'Make the account and join' }).click();
    await seat.page.getByRole('heading', { level: 1, name: 'Studies' }).waitFor();
    await saysWhatFor(seat.page);
    return seat;
  };

  const open = async ({ page }: Seat, path: string, title: string): Promise<void> => {
    await page.goto(`${room.url}${studyPath}${path}`);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await saysWhatFor(page);
  };

  const menu = async ({ page }: Seat, name: string): Promise<void> => {
    const entry = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
    await entry.click();
    await page.locator('[aria-current="page"]').getByText(name).waitFor();
    await saysWhatFor(page);
  };

  it('is begun by the owner, who takes images in', async () => {
    owner = await join1(room.ownerLink ?? '', 'Olga');
    const { page } = owner;
    await page.getByRole('button', { name: 'New study' }).first().click();
    await page.getByLabel('Title').fill('Round opacities');
    await page.getByRole('button', { name: 'Begin', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Round opacities' }).waitFor();
    await saysWhatFor(page);
    studyPath = new URL(page.url()).pathname;
    await menu(owner, 'Images and cases');
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(
        Array.from({ length: caseCount }, (_, at) => ({
          name: `phantom-${at + 1}.png`,
          mimeType: 'image/png',
          buffer: Buffer.from(pngOf(phantomOf(at + 1, 96, 96))),
        })),
      );
    await page.getByText(`${caseCount} taken in`).first().waitFor({ timeout: 60_000 });
    await page.getByText(`${caseCount} cases`).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  }, 120_000);

  it('gets its people by links', async () => {
    const { page } = owner;
    await menu(owner, 'People');
    const form = page.getByRole('form', { name: 'Make a link' });
    let before = '';
    for (const [name, role] of [
      ['Ann', 'reader'],
      ['Ben', 'reader'],
      ['Cyd', 'reader'],
      ['Jo', 'adjudicator'],
    ] as const) {
      await form.getByLabel('Role').selectOption(role);
      await form.getByRole('button', { name: 'Make a link' }).click();
      const field = page.getByLabel('The link');
      await expect.poll(() => field.inputValue().catch(() => before)).not.toBe(before);
      before = await field.inputValue();
      people.set(name, { link: before, seat: await join1(before, name) });
    }
    await page.reload();
    await page.getByText('Cyd').first().waitFor();
  }, 120_000);

  it('gets a protocol from a file, which is locked', async () => {
    const { page } = owner;
    await menu(owner, 'Protocol');
    // The form fills in the study's cases and people; the questions come from a file.
    await page.getByRole('button', { name: 'Begin with an empty protocol' }).click();
    await page
      .getByRole('tab', { name: /^JSON/ })
      .or(page.getByRole('link', { name: /^JSON/ }))
      .or(page.getByRole('button', { name: /^JSON/ }))
      .first()
      .click();
    const editor = page.getByRole('textbox', { name: 'JSON' }).or(page.locator('textarea')).first();
    const begun = JSON.parse(await editor.inputValue()) as {
      cases: unknown[];
      readers: unknown[];
    };
    expect(begun.cases).toHaveLength(caseCount);
    expect(begun.readers).toHaveLength(4);
    const { images } = (await page.evaluate(async (path) => {
      const answer = await fetch(`/api${path}/images`);
      return answer.json();
    }, studyPath)) as { images: { record: { imageId: string } }[] };
    const options = [
      { value: 'no', text: 'No opacity' },
      { value: 'yes', text: 'An opacity' },
    ];
    const file = join(folder, 'protocol.json');
    writeFileSync(
      file,
      JSON.stringify({
        ...begun,
        questions: [
          {
            id: 'opacity',
            kind: 'single',
            text: 'Is there a round opacity?',
            options,
            ungradable: [{ value: 'noise', text: 'Too noisy' }],
          },
        ],
        instructions: {
          text: 'Look at both lungs.',
          labels: options.map(({ value, text }) => ({
            questionId: 'opacity',
            label: value,
            text,
            examples: [{ imageId: images[0]?.record.imageId, caption: text }],
          })),
        },
        // The same order for everybody, so that their answers can be told beforehand.
        order: { kind: 'fixed', by: [] },
        reads: { perCase: 3 },
        adjudication: { kind: 'senior', when: 'disagreement', hasOwnReadFirst: true },
        analysisPlan: "Krippendorff's alpha.",
      }),
    );
    await page.locator('input[type=file]').first().setInputFiles(file);
    await page.getByText('Nothing is missing: the protocol can be locked.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Store as the next version' }).click();
    await page.getByText('Version 1').first().waitFor();
    await page.getByRole('button', { name: 'Lock the study' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('I have read the protocol, and it is what the study needs.').check();
    await dialog.getByRole('button', { name: 'Lock version 1' }).click();
    await page.getByText('Hash of the protocol:').waitFor();
  }, 120_000);

  it('is read by three readers with the keyboard alone', async () => {
    for (const [name, isOdd] of [
      ['Ann', false],
      ['Ben', false],
      ['Cyd', true],
    ] as const) {
      const seat = people.get(name)?.seat;
      if (seat == null) throw new Error(`${name} is not there`);
      const { page } = seat;
      await open(seat, '/instructions', 'Instructions');
      await page.getByRole('button', { name: 'I have read these instructions' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('You have confirmed this version.').waitFor();
      await page.goto(`${room.url}${studyPath}/read`);
      await page.getByRole('heading', { name: 'Ready to read' }).waitFor();
      await saysWhatForAtReading(page);
      await page.keyboard.press('Enter');
      for (let at = 1; at <= caseCount; at += 1) {
        await page.getByText(`Case ${at} of ${caseCount}`).waitFor();
        await page.locator('canvas').first().waitFor();
        await saysWhatForAtReading(page);
        if (at === 1 && name === 'Ann') expect(await seriousFindings(page)).toEqual([]);
        await page
          .getByRole('radio', { name: /An opacity/ })
          .or(page.getByRole('button', { name: /An opacity/ }))
          .first()
          .waitFor();
        await page.getByText('has the focus: its keys answer').waitFor();
        // Every third case has an opacity; one reader sees one in the first case too.
        await page.keyboard.press(at % 3 === 0 || (isOdd && at === 1) ? '2' : '1');
        await page.getByText('Everything is answered.').waitFor();
        await page.keyboard.press('Control+Enter');
      }
      await page.getByRole('heading', { name: 'Nothing more to read' }).waitFor();
      await saysWhatForAtReading(page);
    }
    await open(owner, '/progress', 'Progress');
    await owner.page.getByText('18').first().waitFor();
    expect(await seriousFindings(owner.page)).toEqual([]);
  }, 180_000);

  it('is decided where they disagree', async () => {
    const seat = people.get('Jo')?.seat;
    if (seat == null) throw new Error('nobody is there to decide');
    const { page } = seat;
    await open(seat, '/adjudications', 'Adjudication');
    await page.getByText('1 case waits for you.').waitFor();
    await page
      .getByRole('link', { name: 'Begin with the first' })
      .or(page.getByRole('button', { name: 'Begin with the first' }))
      .first()
      .click();
    await page.getByText('Your own reading first').waitFor();
    await page.getByText('An opacity').first().click();
    await page.getByRole('button', { name: 'Hand in my reading' }).click();
    await page.getByText('The decision').first().waitFor();
    await saysWhatFor(page);
    expect(await page.locator('body').textContent()).not.toMatch(/Ann|Ben|Cyd/);
    expect(await seriousFindings(page)).toEqual([]);
    // The letters are drawn; one of them is the own reading.
    await page
      .getByLabel(/^Accept reader/)
      .first()
      .click();
    await page.getByLabel('Reason').fill('Nothing there on either half of the window.');
    await page.getByRole('button', { name: 'Send the decision' }).click();
    await page.getByText('The case is settled.').waitFor();
  }, 120_000);

  it('ends in a consensus, an export and an audit', async () => {
    const { page } = owner;
    await open(owner, '/consensus', 'Consensus');
    await page.getByRole('button', { name: 'Store settled labels' }).click();
    await page.getByText(`${caseCount} labels stored.`).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await open(owner, '/agreement', 'Agreement');
    await page
      .getByText(/equipoise agreement/)
      .first()
      .waitFor();

    await open(owner, '/exports', 'Exports');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download consensus.csv' }).click(),
    ]);
    const file = join(folder, 'consensus.csv');
    await download.saveAs(file);
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(caseCount + 1);
    expect(lines.join('\n')).not.toContain('phantom');

    await open(owner, '/audits', 'Audits and label errors');
    const rows = lines
      .slice(1)
      .map((line, at) => `${line.split(',')[0]},${(0.2 + at / 10).toFixed(2)}`);
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'predictions.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`case,score\n${rows.join('\n')}\n`),
      });
    await page
      .getByText(`${caseCount} of the first ${caseCount} rows of case name a case`)
      .waitFor();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText('The job is done.').first().waitFor({ timeout: 90_000 });
    const report = page.frameLocator('iframe[title="Report of the audit"]');
    await report.getByRole('heading', { level: 1 }).first().waitFor();
    expect(await report.locator('body').textContent()).toContain('cannot tell');
    expect(await seriousFindings(page)).toEqual([]);
    await saysWhatFor(page);
  }, 180_000);

  it('says at the door what it is not for', async () => {
    const { page } = await sit();
    await page.goto(room.url);
    await page.getByLabel('Password', { exact: true }).waitFor();
    await saysWhatFor(page);
  }, 60_000);

  it('asks no other place for anything', async () => {
    // The owner, four who came by links, and nobody.
    expect(seats).toHaveLength(6);
    expect(seats.flatMap(({ elsewhere }) => elsewhere)).toEqual([]);
    // That it would be noticed: under another name even the room is another place.
    const { page, elsewhere } = await sit();
    const other = new URL('/', room.url);
    other.hostname = other.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
    await page.goto(other.href).catch(() => undefined);
    expect(elsewhere).toContain(other.href);
  }, 60_000);
});
