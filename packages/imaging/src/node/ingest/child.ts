/** Entry of the reading process: takes one task at a time and answers it; a failure is an answer too. */
import { refusalOf } from '../../errors.ts';
import { drawThumbnail } from './draw-thumbnail.ts';
import type { Answer, Declared, Setup, Task } from './messages.ts';
import { hashFrames, readImage, unzip } from './read-image.ts';
import { rescaleFrames } from './rescale-frames.ts';

let setup: Setup | null = null;

/** Resolves once it left: whoever computes after it may not come to sending for long. */
function declare(bytes: number): Promise<void> {
  const message: Declared = { declared: bytes };
  return new Promise((done) => {
    if (process.send) process.send(message, undefined, undefined, () => done());
    else done();
  });
}

async function work(task: Task): Promise<Answer> {
  try {
    if (task.kind === 'setup') {
      setup = task.setup;
      return { ok: true, result: null };
    }
    if (task.kind === 'hash') return { ok: true, result: await hashFrames(task.frames) };
    if (task.kind === 'rescale') return { ok: true, result: await rescaleFrames(task) };
    if (task.kind === 'thumbnail') return { ok: true, result: await drawThumbnail(task) };
    if (!setup) throw new Error('a task came before its setup');
    const { path, out } = task;
    const isRead = task.kind === 'read';
    return {
      ok: true,
      result: await (isRead
        ? readImage(path, out, setup, declare)
        : unzip(path, out, setup, declare)),
    };
  } catch (error) {
    return { ok: false, refusal: refusalOf(error) };
  }
}

process.on('message', (task: Task) => {
  void work(task).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
