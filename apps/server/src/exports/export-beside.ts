import { mkdirSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { AnsweredBytes, AnsweredFile } from '@equipoise/api';
import { codedError } from '@equipoise/domain';
import { hasMoreAnswers, type Study } from '@equipoise/store';
import { forkEntry } from '../jobs/fork-entry.ts';
import type { Services } from '../services.ts';
import type { ExportMessage, ExportOrder } from './export-messages.ts';
import { type ExportName, makeExport } from './make-export.ts';

/** One export at a time: each may hold all answers of a study. */
let last: Promise<unknown> = Promise.resolve();

/**
 * One file of a study: made here where that is soon done, and in a process of its own where it is not.
 *
 * @param arm needed where readers read cases in several arms
 * @throws room/bad-state for a draft, server/export-failed
 */
export async function exportStudy(
  services: Services,
  study: Study,
  name: ExportName,
  arm: string | undefined,
): Promise<AnsweredBytes | AnsweredFile> {
  const { store, limits, version } = services;
  const isLong = await store.read((tx) => hasMoreAnswers(tx, study.id, limits.answersHere));
  if (!isLong) return makeExport(services, study, name, arm);
  // Emptied at the start of the server: nothing of one that was cut off stays.
  const folder = join(store.folder, 'work');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `export-${store.world.newId()}`);
  const { connectionString } = store;
  const blobs = join(store.folder, 'blobs');
  const order = { connectionString, blobs, studyId: study.id, name, arm, version, path };
  const run = last.then(() => runBeside(order));
  last = run.catch(() => undefined);
  return { path, mediaType: await run };
}

function runBeside(order: ExportOrder): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = forkEntry(import.meta.url, 'export-child', true);
    try {
      // Whoever reads or saves goes first.
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // Not every system lets it.
    }
    let isOver = false;
    const fail = (code: string, sentence: string, mend: string): void => {
      if (isOver) return;
      isOver = true;
      rmSync(order.path, { force: true });
      reject(codedError(code, sentence, mend));
    };
    const died = (): void =>
      fail(
        'server/export-failed',
        'The process of the export ended without an answer.',
        'Ask for one of its files alone.',
      );
    child.on('message', (message: ExportMessage) => {
      if (message.kind === 'done') {
        isOver = true;
        resolve(message.mediaType);
      } else fail(message.code, message.sentence, message.mend);
    });
    child.on('exit', died);
    child.on('error', died);
    child.send(order);
  });
}
