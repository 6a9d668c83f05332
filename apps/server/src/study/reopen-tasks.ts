import type { WithdrawnTask } from '@equipoise/store';

/**
 * What readers who came back are given again: cases that nobody else took, whole where a case is read in several arms,
 * with the gold cases and repeats between.
 *
 * @param idle tasks that were taken back from readers who work now
 * @param missing reads that each case lacks, by its name
 * @returns the assignments to open again, and what each case lacks still
 */
export function tasksToReopen(
  idle: readonly WithdrawnTask[],
  missing: ReadonlyMap<string, number>,
  nameOf: (caseId: string) => string,
): { readonly reopened: readonly string[]; readonly lacking: ReadonlyMap<string, number> } {
  const key = ({ readerId, caseId }: WithdrawnTask): string => JSON.stringify([readerId, caseId]);
  const lacking = new Map(missing);
  const given = new Set<string>();
  const working = new Set<string>();
  const reopened: string[] = [];
  for (const task of idle) {
    if (task.purpose !== 'measured') continue;
    const name = nameOf(task.caseId);
    const count = lacking.get(name) ?? 0;
    // A case that the reader has in one arm is the reader's in the others too.
    const isHeld = task.hasFirst || given.has(key(task));
    if (!isHeld && count === 0) continue;
    if (!isHeld) lacking.set(name, count - 1);
    given.add(key(task));
    working.add(task.readerId);
    reopened.push(task.assignmentId);
  }
  for (const task of idle) {
    if (!working.has(task.readerId)) continue;
    const isRepeat = task.purpose === 'repeat' && (task.hasFirst || given.has(key(task)));
    if (task.purpose === 'gold' || isRepeat) reopened.push(task.assignmentId);
  }
  return { reopened, lacking };
}
