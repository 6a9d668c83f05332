import { afterAll, beforeAll, expect, test } from 'vitest';
import { shippedMigrations } from '../../src/database/migrations.ts';
import {
  type Assignment,
  addAssignments,
  addOrder,
  assignmentOfTask,
  assignmentsOfKinds,
  countTasks,
  goldAnswers,
  lastAnswers,
  moveAssignment,
  moveAssignments,
  openTasks,
  placeTasks,
  readEvents,
  readsOfReader,
  readsWithoutHolder,
  type Store,
  saveAnswer,
  servedCases,
  servedNumber,
  servedPlaces,
  servedTasks,
  taskNames,
  unreadTasks,
  workTime,
} from '../../src/index.ts';
import { answerTo, type SmallStudy, smallStudy } from '../support/small-study.ts';
import { temporaryStore } from '../support/temporary-store.ts';

const start = Date.parse('2026-01-05T09:00:00.000Z');
const at = (minute: number): string => new Date(start + 60_000 * minute).toISOString();
let minute = 0;

let store: Store;
let remove: () => Promise<void>;
let study: SmallStudy;
let tasks: readonly Assignment[];
const reader = (): string => study.readerIds[0] ?? '';
const other = (): string => study.readerIds[1] ?? '';

const task = (
  taskId: string,
  caseAt: number,
  purpose: string,
  repeatOf: string | null,
  kind = 'reading',
) => ({
  studyId: study.studyId,
  caseId: study.caseIds[caseAt] ?? '',
  readerId: reader(),
  kind,
  document: { taskId, purpose, repeatOf },
});

/** Opens a task and hands it in, a minute each. */
async function work(taskId: string): Promise<void> {
  const id = tasks.find(({ document }) => Object(document).taskId === taskId)?.id ?? '';
  minute += 1;
  await store.change({ actor: reader() }, (tx) => moveAssignment(tx, id, 'begun'));
  const openedAt = at(minute);
  minute += 1;
  await store.change({ actor: reader() }, async (tx) => {
    const answer = answerTo(id, 0, { of: taskId, openedAt }, `request-${taskId}`);
    await saveAnswer(tx, { ...answer, openedAt, activeMs: 1000 * minute, isSubmitted: true });
    await moveAssignment(tx, id, 'done');
  });
}

beforeAll(async () => {
  const { store: made, remove: end } = await temporaryStore({
    world: {
      now: () => at(minute),
      newId: () => crypto.randomUUID(),
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    },
  });
  store = made;
  remove = end;
  study = await smallStudy(store, 2, 5);
  tasks = await store.change({ actor: 'server' }, async (tx) => {
    const entries = [
      task('exam', 0, 'exam', null, 'exam'),
      task('first', 1, 'measured', null),
      task('gold', 2, 'gold', null),
      task('again', 1, 'repeat', 'first'),
      task('last', 3, 'measured', null),
      task('late', 4, 'measured', null),
    ];
    const rows = await addAssignments(
      tx,
      entries.map((entry, position) => ({ ...entry, position })),
    );
    const { studyId } = study;
    // The one that came last stands in the middle of the newest order.
    const names = ['first', 'late', 'gold', 'again', 'last'];
    for (const drawn of [names.toReversed(), names]) {
      const document = { entries: drawn.map((taskId) => ({ taskId })) };
      const order = { studyId, readerId: reader(), seed: '1', algorithm: 'test', document };
      await addOrder(tx, order);
      await placeTasks(tx, studyId, reader(), 'reading', drawn);
    }
    return rows;
  });
});
afterAll(() => remove());

const open = (from = 0, count = 10, countSince = 10) =>
  store.read(async (tx) => {
    const query = { kind: 'reading', from, count, countSince };
    const found = await openTasks(tx, study.studyId, reader(), query);
    return found.map(({ assignment, lastServedAt, doneSince }) => [
      Object(assignment.document).taskId,
      lastServedAt,
      doneSince,
    ]);
  });

test('what waits comes in the order, with what its reader did about the case', async () => {
  const { studyId } = study;
  const none = [null, null];
  expect(await open()).toEqual(['first', 'late', 'gold', 'again', 'last'].map((t) => [t, ...none]));
  expect(await open(1, 2)).toEqual([
    ['late', ...none],
    ['gold', ...none],
  ]);
  // An exam about the case is no reading of it.
  await work('exam');
  await work('first');
  const firstAt = at(minute);
  await work('gold');
  await work('last');
  expect(await open()).toEqual([
    ['late', null, null],
    ['again', firstAt, 2],
  ]);
  // No further than is asked.
  expect((await open(0, 10, 1)).at(-1)).toEqual(['again', firstAt, 1]);
  const found = await store.read(async (tx) => ({
    named: await assignmentOfTask(tx, studyId, reader(), 'late'),
    ofOther: await assignmentOfTask(tx, studyId, other(), 'late'),
    exam: await assignmentsOfKinds(tx, studyId, reader(), ['exam']),
    names: await taskNames(tx, studyId, reader(), 'reading'),
    places: await servedPlaces(tx, studyId, 'reading'),
    unread: await unreadTasks(tx, studyId, reader(), 'reading'),
  }));
  expect(found.named).toEqual({ ...tasks[5], place: 1 });
  expect(found.ofOther).toBeNull();
  expect(found.exam).toMatchObject([{ id: tasks[0]?.id, state: 'done', place: null }]);
  expect([...found.names].sort()).toEqual(['again', 'first', 'gold', 'last', 'late']);
  expect([...found.places]).toEqual([[reader(), 5]]);
  expect(found.unread.map(({ purpose }) => purpose)).toEqual(['measured', 'repeat']);
});

