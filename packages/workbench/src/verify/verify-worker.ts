import { parentPort } from 'node:worker_threads';
import { runVerifyCell, type VerifyCell } from '@equipoise/stats';

parentPort?.on('message', (message: { cell: VerifyCell; seed: number }) => {
  parentPort?.postMessage(runVerifyCell(message.cell, message.seed));
});
