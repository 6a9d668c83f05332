import { parentPort } from 'node:worker_threads';
import { countFigures, renderFigures } from '@equipoise/report';
import { type FiguresTask, takeFromEnd } from './figure-turns.ts';

parentPort?.once('message', ({ document, taken }: FiguresTask) => {
  const take = takeFromEnd(taken, countFigures(document));
  void renderFigures(document, take).then((files) => parentPort?.postMessage(files));
});
