import {
  type AdjudicationStep,
  adjudicatedQuestions,
  adjudicationStep,
  labelReads,
  pendingRereads,
  type RereadBy,
  recordEntry,
  showReads,
} from '@equipoise/annotation';
import type { RouteInput, RouteOutput, Routes } from '@equipoise/api';
import type { AdjudicationCase, AdjudicationEntry, AnswerRecord } from '@equipoise/domain';
import {
  type Adjudication,
  adjudicationById,
  listAdjudications,
  lockedStudy,
  openAdjudication,
  type ReadTx,
  type Study,
  saveAdjudication,
  type Tx,
} from '@equipoise/store';
import { notFound, refuse, savedOrConflict } from '../http/refuse.ts';
import type { LoadedStudy } from './loaded-study.ts';
import { caseRecords, recordsOfCases } from './records.ts';
import { imageRecords, relatedImages } from './task-view.ts';

type View = RouteOutput<Routes['adjudication']['answer']>;
type Line = RouteOutput<Routes['adjudications']['answer']>['adjudications'][number];

const casesAtOnce = 500;

/** What was done to a case so far. */
export function entriesOf(row: Adjudication | undefined): readonly AdjudicationEntry[] {
  return row === undefined ? [] : (row.document as { entries: AdjudicationEntry[] }).entries; // ours
}

/** A re-reading that was asked for, as the document of a case's adjudication says it. */
export interface Reread {
  readonly by: RereadBy;
  /** Tasks by which it is read. */
  readonly tasks: readonly string[];
  readonly why: string;
  readonly askedBy: string;
  readonly at: string;
}

/** The re-reading that a case's adjudication waits for or began with; null for none. */
export function rereadOf(row: Adjudication | undefined): Reread | null {
  return row === undefined ? null : ((row.document as { reread?: Reread }).reread ?? null); // ours
}

/** A case with the reading of each reader that counts for its label, and what was done since. */
export function adjudicationCase(
  loaded: LoadedStudy,
  caseId: string,
  row: Adjudication | undefined,
  records: readonly AnswerRecord[],
): AdjudicationCase {
  return {
    caseId: loaded.caseNameOf.get(caseId) ?? '',
    reads: labelReads(records).map(({ answerId, readerId, answers }) => {
      return { answerId, readerId, answers };
    }),
    entries: entriesOf(row),
    pendingRereads: pendingRereads(rereadOf(row)?.tasks ?? [], records),
  };
}

/** Records by the case's name. */
export function recordsByCase(
  records: readonly AnswerRecord[],
): ReadonlyMap<string, readonly AnswerRecord[]> {
  const found = new Map<string, AnswerRecord[]>();
  for (const one of records) {
    const own = found.get(one.caseId);
    if (own === undefined) found.set(one.caseId, [one]);
    else own.push(one);
  }
  return found;
}

/** The adjudication of a case that is in force. */
export async function rowOfCase(
  tx: ReadTx,
  studyId: string,
  caseId: string,
): Promise<Adjudication | undefined> {
  const rows = await listAdjudications(tx, studyId, caseId);
  return rows.filter(({ state }) => state !== 'withdrawn').at(-1);
}

/**
 * Opens an adjudication where a case now needs one. Called behind each hand-in; of several at once one opens it.
 */
export async function openWhereNeeded(tx: Tx, loaded: LoadedStudy, caseId: string): Promise<void> {
  if (!(await needsAdjudication(tx, loaded, caseId))) return;
  await lockedStudy(tx, loaded.studyId);
  if (!(await needsAdjudication(tx, loaded, caseId))) return;
  await openAdjudication(tx, {
    studyId: loaded.studyId,
    caseId,
    adjudicatorId: null,
    round: 1,
    document: { entries: [] },
  });
}

async function needsAdjudication(
  tx: ReadTx,
  loaded: LoadedStudy,
  caseId: string,
): Promise<boolean> {
  const { protocol } = loaded.locked;
  if (protocol.adjudication.kind === 'none') return false;
  const row = await rowOfCase(tx, loaded.studyId, caseId);
  const state = adjudicationCase(loaded, caseId, row, await caseRecords(tx, loaded, caseId));
  const isMeasured = protocol.cases.some(
    (one) => one.caseId === state.caseId && one.use === 'measured',
  );
  return row === undefined && isMeasured && adjudicationStep(protocol, state).kind === 'assign';
}

function turnOf(step: AdjudicationStep, who: string): boolean {
  return step.kind === 'assign' && step.candidates.includes(who);
}

function isInvolved(row: Adjudication, step: AdjudicationStep, who: string): boolean {
  return turnOf(step, who) || entriesOf(row).some((entry) => entry.by === who);
}

function lineOf(row: Adjudication, step: AdjudicationStep, who: string): Line {
  const isMyTurn = turnOf(step, who);
  return {
    adjudicationId: row.id,
    state: row.state,
    stage: isMyTurn && step.kind === 'assign' ? step.stage : null,
    round: isMyTurn && step.kind === 'assign' ? step.round : null,
    isMyTurn,
  };
}

