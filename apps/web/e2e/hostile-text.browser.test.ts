import { exportNames } from '@equipoise/api';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { pngOf } from '../../../test/support/png.ts';
import { pages } from '../src/pages/routes.ts';
import { windowOf } from './support/browser.ts';
import { hostileStream, hostileTexts } from './support/hostile-texts.ts';
import { inviteInto, joinBy, type Person } from './support/people.ts';
import { phantomOf } from './support/pictures.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';
import { readQueue } from './support/study-of-opacities.ts';

const executablePath = browserPath();

/** Frames of a page in which a text ran. */
async function ranIn(page: Page): Promise<readonly string[]> {
  const ran: string[] = [];
  for (const frame of page.frames()) {
    const count = await frame.evaluate(() => (globalThis as { __ran?: number }).__ran ?? 0);
    if (count > 0) ran.push(`${frame.url()}: ${count}`);
  }
  return ran;
}

describe.skipIf(executablePath === null)('texts made to hurt', () => {
  let room: ServedRoom;
  let browser: Browser;
  let studyId = '';
  let adjudicationId = '';
  let people: { owner: Person; reader: Person; judge: Person };
  /** A study of one case that nobody has read, and an audit with its report. */
  let atWork = '';
  let jobId = '';
  const { text, name } = hostileStream();
  const cases: string[] = [];
  const groups = [name(), name()];

  beforeAll(async () => {
    room = await serveRoom();
    browser = await openBrowser(executablePath ?? '');
    const owner = await joinBy(room.url, room.ownerLink ?? '', 'owner');
    await owner.client.changeName({ body: { displayName: name(120) } });
    for (let at = 0; at < 8; at += 1) {
      const made = await owner.client.addStudy({ body: { title: text(500) } });
      await owner.client.addApiKey({
        body: { name: name(120), studyId: made.studyId, scopes: ['read'], days: 1 },
      });
    }
    ({ studyId } = await owner.client.addStudy({ body: { title: text(500) } }));
    const params = { studyId };
    const invite = async (role: 'reader' | 'adjudicator', who: string): Promise<Person> => {
      const person = await inviteInto(room.url, owner, studyId, role, who);
      await person.client.changeName({ body: { displayName: name(120) } });
      return person;
    };
    const readers = [await invite('reader', 'one'), await invite('reader', 'two')];
    const judge = await invite('adjudicator', 'judge');
    const [reader] = readers;
    if (reader === undefined) throw new Error('there are two');
    people = { owner, reader, judge };
    const { images } = await owner.client.importImages({
      params,
      fields: {},
      files: Array.from({ length: 10 }, (_, at) => ({
        name: `${name().replaceAll(/[/\\]/g, '')}.png`,
        bytes: pngOf(phantomOf(at, 32, 32)),
      })),
    });
    for (const [at, { record }] of images.entries()) {
      const caseId = `${at} ${name()}`;
      await owner.client.addCase({
        params,
        body: {
          caseId,
          imageIds: [record.imageId],
          attributes: Array.from({ length: 6 }, (_, one) => ({
            name: `${one} ${name()}`,
            value: text(500),
          })),
        },
      });
      cases.push(caseId);
    }
    await owner.client.saveProtocol({
      params,
      body: {
        expectedVersion: 0,
        document: hostileProtocol(studyId, cases, readers, judge, images[0]?.record.imageId ?? ''),
      },
    });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    for (const [at, one] of readers.entries()) {
      await readQueue(one, studyId, () => [
        {
          questionId: 'q',
          outcome: 'answered',
          value: { kind: 'single', value: at === 0 ? 'a' : 'b' },
          confidence: null,
        },
        {
          questionId: 't',
          outcome: 'answered',
          value: { kind: 'text', text: text(2000) },
          confidence: null,
        },
      ]);
      for (let message = 0; message < 5; message += 1) {
        await one.client.sendMessage({ params, body: { kind: 'question', body: text(5000) } });
      }
    }
    const { adjudications } = await judge.client.adjudications({ params });
    for (const [at, line] of adjudications.entries()) {
      const place = { studyId, adjudicationId: line.adjudicationId };
      const seen = await judge.client.adjudication({ params: place });
      if (at === 0) {
        ({ adjudicationId } = line);
        continue;
      }
      await judge.client.decide({
        params: place,
        body: {
          expectedVersion: seen.version,
          action: 'accept',
          accepted: 'A',
          reason: text(5000),
        },
      });
    }
    await owner.client.settleConsensus({ params });
    jobId = await audit(owner);
    atWork = await openStudy(owner, reader, judge);
  }, 180_000);

  /** Has the labels audited by groups and cases whose names are made to hurt. @returns the job, done */
  async function audit(owner: Person): Promise<string> {
    const params = { studyId };
    const score = 'score';
    const rows = cases.map((caseId, at) => `"${caseId.replaceAll('"', '""')}",${at / 10}`);
    const job = await owner.client.addJob({
      params,
      fields: { kind: 'audit', question: 'q', score, positive: 'a', groups: `s ${cases.length}` },
      files: [
        {
          name: `${name().replaceAll(/[/\\]/g, '')}.csv`,
          bytes: new TextEncoder().encode(`case,${score}\n${rows.join('\n')}\n`),
        },
      ],
    });
    const inJob = { ...params, jobId: job.jobId };
    for (;;) {
      const { finishedAt, state, failure } = await owner.client.job({ params: inJob });
      if (finishedAt === null) {
        await new Promise((done) => setTimeout(done, 300));
        continue;
      }
      expect([state, failure]).toEqual(['done', null]);
      break;
    }
    return job.jobId;
  }

  /** A study whose only reader has a case open. */
  async function openStudy(owner: Person, reader: Person, judge: Person): Promise<string> {
    const made = await owner.client.addStudy({ body: { title: text(500) } });
    const params = { studyId: made.studyId };
    for (const [person, role] of [
      [reader, 'reader'],
      [judge, 'adjudicator'],
    ] as const) {
      await owner.client.setMember({
        params: { ...params, accountId: person.id },
        body: { role, state: 'active', why: text(500) },
      });
    }
    const { images } = await owner.client.importImages({
      params,
      fields: {},
      files: [{ name: 'one.png', bytes: pngOf(phantomOf(99, 32, 32)) }],
    });
    const imageId = images[0]?.record.imageId ?? '';
    const caseId = `0 ${name()}`;
    await owner.client.addCase({
      params,
      body: { caseId, imageIds: [imageId], attributes: [{ name: name(), value: text(500) }] },
    });
    const document = {
      ...hostileProtocol(made.studyId, [caseId], [reader], judge, imageId),
      reads: { perCase: 1 },
    };
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    const { versions } = await reader.client.instructions({ params });
    const version = versions.at(-1)?.version ?? '';
    await reader.client.confirmInstructions({ params, body: { version } });
    const next = await reader.client.nextTask({ params, body: {} });
    if (next.kind !== 'task') throw new Error(next.kind);
    return made.studyId;
  }

  afterAll(async () => {
    await browser?.close();
    await room?.stop();
  });

  function hostileProtocol(
    ofStudy: string,
    caseIds: readonly string[],
    readers: readonly Person[],
    judge: Person,
    imageId: string,
  ): Record<string, unknown> {
    const example = { imageId, kind: 'positive', caption: text(1000) };
    return {
      schemaVersion: 1,
      studyId: ofStudy,
      title: text(300),
      description: text(),
      questions: [
        {
          id: 'q',
          kind: 'single',
          text: text(),
          help: text(),
          options: [
            { value: 'a', text: text(500) },
            { value: 'b', text: text(500) },
          ],
          confidence: {
            kind: 'steps',
            labels: [`1 ${name(100)}`, `2 ${name(100)}`],
            isRequired: false,
          },
          ungradable: [{ value: 'r', text: text(500) }],
        },
        { id: 't', kind: 'text', text: text(), help: text() },
      ],
      instructions: {
        text: text(),
        labels: ['a', 'b'].map((label) => ({
          questionId: 'q',
          label,
          text: text(),
          examples: [example],
        })),
      },
      // Two groups: an audit compares them.
      cases: caseIds.map((caseId, at) => ({
        caseId,
        strata: { [`s ${caseIds.length}`]: groups[at % 2] ?? '' },
      })),
      readers: [
        ...readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
        { readerId: judge.id, roles: ['adjudicator'] },
      ],
      reads: { perCase: 2 },
      adjudication: {
        kind: 'senior',
        when: 'disagreement',
        hasOwnReadFirst: false,
        questions: ['q'],
        rubric: [{ id: 'f', text: text(500) }],
      },
      analysisPlan: text(),
    };
  }

  it('are 300 and more', () => {
    expect(new Set(hostileTexts).size).toBeGreaterThanOrEqual(300);
  });

  it('run on no page', async () => {
    const ran: string[] = [];
    for (const [person, shown] of [
      [people.owner, pages],
      [people.reader, pages.filter(({ path }) => /read$|queue|instructions|studyId$/.test(path))],
      [people.judge, pages.filter(({ path }) => path.includes('adjudication'))],
    ] as const) {
      const { context, page } = await windowOf(browser, room.url, person);
      page.on('dialog', (dialog) => {
        ran.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('console', (line) => {
        if (/inline script|script-src/.test(line.text())) ran.push(line.text());
      });
      for (const { path } of shown) {
        const place = path
          .replace('$studyId', studyId)
          .replace('$caseId', encodeURIComponent(cases[0] ?? ''))
          .replace('$adjudicationId', adjudicationId)
          .replace('$jobId', jobId);
        await page.goto(`${room.url}${place}`);
        await page.waitForLoadState('networkidle').catch(() => undefined);
        for (const frame of page.frames()) {
          const count = await frame
            .evaluate(() => (globalThis as { __ran?: number }).__ran ?? 0)
            .catch(() => 0);
          if (count > 0) ran.push(`${path}: ${count}`);
        }
        expect(await page.locator('body').textContent(), path).not.toBe('');
      }
      await context.close();
    }
    expect(ran).toEqual([]);
  }, 180_000);

  it('run neither where a reader reads nor in a report', async () => {
    const reader = await windowOf(browser, room.url, people.reader);
    await reader.page.goto(`${room.url}/studies/${atWork}/read`);
    await reader.page.getByRole('button', { name: 'Start' }).click();
    await reader.page.locator('[data-save]').waitFor();
    // What opens from there says more of them.
    await reader.page.keyboard.press('F1');
    await reader.page.keyboard.press('Escape');
    expect(await ranIn(reader.page)).toEqual([]);
    await reader.context.close();
    const owner = await windowOf(browser, room.url, people.owner);
    await owner.page.goto(`${room.url}/studies/${studyId}/audits/${jobId}`);
    const report = owner.page.frameLocator('iframe');
    await report.getByRole('heading', { level: 1 }).first().waitFor();
    // No script but its own.
    expect(await report.locator('script').count()).toBe(1);
    expect(await ranIn(owner.page)).toEqual([]);
    // Opened by its address the report has no more rights than in the frame.
    await owner.page.goto(`${room.url}/api/studies/${studyId}/jobs/${jobId}/files/report.html`);
    await owner.page.getByRole('heading', { level: 1 }).first().waitFor();
    expect(await owner.page.evaluate(() => origin)).toBe('null');
    expect(await ranIn(owner.page)).toEqual([]);
    await owner.context.close();
  }, 60_000);

  it('are text in every cell of an export', async () => {
    const tables = exportNames.filter((one) => one.endsWith('.csv'));
    expect(tables.length).toBeGreaterThanOrEqual(3);
    for (const file of tables) {
      const { bytes } = await people.owner.client.export({ params: { studyId, name: file } });
      const cells = new TextDecoder()
        .decode(bytes)
        .matchAll(/(?:^|,|\n)("(?:[^"]|"")*"|[^,\n"]*)/g);
      for (const [, cell = ''] of cells) {
        const inner = cell.startsWith('"') ? cell.slice(1, -1) : cell;
        if (/^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(inner)) continue;
        expect(inner, file).not.toMatch(/^[=+\-@\t\r]/);
      }
    }
  });
});
