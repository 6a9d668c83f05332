import type { ReadTx, Tx } from '../database/transaction.ts';
import type { Assignment } from './assignments.ts';

interface AssignmentRow {
  readonly id: string;
  readonly study_id: string;
  readonly case_id: string;
  readonly reader_id: string;
  readonly kind: string;
  readonly round: number;
  readonly position: number;
  readonly place: number | null;
  readonly arm: string | null;
  readonly state: Assignment['state'];
  readonly document: unknown;
  readonly created_at: Date;
  readonly opened_at: Date | null;
  readonly finished_at: Date | null;
}

function assignmentOfRow(row: AssignmentRow): Assignment {
  return {
    id: row.id,
    studyId: row.study_id,
    caseId: row.case_id,
    readerId: row.reader_id,
    kind: row.kind,
    round: row.round,
    position: row.position,
    place: row.place,
    arm: row.arm,
    state: row.state,
    document: row.document,
    createdAt: row.created_at.toISOString(),
    openedAt: row.opened_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

const columns = `s.id, s.study_id, s.case_id, s.reader_id, s.kind, s.round, s.position, s.place, s.arm, s.state,
  s.document, s.created_at, s.opened_at, s.finished_at`;

/** The assignment of a reader whose document names a task so; null when the reader has none of that name. */
export async function assignmentOfTask(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  taskId: string,
): Promise<Assignment | null> {
  const { rows } = await tx.client.query<AssignmentRow>({
    name: 'assignment-of-task',
    text: `select ${columns} from assignments s
      where study_id = $1 and reader_id = $2 and document ->> 'taskId' = $3 limit 1`,
    values: [studyId, readerId, taskId],
  });
  return rows[0] === undefined ? null : assignmentOfRow(rows[0]);
}

/** A reader's assignments of some kinds, in their order. */
export async function assignmentsOfKinds(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  kinds: readonly string[],
): Promise<readonly Assignment[]> {
  const { rows } = await tx.client.query<AssignmentRow>({
    name: 'assignments-of-kinds',
    text: `select ${columns} from assignments s
      where study_id = $1 and reader_id = $2 and kind = any($3) order by kind, position`,
    values: [studyId, readerId, [...kinds]],
  });
  return rows.map(assignmentOfRow);
}

/** A task that is not done, with what is known of its reader and its case. */
export interface OpenTask {
  readonly assignment: Assignment;
  /** When the reader last handed in a task of this kind about the case; null for never. */
  readonly lastServedAt: string | null;
  /**
   * How many tasks of this kind the reader handed in after the one that this one repeats, counted no further than was
   * asked; null while that one is not handed in, and for a task that repeats none.
   */
  readonly doneSince: number | null;
}

/** Where in a reader's order to look. */
export interface OpenQuery {
  readonly kind: string;
  /** How many rows to leave out from the start, and how many to give. */
  readonly from: number;
  readonly count: number;
  /** How far to count what was done since the task that is repeated. */
  readonly countSince: number;
}

/** The tasks of a reader that are not done, in the order they are to come. */
export async function openTasks(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  query: OpenQuery,
): Promise<readonly OpenTask[]> {
  const { rows } = await tx.client.query<
    AssignmentRow & { readonly last_served: Date | null; readonly done_since: string | null }
  >({
    name: 'open-tasks',
    text: `select s.*, (
        select max(a.submitted_at) from answers a join assignments o on o.id = a.assignment_id
        where a.reader_id = $2 and a.case_id = s.case_id and a.study_id = $1 and o.kind = $3
      ) as last_served, later.count as done_since
      from (
        select * from assignments where study_id = $1 and reader_id = $2 and kind = $3 and state in ('open', 'begun')
        order by place, position offset $4::int limit $5::int
      ) s
      left join lateral (
        select a.submitted_at from assignments o join answers a on a.assignment_id = o.id
        where o.study_id = $1 and o.reader_id = $2 and o.document ->> 'taskId' = s.document ->> 'repeatOf'
          and o.kind = $3 and a.submitted_at is not null limit 1
      ) first on s.document ->> 'repeatOf' is not null
      left join lateral (
        select count(*) from (
          select 1 from answers a join assignments o on o.id = a.assignment_id
          where a.study_id = $1 and a.reader_id = $2 and a.submitted_at > first.submitted_at and o.kind = $3
          limit $6::int
        ) counted
      ) later on first.submitted_at is not null
      order by s.place, s.position`,
    values: [studyId, readerId, query.kind, query.from, query.count, query.countSince],
  });
  return rows.map((row) => ({
    assignment: assignmentOfRow(row),
    lastServedAt: row.last_served?.toISOString() ?? null,
    doneSince: row.done_since === null ? null : Number(row.done_since),
  }));
}

/** How many assignments of a kind a reader has in a state. */
export interface TaskCount {
  readonly kind: string;
  readonly state: Assignment['state'];
  readonly count: number;
  /** How many of them the reader has seen. */
  readonly openedCount: number;
}

/** How many assignments a reader has, by kind and state. */
export async function countTasks(
  tx: ReadTx,
  studyId: string,
  readerId: string,
): Promise<readonly TaskCount[]> {
  const { rows } = await tx.client.query<{
    kind: string;
    state: Assignment['state'];
    count: string;
    opened: string;
  }>({
    name: 'count-tasks',
    text: `select kind, state, count(*), count(opened_at) as opened from assignments
      where study_id = $1 and reader_id = $2 group by kind, state`,
    values: [studyId, readerId],
  });
  return rows.map(({ kind, state, count, opened }) => ({
    kind,
    state,
    count: Number(count),
    openedCount: Number(opened),
  }));
}

/** A task that its reader has seen. */
export interface ServedTaskRow {
  readonly assignment: Assignment;
  /** When it was handed in; null before. */
  readonly submittedAt: string | null;
  /** Active time of what was handed in, ms; null before. */
  readonly activeMs: number | null;
}

/**
 * The tasks that a reader has seen and that were not taken back, the newest first.
 *
 * @param page rows to leave out from the newest, and rows to give
 */
export async function servedTasks(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  page: { readonly from: number; readonly count: number },
): Promise<readonly ServedTaskRow[]> {
  const { rows } = await tx.client.query<
    AssignmentRow & { readonly submitted_at: Date | null; readonly active_ms: string | null }
  >({
    name: 'served-tasks',
    text: `select s.*, a.submitted_at, a.active_ms from (
        select * from assignments
        where study_id = $1 and reader_id = $2 and opened_at is not null and state <> 'withdrawn'
        order by opened_at desc, id desc offset $3::int limit $4::int
      ) s left join answers a on a.assignment_id = s.id order by s.opened_at desc, s.id desc`,
    values: [studyId, readerId, page.from, page.count],
  });
  return rows.map((row) => ({
    assignment: assignmentOfRow(row),
    submittedAt: row.submitted_at?.toISOString() ?? null,
    activeMs: row.active_ms === null ? null : Number(row.active_ms),
  }));
}

/**
 * Which of the tasks that a reader has seen an assignment is: 1 for the first. Null for one that the reader has not
 * seen, or has no more.
 */
export async function servedNumber(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  assignmentId: string,
): Promise<{ readonly assignment: Assignment; readonly number: number | null } | null> {
  const { rows } = await tx.client.query<AssignmentRow & { readonly number: string | null }>(
    `select ${columns}, case when s.opened_at is null or s.state = 'withdrawn' then null else (
        select count(*) from assignments o where o.study_id = $1 and o.reader_id = $2 and o.opened_at is not null
          and o.state <> 'withdrawn' and (o.opened_at, o.id) <= (s.opened_at, s.id)
      ) end as number
      from assignments s where s.id = $3 and s.study_id = $1 and s.reader_id = $2`,
    [studyId, readerId, assignmentId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    assignment: assignmentOfRow(row),
    number: row.number === null ? null : Number(row.number),
  };
}

/** The cases among some that a reader has been served. */
export async function servedCases(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  caseIds: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await tx.client.query<{ case_id: string }>({
    name: 'served-cases',
    text: `select distinct case_id from assignments
      where case_id = any($3) and study_id = $1 and reader_id = $2 and opened_at is not null`,
    values: [studyId, readerId, [...caseIds]],
  });
  return rows.map((row) => row.case_id);
}

/** Ids of the tasks that a reader has of a kind. */
export async function taskNames(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  kind: string,
): Promise<readonly string[]> {
  const { rows } = await tx.client.query<{ name: string }>(
    `select document ->> 'taskId' as name from assignments
      where study_id = $1 and reader_id = $2 and kind = $3 and document ->> 'taskId' is not null`,
    [studyId, readerId, kind],
  );
  return rows.map(({ name }) => name);
}

/**
 * Writes down where each task of a reader stands in the newest order. The order's own event tells of it.
 *
 * @param names tasks in their order
 */
export async function placeTasks(
  tx: Tx,
  studyId: string,
  readerId: string,
  kind: string,
  names: readonly string[],
): Promise<void> {
  await tx.client.query(
    `update assignments a set place = e.at - 1 from unnest($4::text[]) with ordinality e (name, at)
      where a.study_id = $1 and a.reader_id = $2 and a.kind = $3 and a.document ->> 'taskId' = e.name
        and a.place is distinct from e.at - 1`,
    [studyId, readerId, kind, [...names]],
  );
}

/** How many entries of each reader's order lie before the last that was seen, that one included. */
export async function servedPlaces(
  tx: ReadTx,
  studyId: string,
  kind: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.client.query<{ reader_id: string; count: number }>(
    `select reader_id, max(place) + 1 as count from assignments
      where study_id = $1 and kind = $2 and opened_at is not null and place is not null group by reader_id`,
    [studyId, kind],
  );
  return new Map(rows.map((row) => [row.reader_id, row.count]));
}

/** The tasks of a kind that a reader has not handed in, without their documents. */
export async function unreadTasks(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  kind: string,
): Promise<
  readonly { readonly assignmentId: string; readonly caseId: string; readonly purpose: string }[]
> {
  const { rows } = await tx.client.query<{ id: string; case_id: string; purpose: string | null }>(
    `select id, case_id, document ->> 'purpose' as purpose from assignments
      where study_id = $1 and reader_id = $2 and kind = $3 and state in ('open', 'begun')
      order by place, position`,
    [studyId, readerId, kind],
  );
  return rows.map((row) => ({
    assignmentId: row.id,
    caseId: row.case_id,
    purpose: row.purpose ?? '',
  }));
}

/** A task that was taken back from a reader before it was read. */
export interface WithdrawnTask {
  readonly assignmentId: string;
  readonly caseId: string;
  readonly readerId: string;
  readonly purpose: string;
  /** Whether the reader has, or has read, the case as a measured one. */
  readonly hasFirst: boolean;
}

/** The tasks of a kind that were taken back from some readers, in their order. */
export async function withdrawnTasks(
  tx: ReadTx,
  studyId: string,
  readerIds: readonly string[],
  kind: string,
): Promise<readonly WithdrawnTask[]> {
  const { rows } = await tx.client.query<{
    id: string;
    case_id: string;
    reader_id: string;
    purpose: string | null;
    has_first: boolean;
  }>(
    `select t.id, t.case_id, t.reader_id, t.document ->> 'purpose' as purpose, exists (
        select 1 from assignments f where f.study_id = t.study_id and f.reader_id = t.reader_id and f.kind = t.kind
          and f.case_id = t.case_id and f.document ->> 'purpose' = 'measured' and f.state in ('open', 'begun', 'done')
      ) as has_first
      from assignments t where t.study_id = $1 and t.reader_id = any($2) and t.kind = $3 and t.state = 'withdrawn'
      order by t.reader_id, t.place, t.position`,
    [studyId, [...readerIds], kind],
  );
  return rows.map((row) => ({
    assignmentId: row.id,
    caseId: row.case_id,
    readerId: row.reader_id,
    purpose: row.purpose ?? '',
    hasFirst: row.has_first,
  }));
}