/** The cases somebody is to decide about, or has decided about. */
export async function adjudicationsOf(
  tx: ReadTx,
  loaded: LoadedStudy,
  who: string,
): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const rows = (await listAdjudications(tx, loaded.studyId)).filter(
    ({ state }) => state !== 'withdrawn',
  );
  // So many at a time: the drawings of all cases that readers differ on need not fit into memory.
  for (let from = 0; from < rows.length; from += casesAtOnce) {
    const some = rows.slice(from, from + casesAtOnce);
    const ids = some.map(({ caseId }) => caseId);
    const records = recordsByCase(await recordsOfCases(tx, loaded, ids));
    for (const row of some) {
      const own = records.get(loaded.caseNameOf.get(row.caseId) ?? '') ?? [];
      const state = adjudicationCase(loaded, row.caseId, row, own);
      const step = adjudicationStep(loaded.locked.protocol, state);
      if (isInvolved(row, step, who)) lines.push(lineOf(row, step, who));
    }
  }
  return lines.sort((a, b) => Number(b.isMyTurn) - Number(a.isMyTurn));
}

/** Whether somebody may look at a case's images because of an adjudication. */
export async function decidesAbout(
  tx: ReadTx,
  loaded: LoadedStudy,
  caseId: string,
  who: string,
): Promise<boolean> {
  const row = await rowOfCase(tx, loaded.studyId, caseId);
  if (row === undefined) return false;
  const state = adjudicationCase(loaded, caseId, row, await caseRecords(tx, loaded, caseId));
  return isInvolved(row, adjudicationStep(loaded.locked.protocol, state), who);
}

/** A case as one who decides sees it now. To whoever has no part in it, it does not exist. */
export async function adjudicationView(
  tx: ReadTx,
  loaded: LoadedStudy,
  id: string,
  who: string,
): Promise<View> {
  const row = await adjudicationById(tx, id);
  if (row === null || row.studyId !== loaded.studyId || row.state === 'withdrawn')
    return notFound();
  const { protocol } = loaded.locked;
  const state = adjudicationCase(
    loaded,
    row.caseId,
    row,
    await caseRecords(tx, loaded, row.caseId),
  );
  const step = adjudicationStep(protocol, state);
  if (!isInvolved(row, step, who)) return notFound();
  const isOpen = step.kind === 'assign' && step.stage === 'decide' && turnOf(step, who);
  const reads = isOpen ? showReads(protocol, state, who).shown : [];
  return {
    ...lineOf(row, step, who),
    version: row.version,
    images: [...(await imageRecords(tx, row.caseId))],
    related: [...(await relatedImages(tx, loaded, row.caseId))],
    rule: protocol.adjudication.kind,
    questionIds: adjudicatedQuestions(protocol).map(({ id: questionId }) => questionId),
    rubric: protocol.adjudication.rubric.map((one) => ({ ...one })),
    reads: reads.map((read) => ({
      ...read,
      answers: [...read.answers],
      rubric: read.rubric.map((one) => ({ ...one })),
    })),
    own: state.entries
      .filter((entry) => entry.by === who)
      .map(({ stage, round, action, answers, reason, at }) => ({
        stage,
        round,
        action,
        answers,
        reason,
        at,
      })),
  };
}

/**
 * Records the own blind reading or a decision.
 *
 * @throws annotation/not-allowed out of turn or without a reason, annotation/bad-answer, room/conflict
 */
export async function decideCase(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  id: string,
  who: string,
  sent: RouteInput<Routes['decide']>['body'],
): Promise<void> {
  const row = await adjudicationById(tx, id);
  if (row === null || row.studyId !== loaded.studyId || row.state === 'withdrawn')
    return notFound();
  if (study.state !== 'locked') refuse('room/bad-state', 'The study is closed.', 'Leave it.');
  const { protocol } = loaded.locked;
  const state = adjudicationCase(
    loaded,
    row.caseId,
    row,
    await caseRecords(tx, loaded, row.caseId),
  );
  const step = adjudicationStep(protocol, state);
  if (!isInvolved(row, step, who)) return notFound();
  // What was decided meanwhile is said before whose turn it is: the one who sent sees what there is now.
  if (row.version !== sent.expectedVersion) {
    const { expectedVersion, action, reason } = sent;
    const stored = { version: row.version, state: row.state };
    refuse('room/conflict', 'It was decided elsewhere meanwhile.', 'Look at it as it is now.', {
      stored,
      offered: { action, reason },
      expectedVersion,
    });
  }
  if (step.kind !== 'assign' || !turnOf(step, who)) {
    return refuse('room/not-allowed', 'It is not your turn.', 'Open the case again later.');
  }
  let accepted: string | null = null;
  if (sent.action === 'accept') {
    const { key } = showReads(protocol, state, who);
    accepted = key.get(sent.accepted ?? '') ?? null;
    if (accepted === null) {
      refuse('room/bad-answer', 'No read has this letter.', 'Choose one that is shown.');
    }
  }
  const next = recordEntry(protocol, state, {
    entryId: tx.newId(),
    by: who,
    at: tx.at,
    stage: step.stage,
    round: step.round,
    action: sent.action,
    accepted,
    answers: sent.answers,
    reason: sent.reason,
    rubric: sent.rubric,
  });
  const after = adjudicationStep(protocol, next);
  savedOrConflict(
    await saveAdjudication(tx, id, sent.expectedVersion, {
      state:
        after.kind === 'settled' ? 'decided' : after.kind === 'unresolved' ? 'unresolved' : 'begun',
      document: { ...Object(row.document), entries: next.entries },
      ...(sent.reason === '' ? {} : { reasons: sent.reason }),
      adjudicatorId: who,
    }),
    (stored) => ({ version: stored.version, state: stored.state }),
  );
}
