/** Entry of an export's process: writes one file of a study and ends. */
import { writeFileSync } from 'node:fs';
import { isCodedError } from '@equipoise/domain';
import { openBlobs, openReader, studyById } from '@equipoise/store';
import { found } from '../http/refuse.ts';
import { imagingDicomExport } from '../ports/imaging-dicom-export.ts';
import { workbenchStatistics } from '../ports/room-statistics.ts';
import { realWorld } from '../real-world.ts';
import { loadedStudies } from '../study/loaded-study.ts';
import type { ExportMessage, ExportOrder } from './export-messages.ts';
import { makeExport } from './make-export.ts';

function say(message: ExportMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, () => resolve());
  });
}

async function work(order: ExportOrder): Promise<void> {
  const world = realWorld();
  const reader = openReader(order.connectionString, world);
  const services = {
    store: { read: reader.read, world, blobs: openBlobs(order.blobs, world) },
    studies: loadedStudies(),
    statistics: workbenchStatistics,
    dicom: imagingDicomExport,
    version: order.version,
  };
  try {
    const study = found(await reader.read((tx) => studyById(tx, order.studyId)));
    const { bytes, mediaType } = await makeExport(services, study, order.name, order.arm);
    writeFileSync(order.path, bytes, { mode: 0o600, flag: 'wx' });
    await say({ kind: 'done', mediaType });
  } catch (error) {
    await say(
      isCodedError(error)
        ? { kind: 'failed', code: error.code, sentence: error.sentence, mend: error.mend }
        : {
            kind: 'failed',
            code: 'server/export-failed',
            sentence: 'The export failed for a reason that was not foreseen.',
            mend: 'Try one of its files alone; tell who runs the server.',
          },
    );
  }
}

process.once('message', (order: ExportOrder) => {
  void work(order).then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(1));
