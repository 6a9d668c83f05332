import type { AuditDocument } from '@equipoise/domain';
import { startWorker } from '@equipoise/stats/node';
import { type FiguresTask, takeFromFront } from './figure-turns.ts';

type Figures = ReadonlyMap<string, string>;
type Report = Pick<typeof import('@equipoise/report'), 'countFigures' | 'renderFigures'>;

/** Fewest pictures for which a second thread is worth its start and a copy of the document. */
const enoughForThread = 400;

/**
 * Draws the pictures of a report, many of them in two threads: the other one starts at once and from the end, this one
 * joins from the front when it has done what else there is to do. The pictures are the same either way.
 *
 * @param workers threads there may be
 * @param fewest pictures from which on a second thread is used
 * @returns draws what is left and waits for all, when called
 */
export function drawFigures(
  report: Report,
  document: AuditDocument,
  workers: number,
  fewest: number = enoughForThread,
): () => Promise<Figures> {
  const count = report.countFigures(document);
  if (workers < 2 || count < fewest) return () => report.renderFigures(document);
  const taken = new Int32Array(new SharedArrayBuffer(4));
  const worker = startWorker('figures-worker', import.meta.url);
  const others = new Promise<Figures>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('A thread ended before its pictures were drawn.')));
  });
  // Seen where it is waited for.
  others.catch(() => undefined);
  const task: FiguresTask = { document, taken };
  worker.postMessage(task);
  return async () => {
    try {
      const own = await report.renderFigures(document, takeFromFront(taken, count));
      return new Map([...own, ...(await others)]);
    } finally {
      await worker.terminate();
    }
  };
}
