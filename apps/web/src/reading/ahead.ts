import type { Client } from '@equipoise/api';
import { type FrameStore, frameStore } from '@equipoise/web/stage';
import type { Protocol, Task } from './case-options.ts';
import { hangingOf, hungImages } from './hang.ts';
import type { RoomCalls } from './room-calls.ts';

/** What comes after a task. */
export type Next = Awaited<ReturnType<Client['nextTask']>>;

/** A task fetched ahead, with its first frames decoded. */
export interface Ahead {
  readonly task: Task;
  readonly stores: ReadonlyMap<string, FrameStore>;
  /** The frames that come on the screen first are here. */
  readonly isReady: Promise<void>;
}

/**
 * Fetches what comes after a task, and decodes the frames that will be on the screen first.
 *
 * @param calls of the page
 * @param protocol of the study
 * @param after the task at work
 * @returns null when no task is known to come
 */
export async function fetchAhead(
  calls: RoomCalls,
  protocol: Protocol,
  after: string,
): Promise<Ahead | null> {
  const { studyId } = protocol;
  const next = await calls.call(() =>
    calls.client.nextTask({ params: { studyId }, body: { after } }),
  );
  return next.kind === 'task' ? prepare(calls, protocol, next.task) : null;
}

function prepare(calls: RoomCalls, protocol: Protocol, task: Task): Ahead {
  const { studyId } = protocol;
  const stores = new Map<string, FrameStore>();
  const waiting: Promise<unknown>[] = [];
  const images = hungImages(task);
  for (const viewport of hangingOf(protocol.hanging, task).viewports) {
    const image = images.filter(({ source }) => source === viewport.source)[viewport.image]?.image;
    if (image === undefined || stores.has(image.imageId)) continue;
    const { imageId } = image;
    const store = frameStore({
      image: { ...image },
      fetchFrame: async (frame, signal) => {
        const params = { studyId, imageId, frame };
        return (await calls.call(() => calls.client.imageFrame({ params }, signal))).bytes;
      },
    });
    stores.set(imageId, store);
    store.want(0);
    waiting.push(store.request(0).catch(() => undefined));
  }
  return { task, stores, isReady: Promise.all(waiting).then(() => undefined) };
}
