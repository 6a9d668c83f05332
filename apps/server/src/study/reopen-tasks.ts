import { moveAssignments, type Tx, type WithdrawnTask } from '@equipoise/store';

/**
 * Gives readers who came back what they had not read and nobody else took, with the gold cases and repeats between.
 *
 * @param idle tasks that were taken back from readers who work now
 * @param missing reads that each case lacks, by its name; lowered by what is given back
 */
export async function reopenTasks(
  tx: Tx,
  idle: readonly WithdrawnTask[],
  missing: Map<string, number>,
  nameOf: (caseId: string) => string,
): Promise<void> {
  const key = ({ readerId, caseId }: WithdrawnTask): string => JSON.stringify([readerId, caseId]);
  const given = new Set<string>();
  const working = new Set<string>();
  const reopened: string[] = [];
  for (const task of idle) {
    const name = nameOf(task.caseId);
    const count = missing.get(name) ?? 0;
    if (task.purpose !== 'measured' || count === 0) continue;
    missing.set(name, count - 1);
    given.add(key(task));
    working.add(task.readerId);
    reopened.push(task.assignmentId);
  }
  for (const task of idle) {
    if (!working.has(task.readerId)) continue;
    const isRepeat = task.purpose === 'repeat' && (task.hasFirst || given.has(key(task)));
    if (task.purpose === 'gold' || isRepeat) reopened.push(task.assignmentId);
  }
  await moveAssignments(tx, reopened, 'open', 'given back');
}
