import type { ReadTx } from '../database/transaction.ts';

/** When somebody worked on an answer. */
export interface TimedAnswer {
  /** ISO UTC. */
  readonly openedAt: string;
  readonly submittedAt: string;
  readonly activeSeconds: number;
}

/** The answers that a reader handed in last, the newest first. */
export async function lastAnswers(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  count: number,
): Promise<readonly TimedAnswer[]> {
  const { rows } = await tx.client.query<{
    opened_at: Date | null;
    submitted_at: Date;
    active_ms: string;
  }>({
    name: 'last-answers',
    text: `select opened_at, submitted_at, active_ms from answers
      where study_id = $1 and reader_id = $2 and submitted_at is not null
      order by submitted_at desc, id desc limit $3::int`,
    values: [studyId, readerId, count],
  });
  return rows.map((row) => ({
    openedAt: (row.opened_at ?? row.submitted_at).toISOString(),
    submittedAt: row.submitted_at.toISOString(),
    activeSeconds: Number(row.active_ms) / 1000,
  }));
}

/** Active time of the answers that a reader handed in after an instant. */
export interface WorkTime {
  /** By the time they were handed in. */
  readonly activeMs: readonly number[];
  /** When the last of them was handed in, ISO UTC; null where there is none. */
  readonly until: string | null;
}

/**
 * Active time of each answer that a reader handed in.
 *
 * @param without kinds of assignments whose answers do not count
 * @param after ISO UTC; null for all
 */
export async function workTime(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  without: readonly string[],
  after: string | null,
): Promise<WorkTime> {
  // One text instead of fifty thousand rows, and from an index alone: the few answers that do not count are named.
  const { rows } = await tx.client.query<{ list: string | null; until: Date | null }>({
    name: 'work-time',
    text: `select string_agg(active_ms::text, ',' order by submitted_at, id) as list, max(submitted_at) as until
      from answers where study_id = $1 and reader_id = $2 and submitted_at > $4::timestamptz and assignment_id not in (
        select id from assignments where study_id = $1 and reader_id = $2 and kind = any($3))`,
    values: [studyId, readerId, [...without], after ?? '-infinity'],
  });
  const [row] = rows;
  return {
    activeMs: row?.list ? row.list.split(',').map(Number) : [],
    until: row?.until?.toISOString() ?? null,
  };
}

/** A measured reading without its answers. */
export interface ReadRow {
  readonly answerId: string;
  readonly assignmentId: string;
  readonly caseId: string;
  readonly readerId: string;
  readonly purpose: string;
  readonly isSetAside: boolean;
  readonly isSubmitted: boolean;
  /** When it was handed in, or else saved last. */
  readonly at: string;
}

async function readsWhere(
  tx: ReadTx,
  where: string,
  values: readonly unknown[],
): Promise<readonly ReadRow[]> {
  const { rows } = await tx.client.query<{
    id: string;
    assignment_id: string;
    case_id: string;
    reader_id: string;
    purpose: string | null;
    state: string;
    submitted_at: Date | null;
    saved_at: Date;
  }>(
    `select a.id, a.assignment_id, a.case_id, a.reader_id, s.document ->> 'purpose' as purpose, s.state, a.submitted_at,
        a.saved_at
      from assignments s join answers a on a.assignment_id = s.id where ${where}
      order by a.case_id, a.reader_id, a.id`,
    [...values],
  );
  return rows.map((row) => ({
    answerId: row.id,
    assignmentId: row.assignment_id,
    caseId: row.case_id,
    readerId: row.reader_id,
    purpose: row.purpose ?? '',
    isSetAside: row.state === 'requeued',
    isSubmitted: row.submitted_at !== null,
    at: (row.submitted_at ?? row.saved_at).toISOString(),
  }));
}

/** Every answer of one reader, without what was answered. */
export function readsOfReader(
  tx: ReadTx,
  studyId: string,
  readerId: string,
): Promise<readonly ReadRow[]> {
  return readsWhere(tx, 's.study_id = $1 and s.reader_id = $2', [studyId, readerId]);
}

/** The measured readings that stand in nobody's order any more: those set aside, and those of all but some readers. */
export function readsWithoutHolder(
  tx: ReadTx,
  studyId: string,
  readerIds: readonly string[],
): Promise<readonly ReadRow[]> {
  return readsWhere(
    tx,
    `s.study_id = $1 and (s.state = 'requeued' or not s.reader_id = any($2))
      and s.document ->> 'purpose' = 'measured'`,
    [studyId, [...readerIds]],
  );
}
