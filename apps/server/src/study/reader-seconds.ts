import { type ReadTx, type TaskCount, workTime } from '@equipoise/store';

interface Kept {
  readonly seconds: readonly number[];
  readonly until: string | null;
}

/** Seconds of the readers whose pages were looked at last: an answer of a reader is read once, not for every look. */
const kept = new Map<string, Kept>();
const mostKept = 2_000_000;

/**
 * Active seconds of every case that a reader handed in, oldest first; training and exam do not count.
 *
 * @param counts the reader's tasks: what is kept is taken only where it makes their number
 */
export async function readerSeconds(
  tx: ReadTx,
  studyId: string,
  readerId: string,
  counts: readonly TaskCount[],
): Promise<readonly number[]> {
  const key = JSON.stringify([studyId, readerId]);
  const doneCount = counts
    .filter(({ kind, state }) => kind === 'reading' && (state === 'done' || state === 'requeued'))
    .reduce((sum, { count }) => sum + count, 0);
  const read = async (before: Kept): Promise<Kept> => {
    const newer = await workTime(tx, studyId, readerId, ['training', 'exam'], before.until);
    return {
      seconds: [...before.seconds, ...newer.activeMs.map((ms) => ms / 1000)],
      until: newer.until ?? before.until,
    };
  };
  let found = await read(kept.get(key) ?? { seconds: [], until: null });
  // A correction is handed in anew: it stands there twice, and all are read again.
  if (found.seconds.length !== doneCount && kept.has(key)) {
    found = await read({ seconds: [], until: null });
  }
  kept.set(key, found);
  let total = 0;
  for (const one of kept.values()) total += one.seconds.length;
  if (total > mostKept) kept.clear();
  return found.seconds;
}
