import {
  type AnswerColumns,
  type AssignedTasks,
  appendRecord,
  type CaseStands,
  type ColumnPlaces,
  caseProgress,
  caseStates,
  columnPlaces,
  dropCases,
  emptyColumns,
} from '@equipoise/annotation';
import type { AdjudicationEntry } from '@equipoise/domain';
import {
  type Adjudication,
  adjudicationById,
  answersToCases,
  casesOfAnswers,
  countAnswers,
  countOrdered,
  hasMoreAnswers,
  listAdjudications,
  type ReadTx,
  type StreamedAnswer,
  type StudyMoment,
  streamAnswers,
  studyMoment,
  type TouchedObjects,
  touchedSince,
} from '@equipoise/store';
import { entriesOf, rereadOf } from '../study/adjudicating.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { recordsOfStreamed } from '../study/records.ts';

/** All answers of a study as columns, of one moment, with where each case stands. */
export interface AnswerTable {
  readonly columns: AnswerColumns;
  readonly places: ColumnPlaces;
  readonly stands: CaseStands;
  assigned: readonly AssignedTasks[];
  /** Protocol that the columns are numbered by. */
  readonly protocolHash: string;
  moment: StudyMoment;
}

/** What was done in the adjudication of a case, and the tasks by which it is read again. */
interface CaseDone {
  readonly entries: readonly AdjudicationEntry[];
  readonly rereads: readonly string[];
}

type EntriesOf = (caseId: string) => CaseDone;

const nothingDone: CaseDone = { entries: [], rereads: [] };

/** What was done in the adjudications of a study, or of some of its cases. */
async function entriesBy(
  tx: ReadTx,
  studyId: string,
  caseIds: readonly string[] | null,
): Promise<EntriesOf> {
  const rows: Adjudication[] = [];
  if (caseIds === null || caseIds.length > fewCases) {
    rows.push(...(await listAdjudications(tx, studyId)));
  } else {
    for (const id of caseIds) rows.push(...(await listAdjudications(tx, studyId, id)));
  }
  const byCase = new Map<string, CaseDone>();
  for (const row of rows) {
    if (row.state === 'withdrawn') continue;
    byCase.set(row.caseId, { entries: entriesOf(row), rereads: rereadOf(row)?.tasks ?? [] });
  }
  return (caseId) => byCase.get(caseId) ?? nothingDone;
}

/** Of so many cases the adjudications are asked for one by one. */
const fewCases = 20;

