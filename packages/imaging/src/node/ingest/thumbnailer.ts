import { defaultPixelLimits } from '../../dicom/pixel-description.ts';
import { fail } from '../../errors.ts';
import { defaultZipLimits } from '../zip.ts';
import type { Answer, ShownImage, Task } from './messages.ts';
import { type ReadingProcess, readingProcess } from './reading-process.ts';

/** What is to be drawn. */
export interface ThumbnailRequest {
  /** Path of a stored frame. */
  readonly frame: string;
  readonly record: ShownImage;
  /** Longest side, pixels. */
  readonly side: number;
}

/** Draws frames small, in a process of its own that ends when nothing was asked for a while. */
export interface Thumbnailer {
  /** A JPEG. @throws imaging/no-thumbnail */
  readonly draw: (request: ThumbnailRequest) => Promise<Uint8Array>;
  readonly close: () => void;
}

const limits = { maxMs: 30_000, maxMemoryBytes: 1_610_612_736 };

/**
 * Makes a thumbnailer; its process starts with the first request.
 *
 * @param idleMs how long it waits for another
 */
export function thumbnailer(idleMs = 60_000): Thumbnailer {
  let worker: ReadingProcess | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = (): void => {
    clearTimeout(timer);
    worker?.close();
    worker = null;
  };
  const run = (task: Task): Promise<Answer> => {
    clearTimeout(timer);
    worker ??= readingProcess(
      {
        // It meets no identifiers: frames have none.
        key: '',
        dates: 'remove',
        keepsPatientCharacteristics: false,
        maxFileBytes: 2_147_483_647,
        pixelLimits: defaultPixelLimits,
        zipLimits: defaultZipLimits,
        deflateLevel: 4,
      },
      limits,
    );
    const answer = worker.run(task);
    timer = setTimeout(stop, idleMs);
    timer.unref();
    return answer;
  };

  return {
    async draw({ frame, record, side }): Promise<Uint8Array> {
      // One after the other: the process takes a task at a time.
      const turn = last.then(() => run({ kind: 'thumbnail', frame, record, side }));
      last = turn.catch(() => undefined);
      const answer = await turn;
      if (!answer.ok || answer.result?.kind !== 'thumbnail') {
        return fail(
          'imaging/no-thumbnail',
          'The frame could not be drawn small.',
          'Store the image again.',
        );
      }
      return new Uint8Array(Buffer.from(answer.result.base64, 'base64'));
    },
    close: stop,
  };
}
