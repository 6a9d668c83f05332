import type { ReadTx } from '../database/transaction.ts';

/** A moment of a study: the last event of its chain that is part of it. */
export interface StudyMoment {
  readonly seq: number;
  /** Hash of that event: another one stands there in a restored or another study. */
  readonly hash: string;
}

/** What a study has become since a moment. */
export interface StudyChanges {
  /** Answers handed in, corrections among them. */
  readonly answerCount: number;
  /** Answers saved or handed in, and those set aside. */
  readonly touchCount: number;
  /** Steps of adjudications and drawings of orders. */
  readonly otherCount: number;
  /** Cases added, changed or taken out, and labels. */
  readonly listCount: number;
}

/** Actions after which figures of answers are others. */
const touching = "('answer.submit', 'answer.save', 'assignment.requeued')";

/** The present moment of a study. */
export async function studyMoment(tx: ReadTx, studyId: string): Promise<StudyMoment> {
  const { rows } = await tx.client.query<{ length: string; head: string }>(
    'select length, head from event_chains where chain = $1',
    [studyId],
  );
  const [row] = rows;
  return row === undefined ? { seq: 0, hash: '' } : { seq: Number(row.length), hash: row.head };
}

/** Whether a moment lies in a study's past. */
export async function hadMoment(
  tx: ReadTx,
  studyId: string,
  moment: StudyMoment,
): Promise<boolean> {
  if (moment.seq === 0) return true;
  const { rows } = await tx.client.query<{ hash: string }>(
    'select hash from events where chain = $1 and seq = $2',
    [studyId, moment.seq],
  );
  return rows[0]?.hash === moment.hash;
}

/** Counts what happened to a study's answers and labels since a moment. */
export async function countChanges(
  tx: ReadTx,
  studyId: string,
  since: StudyMoment,
): Promise<StudyChanges> {
  const { rows } = await tx.client.query<Record<keyof StudyChanges, string>>(
    `select count(*) filter (where action = 'answer.submit') as "answerCount",
        count(*) filter (where action in ${touching}) as "touchCount",
        count(*) filter (where starts_with(action, 'adjudication.') or action = 'order.draw') as "otherCount",
        count(*) filter (where starts_with(action, 'case.') or starts_with(action, 'consensus.')) as "listCount"
      from events where chain = $1 and seq > $2`,
    [studyId, since.seq],
  );
  const [row] = rows;
  return {
    answerCount: Number(row?.answerCount ?? 0),
    touchCount: Number(row?.touchCount ?? 0),
    otherCount: Number(row?.otherCount ?? 0),
    listCount: Number(row?.listCount ?? 0),
  };
}

/** What was touched since a moment, by id. */
export interface TouchedObjects {
  readonly answerIds: readonly string[];
  /** Assignments that were set aside. */
  readonly assignmentIds: readonly string[];
  readonly adjudicationIds: readonly string[];
  /** Whether an order was drawn. */
  readonly hasNewOrder: boolean;
}

/** What was touched since a moment. */
export async function touchedSince(
  tx: ReadTx,
  studyId: string,
  since: StudyMoment,
): Promise<TouchedObjects> {
  const { rows } = await tx.client.query<{ kind: string; id: string }>(
    `select distinct object_kind as kind, object_id as id from events
      where chain = $1 and seq > $2 and (action in ${touching} or action = 'order.draw'
        or starts_with(action, 'adjudication.'))`,
    [studyId, since.seq],
  );
  const ids = (wanted: string): string[] =>
    rows.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  return {
    answerIds: ids('answer'),
    assignmentIds: ids('assignment'),
    adjudicationIds: ids('adjudication'),
    hasNewOrder: rows.some(({ kind }) => kind === 'order'),
  };
}