/** Takes all answers to one case in: rows, and where the case stands. */
function takeCase(
  table: AnswerTable,
  loaded: LoadedStudy,
  entries: EntriesOf,
  answers: readonly StreamedAnswer[],
): void {
  const [first] = answers;
  if (first === undefined) return;
  const { protocol } = loaded.locked;
  const { columns, places, stands } = table;
  const place = places.caseAt.get(loaded.caseNameOf.get(first.caseId) ?? '');
  const one = place === undefined ? undefined : protocol.cases[place];
  // A case that the protocol names no more enters nothing.
  if (place === undefined || one === undefined) return;
  const sorted = answers.toSorted((a, b) => order(a.readerId, b.readerId) || order(a.id, b.id));
  const records = sorted.flatMap((answer) => {
    const made = recordsOfStreamed(loaded, answer);
    // What a reader was given by the order stays in it, whatever becomes of the order later.
    for (const one of made) appendRecord(columns, places, one, answer.taskKind === 'reading');
    return made;
  });
  if (one.use !== 'measured') return;
  const done = entries(first.caseId);
  const stand = caseProgress(protocol, one, records, done.entries, done.rereads);
  stands.state[place] = caseStates.indexOf(stand.state);
  stands.readsDone[place] = stand.readsDone;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How the making of a table goes on. */
export interface TableSteps {
  /** Called once where it takes longer than a request should wait. */
  readonly onSlow: () => void;
  readonly onShare: (share: number) => void;
}

/** More answers than this are slow to take in. */
export const manyAnswers = 20_000;

/** Reads every answer of a study once. */
export async function makeTable(
  tx: ReadTx,
  loaded: LoadedStudy,
  steps: TableSteps,
): Promise<AnswerTable> {
  const total = await countAnswers(tx, loaded.studyId);
  if (total > manyAnswers) steps.onSlow();
  const moment = await studyMoment(tx, loaded.studyId);
  const assigned = await countOrdered(tx, loaded.studyId);
  const entries = await entriesBy(tx, loaded.studyId, null);
  const { protocol, hash } = loaded.locked;
  const table: AnswerTable = {
    columns: emptyColumns(protocol, total + (total >> 3) + 1024),
    places: columnPlaces(
      protocol,
      assigned.map(({ readerId }) => readerId),
    ),
    stands: {
      state: new Uint8Array(protocol.cases.length),
      readsDone: new Int32Array(protocol.cases.length),
    },
    assigned,
    protocolHash: hash,
    moment,
  };
  const byCase = caseByCase((answers) => takeCase(table, loaded, entries, answers));
  let done = 0;
  await streamAnswers(tx, loaded.studyId, (answer) => {
    byCase.take(answer);
    done += 1;
    if (done % 10_000 === 0) steps.onShare(done / total);
  });
  byCase.end();
  return table;
}

/** Gathers answers that come case by case. */
export function caseByCase(take: (answers: readonly StreamedAnswer[]) => void): {
  readonly take: (answer: StreamedAnswer) => void;
  readonly end: () => void;
} {
  let waiting: StreamedAnswer[] = [];
  const end = (): void => {
    if (waiting.length > 0) take(waiting);
    waiting = [];
  };
  return {
    take(answer) {
      if (waiting[0]?.caseId !== answer.caseId) end();
      waiting.push(answer);
    },
    end,
  };
}

/** Of so many answers a share is better read with all others than one by one. */
const mostTouched = 5000;

/** Tables of fewer rows may hold as many gaps as they will. */
const fewRows = 50_000;

/**
 * Brings a table to the present: only answers to cases that were touched since are read. Each time they are, their rows
 * before become gaps; a table that is mostly gaps is given up, or it would grow with every answer without end.
 *
 * @param mayHoldGaps rows up to which gaps are no matter
 * @returns false where it must be made anew
 */
export async function refreshTable(
  table: AnswerTable,
  tx: ReadTx,
  loaded: LoadedStudy,
  mayHoldGaps: number = fewRows,
): Promise<boolean> {
  if (table.protocolHash !== loaded.locked.hash) return false;
  const now = await studyMoment(tx, loaded.studyId);
  if (now.seq === table.moment.seq) return true;
  const touched = await touchedSince(tx, loaded.studyId, table.moment);
  const cases = await touchedCases(tx, touched);
  if (cases.length > mostTouched) return false;
  // An answer has two rows at most.
  const { length } = table.columns;
  const isMostlyGaps =
    length > mayHoldGaps && !(await hasMoreAnswers(tx, loaded.studyId, Math.floor(length / 4)));
  if (isMostlyGaps) return false;
  if (touched.hasNewOrder) table.assigned = await countOrdered(tx, loaded.studyId);
  if (cases.length > 0) {
    const entries = await entriesBy(tx, loaded.studyId, cases);
    const placeOf = (id: string): number =>
      table.places.caseAt.get(loaded.caseNameOf.get(id) ?? '') ?? -1;
    dropCases(table.columns, new Set(cases.map(placeOf)));
    const byCase = caseByCase((answers) => takeCase(table, loaded, entries, answers));
    for (const answer of await answersToCases(tx, loaded.studyId, cases)) byCase.take(answer);
    byCase.end();
  }
  table.moment = now;
  return true;
}

async function touchedCases(tx: ReadTx, touched: TouchedObjects): Promise<readonly string[]> {
  const { answerIds, assignmentIds, adjudicationIds } = touched;
  const cases = new Set(await casesOfAnswers(tx, answerIds, assignmentIds));
  for (const id of adjudicationIds) {
    const row = await adjudicationById(tx, id);
    if (row !== null) cases.add(row.caseId);
  }
  return [...cases];
}
