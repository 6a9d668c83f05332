import {
  type Assignment,
  assignmentById,
  assignmentsOfReader,
  type ReadTx,
} from '@equipoise/store';
import { taskOf } from './records.ts';

/** Assignments by reader and task id: they never change places, so they are looked up once. */
const known = new Map<string, string>();
const most = 500_000;

/**
 * The own assignment of a task id; null when the reader has none of that name, whoever else may have it.
 */
export async function findTask(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  taskId: string,
): Promise<Assignment | null> {
  const key = JSON.stringify([studyId, readerId, taskId]);
  const id = known.get(key);
  if (id !== undefined) {
    const row = await assignmentById(tx, id);
    if (row !== null && row.readerId === readerId && row.studyId === studyId) return row;
  }
  const own = await assignmentsOfReader(tx, studyId, readerId);
  const hit = own.find((one) => taskOf(one).taskId === taskId) ?? null;
  if (hit !== null) {
    if (known.size > most) known.clear();
    known.set(key, hit.id);
  }
  return hit;
}
