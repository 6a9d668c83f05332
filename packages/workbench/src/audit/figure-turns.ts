import type { AuditDocument } from '@equipoise/domain';

/** What a thread that draws pictures is sent. */
export interface FiguresTask {
  readonly document: AuditDocument;
  /** one number in shared memory: pictures taken by either thread */
  readonly taken: Int32Array;
}

/** Places from the first on, as long as there are pictures that nobody took. */
export function takeFromFront(taken: Int32Array, count: number): () => number {
  let next = 0;
  return () => (Atomics.add(taken, 0, 1) < count ? next++ : count);
}

/** Places from the last down, as long as there are pictures that nobody took. */
export function takeFromEnd(taken: Int32Array, count: number): () => number {
  let next = count;
  return () => (Atomics.add(taken, 0, 1) < count ? --next : count);
}