test('what was done is counted, timed and listed by its reader alone', async () => {
  const { studyId, caseIds } = study;
  const found = await store.read(async (tx) => ({
    counts: await countTasks(tx, studyId, reader()),
    time: await workTime(tx, studyId, reader(), ['exam'], null),
    later: await workTime(tx, studyId, reader(), [], at(6)),
    none: await workTime(tx, studyId, reader(), [], at(8)),
    last: await lastAnswers(tx, studyId, reader(), 2),
    page: await servedTasks(tx, studyId, reader(), { from: 1, count: 2 }),
    number: await servedNumber(tx, studyId, reader(), tasks[2]?.id ?? ''),
    unseen: await servedNumber(tx, studyId, reader(), tasks[5]?.id ?? ''),
    foreign: await servedNumber(tx, studyId, other(), tasks[2]?.id ?? ''),
    cases: await servedCases(tx, studyId, reader(), caseIds),
    casesOfOther: await servedCases(tx, studyId, other(), caseIds),
    gold: await goldAnswers(tx, studyId, reader()),
  }));
  expect(found.counts.map(({ kind, state, count }) => `${kind} ${state} ${count}`).sort()).toEqual([
    'exam done 1',
    'read open 5',
    'reading done 3',
    'reading open 2',
  ]);
  expect(found.time).toEqual({ activeMs: [4000, 6000, 8000], until: at(8) });
  expect(found.later).toEqual({ activeMs: [8000], until: at(8) });
  expect(found.none).toEqual({ activeMs: [], until: null });
  expect(found.last).toEqual([
    { openedAt: at(7), submittedAt: at(8), activeSeconds: 8 },
    { openedAt: at(5), submittedAt: at(6), activeSeconds: 6 },
  ]);
  expect(found.counts.reduce((sum, { openedCount }) => sum + openedCount, 0)).toBe(4);
  expect(found.page.map(({ assignment }) => Object(assignment.document).taskId)).toEqual([
    'gold',
    'first',
  ]);
  expect(found.page[0]).toMatchObject({ submittedAt: at(6), activeMs: 6000 });
  expect(found.number?.number).toBe(3);
  expect(found.unseen?.number).toBeNull();
  expect(found.foreign).toBeNull();
  expect([...found.cases].sort()).toEqual(caseIds.slice(0, 4).toSorted());
  expect(found.casesOfOther).toEqual([]);
  expect(found.gold).toMatchObject([{ taskId: 'gold', submittedAt: at(6) }]);
});

test('a database of before gets the same places and times from its documents', async () => {
  const { sql } = shippedMigrations().find(({ name }) => name === '0004_reader_tasks') ?? {
    sql: '',
  };
  const updates = sql.match(/^update [^;]+;/gm) ?? [];
  expect(updates).toHaveLength(2);
  await store.change({ actor: 'server' }, async ({ client }) => {
    const state = async () => [
      (await client.query('select id, place from assignments order by id')).rows,
      (await client.query('select id, opened_at from answers order by id')).rows,
    ];
    const kept = await state();
    await client.query('update assignments set place = null');
    await client.query('update answers set opened_at = null');
    expect(await state()).not.toEqual(kept);
    for (const update of updates) await client.query(update);
    expect(await state()).toEqual(kept);
  });
});

test('many are moved as one is: each with its event, and none where one may not', async () => {
  const { studyId } = study;
  const idsOf = (...places: readonly number[]) => places.map((place) => tasks[place]?.id ?? '');
  const move = (ids: readonly string[], state: 'requeued' | 'withdrawn') =>
    store.change({ actor: 'server' }, (tx) => moveAssignments(tx, ids, state, 'why'));
  await expect(move(idsOf(3, 1), 'withdrawn')).rejects.toMatchObject({ code: 'store/bad-state' });
  await move(idsOf(1), 'requeued');
  await move(idsOf(3, 5), 'withdrawn');
  await move(idsOf(3, 5), 'withdrawn');
  expect(await open()).toEqual([]);
  const found = await store.read(async (tx) => ({
    events: await readEvents(tx, { chain: studyId }),
    own: await readsOfReader(tx, studyId, reader()),
    held: await readsWithoutHolder(tx, studyId, [reader()]),
    left: await readsWithoutHolder(tx, studyId, [other()]),
  }));
  const moved = found.events.filter(({ action }) => /requeued|withdrawn/.test(action));
  expect(moved.map(({ action, objectId, why }) => [action, objectId, why]).sort()).toEqual(
    [
      ['assignment.requeued', tasks[1]?.id, 'why'],
      ['assignment.withdrawn', tasks[3]?.id, 'why'],
      ['assignment.withdrawn', tasks[5]?.id, 'why'],
    ].sort(),
  );
  // The hash before is the one after the event before.
  const history = found.events.filter(({ objectId }) => objectId === tasks[5]?.id);
  expect(history.at(-1)?.before).toBe(history.at(-2)?.after);
  expect(found.own.map(({ purpose }) => purpose).sort()).toEqual([
    'exam',
    'gold',
    'measured',
    'measured',
  ]);
  expect(found.held).toMatchObject([{ caseId: study.caseIds[1], isSetAside: true, at: at(4) }]);
  expect(found.left.map(({ isSetAside }) => isSetAside).sort()).toEqual([false, true]);
});
