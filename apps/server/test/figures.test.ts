import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  caseStates,
  exportReadings,
  progressOfStands,
  readersOfColumns,
  readingsOfColumns,
  studyProgress,
} from '@equipoise/annotation';
import type { AdjudicationEntry, ReaderOrder } from '@equipoise/domain';
import { listAdjudications, listOrders, type Study, studyById } from '@equipoise/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnswerTable, makeTable, refreshTable } from '../src/figures/answer-table.ts';
import { openFigures } from '../src/figures/figures.ts';
import { readTable, writeTable } from '../src/figures/table-file.ts';
import { entriesOf } from '../src/study/adjudicating.ts';
import { loadedStudies } from '../src/study/loaded-study.ts';
import { studyRecords } from '../src/study/records.ts';
import {
  addCases,
  invite,
  ownerAndStudy,
  readAll,
  smallInstructions,
  smallProtocol,
  type TestRoom,
  testRoom,
} from './support/room.ts';

let room: TestRoom | null = null;
let made: Awaited<ReturnType<typeof studyOfThree>> | null = null;

/** Three readers of nine cases, an owner and an adjudicator; nobody has read yet. */
async function studyOfThree(of: TestRoom) {
  const { owner, studyId } = await ownerAndStudy(of);
  const params = { studyId };
  const judge = await invite(of, owner, studyId, 'adjudicator', 'judge');
  const readers = [];
  for (const name of ['anne', 'bert', 'cora']) {
    readers.push(await invite(of, owner, studyId, 'reader', name));
  }
  const names = await addCases(owner, studyId, 9);
  const { images } = await owner.client.images({ params });
  const document = {
    ...smallProtocol(studyId, names, [
      ...readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
      { readerId: judge.id, roles: ['adjudicator'] },
    ]),
    instructions: smallInstructions(images[0]?.record.imageId ?? ''),
  };
  await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
  await owner.client.lockProtocol({ params, body: { version: 1 } });
  const numbers = new Map(
    images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
  );
  return { owner, params, judge, readers, numberOf: (id: string) => numbers.get(id) ?? 0 };
}

beforeAll(async () => {
  room = await testRoom();
  if (room !== null) made = await studyOfThree(room);
}, 120_000);
afterAll(async () => room?.remove());

const answers = [
  (n: number): string => (n % 3 === 0 ? 'yes' : 'no'),
  (n: number): string => (n % 3 === 0 || n === 4 ? 'yes' : 'no'),
  (n: number): string => (n === 8 ? 'ungradable' : n % 4 === 0 ? 'yes' : 'no'),
];

async function studyOf(of: TestRoom, studyId: string): Promise<Study> {
  const study = await of.server.store.read((tx) => studyById(tx, studyId));
  if (study === null) throw new Error('no study');
  return study;
}

const steps = { onSlow: () => undefined, onShare: () => undefined };

/** What the columns tell, and what the records of the store tell. */
async function twoRoads(of: TestRoom, study: Study, known: AnswerTable | null) {
  return of.server.store.read(async (tx) => {
    const loaded = await loadedStudies().load(tx, study);
    const { protocol } = loaded.locked;
    const table = known ?? (await makeTable(tx, loaded, steps));
    expect(await refreshTable(table, tx, loaded)).toBe(true);
    const records = await studyRecords(tx, loaded);
    const orders = new Map<string, ReaderOrder>();
    for (const row of await listOrders(tx, study.id)) {
      orders.set(row.readerId, row.document as ReaderOrder);
    }
    const entries = new Map<string, readonly AdjudicationEntry[]>();
    for (const row of await listAdjudications(tx, study.id)) {
      if (row.state !== 'withdrawn') {
        entries.set(loaded.caseNameOf.get(row.caseId) ?? '', entriesOf(row));
      }
    }
    const readers = readersOfColumns(table.columns, table.places, table.assigned);
    return {
      loaded,
      table,
      columns: {
        readings: readingsOfColumns(protocol, table.columns),
        progress: progressOfStands(protocol, table.stands, readers),
      },
      records: {
        readings: exportReadings(protocol, records),
        progress: studyProgress(protocol, [...orders.values()], records, entries),
      },
    };
  });
}

