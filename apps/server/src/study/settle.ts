import { adjudicationStep } from '@equipoise/annotation';
import type { Answer } from '@equipoise/domain';
import {
  addConsensusLabels,
  hashDocument,
  listAdjudications,
  listConsensusLabels,
  type NewConsensusLabel,
  type Tx,
} from '@equipoise/store';
import { adjudicationCase, openWhereNeeded, recordsByCase } from './adjudicating.ts';
import type { LoadedStudy } from './loaded-study.ts';
import { studyRecords } from './records.ts';

/** What a settling came to. */
export interface Settled {
  readonly added: number;
  readonly settled: number;
  readonly unresolved: number;
  readonly open: number;
}

/**
 * Stores the labels that the protocol's rule has settled. A label that is there already with the same sources is not
 * stored again; one that changed becomes its next version.
 */
export async function settleLabels(tx: Tx, loaded: LoadedStudy): Promise<Settled> {
  const { protocol } = loaded.locked;
  const rows = new Map(
    (await listAdjudications(tx, loaded.studyId))
      .filter(({ state }) => state !== 'withdrawn')
      .map((row) => [row.caseId, row]),
  );
  const stored = new Map(
    (await listConsensusLabels(tx, loaded.studyId)).map((one) => [
      JSON.stringify([one.caseId, one.questionId]),
      one.hash,
    ]),
  );
  const records = recordsByCase(await studyRecords(tx, loaded));
  const wanted: NewConsensusLabel[] = [];
  const counts = { settled: 0, unresolved: 0, open: 0 };
  for (const one of protocol.cases.filter(({ use }) => use === 'measured')) {
    const caseId = loaded.caseIdOf.get(one.caseId);
    if (caseId === undefined) continue;
    const own = records.get(one.caseId) ?? [];
    const state = adjudicationCase(loaded, caseId, rows.get(caseId), own);
    const step = adjudicationStep(protocol, state);
    const base = { studyId: loaded.studyId, caseId };
    if (step.kind === 'settled') {
      counts.settled += 1;
      for (const label of step.answers) {
        const { questionId } = label;
        wanted.push({ ...base, questionId, label, method: step.how, sources: step.sources });
      }
    } else if (step.kind === 'unresolved') {
      counts.unresolved += 1;
      const sources = state.reads.map((read) => read.answerId);
      for (const { id } of protocol.questions) {
        wanted.push({ ...base, questionId: id, label: null, method: 'unresolved', sources });
      }
    } else {
      counts.open += 1;
      // One that was not opened behind its last hand-in, as after a crash, is opened now.
      if (step.kind === 'assign') await openWhereNeeded(tx, loaded, caseId);
    }
  }
  const added = wanted.filter(
    ({ caseId, questionId, label, method, sources }) =>
      stored.get(JSON.stringify([caseId, questionId])) !== hashDocument({ label, method, sources }),
  );
  await addConsensusLabels(tx, added);
  return { added: added.length, ...counts };
}

/** A stored label's answer; null where the case stayed unresolved. */
export function labelAnswer(row: { readonly label: unknown }): Answer | null {
  return row.label as Answer | null; // written by this server alone
}
