/** Rows after which messages are let in. */
const pauseAfter = 50_000;

/**
 * Lets messages in between draws: the engine may wait for its next job, and a caller may want to stop.
 *
 * @param draw number of the draw, from 0
 * @param rowCount rows of each draw; of small studies a draw takes less time than a pause
 * @param signal throws when set
 */
export async function letIn(
  draw: number,
  rowCount: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if ((draw * rowCount) % pauseAfter >= rowCount) return;
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}
