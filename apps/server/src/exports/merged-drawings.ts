import { labelReads, mergeDrawings, readsOf } from '@equipoise/annotation';
import { recordsByCase } from '../study/adjudicating.ts';
import { type SettledAnswer, settledAnswers } from './drawn-labels.ts';
import { type ExportRoom, recordMap } from './export-room.ts';
import { imagesByCase } from './to-export.ts';

/**
 * What cases were settled on, and where a drawn question is none that the protocol settles, the readers' drawings made
 * one by majority, once the case has all its reads.
 */
export async function labelsToDraw(room: ExportRoom): Promise<readonly SettledAnswer[]> {
  const settled = await settledAnswers(room.tx, room.loaded);
  const { protocol } = room.loaded.locked;
  const isSettled = new Set(
    settled.map(({ caseId, answer }) => JSON.stringify([caseId, answer.questionId])),
  );
  const images = await recordMap(room);
  const imagesOf = await imagesByCase(room.tx, room.loaded);
  const records = recordsByCase(room.records);
  const merged = protocol.cases
    .filter(({ use }) => use === 'measured')
    .flatMap((one): SettledAnswer[] => {
      const reads = labelReads(records.get(one.caseId) ?? []);
      if (reads.length < readsOf(one, protocol)) return [];
      const own = (imagesOf.get(one.caseId) ?? []).flatMap((id) => images.get(id) ?? []);
      const protocolVersion = Math.max(...reads.map((read) => read.protocolVersion));
      return mergeDrawings(protocol, reads, own)
        .filter(({ answer }) => !isSettled.has(JSON.stringify([one.caseId, answer.questionId])))
        .map(({ answer, sources }) => ({
          caseId: one.caseId,
          answer,
          origin: 'merged',
          method: 'merged by majority',
          protocolVersion,
          labelVersion: 0,
          sources,
        }));
    });
  return [...settled, ...merged];
}
