import type { HandInBody } from './hand-in.ts';
import type { Keep } from './keep.ts';
import { isPassing, type RoomCalls } from './room-calls.ts';

/** What came of sending hand-ins that waited. */
export interface SentHandIns {
  /** How many wait still: the server does not answer. */
  readonly left: number;
  /** Why the server did not take one; null when it took all it answered to. */
  readonly refusal: unknown;
}

/**
 * Sends hand-ins that wait in this browser: the events of each, then its answers.
 *
 * @param keep where they wait
 * @param calls of the page
 * @param readerId whose
 * @param atWork task that is before the reader: it is handed in from there
 */
export async function sendWaiting(
  keep: Keep,
  calls: RoomCalls,
  readerId: string,
  atWork: string | null,
): Promise<SentHandIns> {
  const waiting = (await keep.handIns(readerId)).filter(({ taskId }) => taskId !== atWork);
  let left = waiting.length;
  let refusal: unknown = null;
  for (const { studyId, taskId, body } of waiting) {
    const params = { studyId, taskId };
    try {
      for (;;) {
        const events = await keep.unsent(readerId, taskId, 500);
        if (events.length === 0) break;
        await calls.call(() => calls.client.sendEvents({ params, body: { events } }));
        await keep.dropEvents(events);
      }
      // It was made by this page, and the server checks it again.
      const made = body as HandInBody;
      await calls.call(() => calls.client.submit({ params, body: made }));
      // After a first answer the work goes on from what is kept.
      if (made.step === 'first') await keep.dropHandIn(readerId, taskId);
      else await keep.forget(readerId, taskId);
    } catch (error) {
      if (isPassing(error)) break;
      // The draft stays: the case is served again, and the reader sees it.
      await keep.dropHandIn(readerId, taskId);
      refusal = error;
    }
    left -= 1;
  }
  return { left, refusal };
}