describe('figures that rest on all answers', () => {
  it('are told while answers arrive, and a table that grew is the one made anew', async (context) => {
    if (room === null || made === null) return context.skip();
    const { owner, params, readers, judge, numberOf } = made;
    const [anne, bert, cora] = readers;
    if (anne === undefined || bert === undefined || cora === undefined) throw new Error('readers');

    // Nobody has answered.
    const none = await owner.client.agreement({ params });
    expect(none).toMatchObject({ laterCount: 0, share: null, analysis: { readingCount: 0 } });
    expect(await owner.client.progress({ params })).toMatchObject({ readsDone: 0, caseCount: 9 });

    await readAll(anne, params.studyId, numberOf, answers[0] ?? String);
    await readAll(bert, params.studyId, numberOf, answers[1] ?? String);
    const study = await studyOf(room, params.studyId);
    const before = await twoRoads(room, study, null);
    expect(before.columns).toEqual(before.records);
    const two = await owner.client.agreement({ params });
    expect(two).toMatchObject({ laterCount: 0, share: null, analysis: { readingCount: 18 } });

    // The third reads, an adjudicator decides, and the second is suspended: all are taken up by the table that is there.
    await readAll(cora, params.studyId, numberOf, answers[2] ?? String);
    const { adjudications } = await judge.client.adjudications({ params });
    const [first] = adjudications;
    if (first === undefined) throw new Error('nothing to decide');
    const where = { ...params, adjudicationId: first.adjudicationId };
    const body = { expectedVersion: 1, answers: [], reason: '', rubric: [], accepted: null };
    await judge.client.decide({
      params: where,
      body: {
        ...body,
        action: 'read',
        answers: [
          {
            questionId: 'nodule',
            outcome: 'answered',
            value: { kind: 'single', value: 'yes' },
            confidence: null,
          },
        ],
      },
    });
    const grown = await twoRoads(room, study, before.table);
    expect(grown.columns).toEqual(grown.records);
    await owner.client.suspendReader({
      params: { ...params, readerId: bert.id },
      body: { why: 'A test of the table.' },
    });
    const after = await twoRoads(room, study, grown.table);
    expect(after.columns).toEqual(after.records);
    expect(after.columns.readings.readerNames).not.toContain(bert.id);
    const anew = await twoRoads(room, study, null);
    expect(after.columns.readings).toEqual(anew.columns.readings);
    expect(after.columns.progress).toEqual(anew.columns.progress);
    const shown = await owner.client.agreement({ params });
    expect(shown).toMatchObject({ laterCount: 0, analysis: { readingCount: 18 } });

    // A page of the progress: what is asked for, and counts of all.
    const { cases: _, readers: __, ...progress } = await owner.client.progress({ params });
    const wanted = after.records.progress.cases.filter(({ state }) => state === 'adjudication');
    const page = await owner.client.progress({
      params,
      query: { state: 'adjudication', from: 1, count: 1 },
    });
    expect(page).toMatchObject({ ...progress, asOf: page.asOf, total: wanted.length });
    expect(page.cases).toEqual(wanted.slice(1, 2));
    expect(page.states.map(({ state }) => state)).toEqual(caseStates);
    expect(page.states.reduce((sum, { count }) => sum + count, 0)).toBe(9);
  }, 240_000);

  it('are kept over a restart where they take long, and told with what came later', async (context) => {
    if (room === null || made === null) return context.skip();
    const { params } = made;
    const { store } = room.server;
    const study = await studyOf(room, params.studyId);
    const ask = { kind: 'agreement' as const, choice: {} };
    const limits = { manyAnswers: 0, restTimes: 0, restMs: 0 };
    const figures = openFigures(store, 'v', limits);
    try {
      // Every answer is one too many: nothing is waited for.
      const first = await figures.ask(study, ask, 0);
      expect(first).toMatchObject({ found: null, asOf: null, laterCount: 0 });
      expect(first.share).toBeGreaterThanOrEqual(0);
      let told = first;
      while (told.found === null) told = await figures.ask(study, ask, 1000);
      expect(told.share).toBe(null);
    } finally {
      await figures.stop();
    }
    const again = openFigures(store, 'v', limits);
    try {
      const kept = await again.ask(study, ask, 0);
      expect(JSON.parse(String(kept.found))).toMatchObject({ readingCount: 18 });
      expect(kept).toMatchObject({ laterCount: 0, share: null });
      // An answer is handed in: the older figures are told while newer ones are made.
      await store.change({ actor: 'server' }, async (tx) => {
        const object = { kind: 'answer', id: 'of-a-test' };
        tx.record({ chain: study.id, action: 'answer.submit', object });
      });
      const older = await again.ask(study, ask, 0);
      expect(older.found).toBe(kept.found);
      expect(older).toMatchObject({ laterCount: 1 });
      expect(older.share).not.toBe(null);
      let newer = older;
      while (newer.laterCount > 0) newer = await again.ask(study, ask, 1000);
      expect(newer.share).toBe(null);
      // What another version of the software computed is not shown.
      const other = openFigures(store, 'w', limits);
      expect((await other.ask(study, ask, 0)).found).toBe(null);
      await other.stop();
    } finally {
      await again.stop();
    }
  }, 240_000);

  it('fail as their computation fails, and end with the server', async (context) => {
    if (room === null || made === null) return context.skip();
    const study = await studyOf(room, made.params.studyId);
    const figures = openFigures(room.server.store, 'v2');
    try {
      const lost = figures.ask({ ...study, id: 'gone' }, { kind: 'progress' }, 0);
      await expect(lost).rejects.toThrow(/not-found/);
      const found = await figures.ask(study, { kind: 'readers' }, 0);
      expect(JSON.parse(String(found.found)).readers).toHaveLength(3);
      const running = figures.ask(study, { kind: 'consensus', choice: {} }, 0);
      const refused = expect(running).rejects.toThrow(/figures-failed/);
      await figures.stop();
      await refused;
    } finally {
      await figures.stop();
    }
  }, 240_000);

  it('give up a table that came to be mostly gaps', async (context) => {
    if (room === null || made === null) return context.skip();
    const { store } = room.server;
    const study = await studyOf(room, made.params.studyId);
    const { loaded, table } = await twoRoads(room, study, null);
    const [first] = await store.read((tx) => studyRecords(tx, loaded));
    const refresh = async (mayHoldGaps?: number): Promise<boolean> => {
      await store.change({ actor: 'server' }, async (tx) => {
        const object = { kind: 'answer', id: first?.answerId ?? '' };
        tx.record({ chain: study.id, action: 'answer.submit', object });
      });
      return store.read((tx) => refreshTable(table, tx, loaded, mayHoldGaps));
    };
    const rows = table.columns.length;
    expect(await refresh(0)).toBe(true);
    for (let times = 0; times < 60; times += 1) expect(await refresh()).toBe(true);
    expect(table.columns.length).toBeGreaterThan(4 * rows);
    expect(await refresh(0)).toBe(false);
  }, 120_000);

  it('rest on a file that is used whole or not at all', async (context) => {
    if (room === null || made === null) return context.skip();
    const folder = await mkdtemp(join(tmpdir(), 'equipoise-table-'));
    try {
      const study = await studyOf(room, made.params.studyId);
      const { loaded, table } = await twoRoads(room, study, null);
      const path = join(folder, 'a.table');
      await writeTable(path, table, 'v');
      const read = await readTable(path, loaded, 'v');
      const { protocol } = loaded.locked;
      if (read === null) throw new Error('nothing was read');
      expect(read.moment).toEqual(table.moment);
      expect(read.stands).toEqual(table.stands);
      expect(readingsOfColumns(protocol, read.columns)).toEqual(
        readingsOfColumns(protocol, table.columns),
      );
      expect(readersOfColumns(read.columns, read.places, read.assigned)).toEqual(
        readersOfColumns(table.columns, table.places, table.assigned),
      );
      const bytes = readFileSync(path);
      const changed = Uint8Array.from(bytes);
      changed[bytes.length - 1] = 1 - (changed.at(-1) ?? 0);
      for (const broken of [changed, bytes.subarray(0, -1), Buffer.from('nothing')]) {
        writeFileSync(path, broken);
        expect(await readTable(path, loaded, 'v')).toBe(null);
      }
      await writeTable(path, table, 'v');
      expect(await readTable(path, loaded, 'w')).toBe(null);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
