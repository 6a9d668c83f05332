import { and, asc, count, eq, inArray } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { fail } from '../errors.ts';
import { assignments } from '../schema/work.ts';
import { maybe, one } from './rows.ts';

/** One case to be read once by one reader. */
export type Assignment = typeof assignments.$inferSelect;

/** What a new assignment needs. */
export interface NewAssignment {
  readonly studyId: string;
  readonly caseId: string;
  readonly readerId: string;
  /** `read`, `exam`, `training`, `gold`, `repeat` …: never shown to the reader. */
  readonly kind: string;
  /** Place among the reader's assignments of this kind: 0, 1, 2 … */
  readonly position: number;
  readonly round?: number;
  readonly arm?: string;
  readonly document?: unknown;
}

const chunk = 1000;

/** Adds assignments in the order given. @throws store/duplicate when a position is taken */
export async function addAssignments(
  tx: Tx,
  added: readonly NewAssignment[],
): Promise<readonly Assignment[]> {
  const rows: Assignment[] = [];
  for (let start = 0; start < added.length; start += chunk) {
    const values = added.slice(start, start + chunk).map((assignment) => ({
      ...assignment,
      id: tx.newId(),
      document: assignment.document ?? {},
      createdAt: tx.at,
    }));
    rows.push(...(await tx.db.insert(assignments).values(values).returning()));
  }
  for (const row of rows) record(tx, 'assignment.add', null, row);
  return rows;
}

const onward: Readonly<Record<Assignment['state'], readonly Assignment['state'][]>> = {
  open: ['begun', 'done', 'requeued', 'withdrawn'],
  begun: ['done', 'requeued', 'withdrawn'],
  done: ['begun', 'requeued'],
  requeued: [],
  withdrawn: ['open'],
};

function checkMove(before: Assignment, state: Assignment['state']): void {
  if (onward[before.state].includes(state)) return;
  fail(
    'store/bad-state',
    `an assignment that is ${before.state} cannot become ${state}.`,
    'Add a new assignment.',
  );
}

/**
 * Moves an assignment to another state. One that is there already stays as it is.
 *
 * @throws store/bad-state for a move that is not allowed, store/not-found
 */
export async function moveAssignment(
  tx: Tx,
  id: string,
  state: Assignment['state'],
  why?: string,
): Promise<Assignment> {
  const before = one(
    await tx.db.select().from(assignments).where(eq(assignments.id, id)).for('update'),
    'assignment',
  );
  if (before.state === state) return before;
  checkMove(before, state);
  const row = one(
    await tx.db
      .update(assignments)
      .set({
        state,
        ...(state === 'begun' && before.openedAt === null ? { openedAt: tx.at } : {}),
        finishedAt: state === 'done' ? tx.at : null,
      })
      .where(eq(assignments.id, id))
      .returning(),
    'assignment',
  );
  record(tx, `assignment.${state}`, before, row, why);
  return row;
}

/**
 * Moves assignments of one study to another state, as {@link moveAssignment} does each, in few questions.
 *
 * @throws store/bad-state for a move that is not allowed
 */
export async function moveAssignments(
  tx: Tx,
  ids: readonly string[],
  state: 'requeued' | 'withdrawn' | 'open',
  why: string,
): Promise<void> {
  for (let start = 0; start < ids.length; start += chunk) {
    const some = ids.slice(start, start + chunk);
    const before = await tx.db
      .select()
      .from(assignments)
      .where(inArray(assignments.id, some))
      .orderBy(asc(assignments.id))
      .for('update');
    const moved = before.filter((row) => row.state !== state);
    for (const row of moved) checkMove(row, state);
    if (moved.length === 0) continue;
    const rows = await tx.db
      .update(assignments)
      .set({ state, finishedAt: null })
      .where(
        inArray(
          assignments.id,
          moved.map(({ id }) => id),
        ),
      )
      .returning();
    const after = new Map(rows.map((row) => [row.id, row]));
    for (const row of moved) {
      record(tx, `assignment.${state}`, row, after.get(row.id) ?? row, why);
    }
  }
}

/** The assignment of an id, or null. */
export async function assignmentById(tx: ReadTx, id: string): Promise<Assignment | null> {
  return maybe(await tx.db.select().from(assignments).where(eq(assignments.id, id)));
}

/** A reader's assignments in their order. */
export async function assignmentsOfReader(
  tx: ReadTx,
  studyId: string,
  readerId: string,
): Promise<readonly Assignment[]> {
  return tx.db
    .select()
    .from(assignments)
    .where(and(eq(assignments.studyId, studyId), eq(assignments.readerId, readerId)))
    .orderBy(asc(assignments.kind), asc(assignments.position));
}

/** The first assignment a reader has not finished, or null. */
export async function nextAssignment(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  kinds: readonly string[],
): Promise<Assignment | null> {
  return maybe(
    await tx.db
      .select()
      .from(assignments)
      .where(
        and(
          eq(assignments.studyId, studyId),
          eq(assignments.readerId, readerId),
          inArray(assignments.kind, [...kinds]),
          inArray(assignments.state, ['open', 'begun']),
        ),
      )
      .orderBy(asc(assignments.position))
      .limit(1),
  );
}

/** Every assignment of a case, whoever has it. */
export async function assignmentsOfCase(
  tx: ReadTx,
  studyId: string,
  caseId: string,
): Promise<readonly Assignment[]> {
  return tx.db
    .select()
    .from(assignments)
    .where(and(eq(assignments.studyId, studyId), eq(assignments.caseId, caseId)))
    .orderBy(asc(assignments.readerId), asc(assignments.kind), asc(assignments.position));
}

/** Every assignment of a study. */
export async function listAssignments(tx: ReadTx, studyId: string): Promise<readonly Assignment[]> {
  return tx.db
    .select()
    .from(assignments)
    .where(eq(assignments.studyId, studyId))
    .orderBy(asc(assignments.readerId), asc(assignments.kind), asc(assignments.position));
}

/** How many assignments each reader has in each state. */
export async function countAssignments(
  tx: ReadTx,
  studyId: string,
): Promise<
  readonly {
    readonly readerId: string;
    readonly kind: string;
    readonly state: Assignment['state'];
    readonly count: number;
  }[]
> {
  return tx.db
    .select({
      readerId: assignments.readerId,
      kind: assignments.kind,
      state: assignments.state,
      count: count(),
    })
    .from(assignments)
    .where(eq(assignments.studyId, studyId))
    .groupBy(assignments.readerId, assignments.kind, assignments.state);
}

/** Hash of an assignment but for its place: that is its order's, whose own event tells of it. */
function hashOf({ place, ...row }: Assignment): string {
  return hashDocument(row);
}

function record(
  tx: Tx,
  action: string,
  before: Assignment | null,
  after: Assignment,
  why?: string,
): void {
  tx.record({
    chain: after.studyId,
    action,
    object: { kind: 'assignment', id: after.id },
    before: before && hashOf(before),
    after: hashOf(after),
    ...(why === undefined ? {} : { why }),
  });
}
