import type { FrameSource, ImageInfo, SampleArray } from '../core/image-info.ts';
import { decodeStoredFrame } from '../core/stored-frame.ts';
import { inflateRaw } from './inflate.ts';

/** Frames of an image, fetched when they are needed and a little before. */
export interface FrameStore extends FrameSource {
  /**
   * Fetches a frame unless it is here.
   *
   * @throws whatever fetching or decoding threw
   */
  request(index: number): Promise<SampleArray>;
  /** Fetches a frame and, when idle, those next to it, more of them in the direction of the last move. */
  want(index: number): void;
  /** Fetches every frame: planes across rows and columns need them all. */
  requestAll(): Promise<void>;
  /** Calls back with the index of every frame that arrives, or with the error; returns how to stop. */
  subscribe(listener: (index: number, error: unknown) => void): () => void;
  /** Stops fetching and lets go of the frames. */
  close(): void;
}

/** Where frames come from and how many are kept. */
export interface FrameStoreOptions {
  readonly image: ImageInfo;
  /** Gives the stored bytes of a frame (`EQF1`). */
  readonly fetchFrame: (index: number, signal: AbortSignal) => Promise<Uint8Array>;
  /** Frames fetched at the same time, default 3. */
  readonly parallel?: number;
  /** Frames fetched ahead of the reader, default 8; as many as a third of that behind. */
  readonly ahead?: number;
  /** Samples kept in bytes, default 768 MiB. The frames farthest from the reader go first. */
  readonly mostBytes?: number;
  /** Undoes raw deflate; the browser's own when absent. */
  readonly inflate?: (packed: Uint8Array, length: number) => Promise<Uint8Array>;
}

/**
 * A store over frames on a server.
 *
 * @param options where frames come from and how many are kept
 */
export function frameStore(options: FrameStoreOptions): FrameStore {
  const { image, fetchFrame, inflate = inflateRaw } = options;
  const { parallel = 3, ahead = 8, mostBytes = 768 * 1024 * 1024 } = options;
  const frames = new Map<number, SampleArray>();
  const waiting = new Map<number, Promise<SampleArray>>();
  const listeners = new Set<(index: number, error: unknown) => void>();
  const stopper = new AbortController();
  let queue: number[] = [];
  let here = 0;
  let direction = 1;
  let isKeepingAll = false;

  function tell(index: number, error: unknown): void {
    for (const listener of listeners) listener(index, error);
  }

  function makeRoom(): void {
    const frameBytes =
      image.width * image.height * (image.kind === 'rgb' ? 3 : 1) * (image.bits / 8);
    const most = isKeepingAll ? Infinity : Math.max(2, Math.floor(mostBytes / frameBytes));
    while (frames.size > most) {
      let farthest = here;
      for (const index of frames.keys()) {
        if (Math.abs(index - here) > Math.abs(farthest - here)) farthest = index;
      }
      frames.delete(farthest);
    }
  }

  function request(index: number): Promise<SampleArray> {
    const known = frames.get(index);
    if (known) return Promise.resolve(known);
    const pending = waiting.get(index);
    if (pending) return pending;
    const job = fetchFrame(index, stopper.signal)
      .then((bytes) => decodeStoredFrame(bytes, image, inflate))
      .then((samples) => {
        frames.set(index, samples);
        makeRoom();
        return samples;
      })
      .finally(() => {
        waiting.delete(index);
        pump();
      });
    waiting.set(index, job);
    job.then(
      () => tell(index, null),
      (error: unknown) => {
        if (!stopper.signal.aborted) tell(index, error);
      },
    );
    return job;
  }

  function pump(): void {
    while (waiting.size < parallel && queue.length > 0 && !stopper.signal.aborted) {
      const next = queue.shift()!;
      // A frame that fails to arrive ahead of time is asked for again when it is due.
      if (!frames.has(next)) request(next).catch(() => undefined);
    }
  }

  function want(index: number): void {
    direction = index === here ? direction : Math.sign(index - here);
    here = index;
    const near: number[] = [];
    for (let k = 1; k <= ahead; k++) {
      near.push(index + k * direction);
      if (k <= ahead / 3) near.push(index - k * direction);
    }
    const legal = near.filter((k) => k >= 0 && k < image.frameCount && !frames.has(k));
    queue = isKeepingAll ? [...legal, ...queue.filter((k) => !legal.includes(k))] : legal;
    request(index).catch(() => undefined);
    pump();
  }

  async function requestAll(): Promise<void> {
    isKeepingAll = true;
    const all = Array.from({ length: image.frameCount }, (_, k) => k);
    all.sort((a, b) => Math.abs(a - here) - Math.abs(b - here));
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < all.length && !stopper.signal.aborted) await request(all[next++]!);
    };
    await Promise.all(Array.from({ length: parallel }, worker));
  }

  return {
    frame: (index) => frames.get(index) ?? null,
    request,
    want,
    requestAll,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      stopper.abort();
      frames.clear();
      queue = [];
      listeners.clear();
    },
  };
}

/**
 * A store over frames that are all in memory, for tests and pictures dropped onto the page.
 *
 * @param source the frames
 */
export function memoryStore(source: readonly SampleArray[]): FrameStore {
  return {
    frame: (index) => source[index] ?? null,
    request: (index) => Promise.resolve(source[index]!),
    want: () => undefined,
    requestAll: () => Promise.resolve(),
    subscribe: () => () => undefined,
    close: () => undefined,
  };
}
