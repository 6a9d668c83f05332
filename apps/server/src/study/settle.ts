import { adjudicationStep } from '@equipoise/annotation';
import type { Answer } from '@equipoise/domain';
import {
  addConsensusLabels,
  type ConsensusLabel,
  hashDocument,
  listAdjudications,
  listConsensusLabels,
  type NewConsensusLabel,
  type ReadTx,
  type Tx,
} from '@equipoise/store';
import { adjudicationCase, openWhereNeeded, recordsByCase } from './adjudicating.ts';
import type { LoadedStudy } from './loaded-study.ts';
import { studyRecords } from './records.ts';

/** What a settling came to. */
export interface Settled {
  /** Labels stored; one that was withdrawn is none. */
  readonly added: number;
  readonly settled: number;
  readonly unresolved: number;
  readonly open: number;
}

/** Method of the version that says that a label was withdrawn: its case is open again. */
const withdrawn = 'open';

/**
 * Stores the labels that the protocol's rule has settled. A label that is there already with the same sources is not
 * stored again; one that changed becomes its next version. A label that the rule no longer gives, as after its
 * readers were suspended, is withdrawn: its next version holds none.
 */
export async function settleLabels(tx: Tx, loaded: LoadedStudy): Promise<Settled> {
  const { protocol } = loaded.locked;
  const rows = new Map(
    (await listAdjudications(tx, loaded.studyId))
      .filter(({ state }) => state !== 'withdrawn')
      .map((row) => [row.caseId, row]),
  );
  const newest = await listConsensusLabels(tx, loaded.studyId);
  const stored = new Map(newest.map((one) => [placeOf(one), one.hash]));
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
  const added = wanted.filter((one) => {
    const { label, method, sources } = one;
    return stored.get(placeOf(one)) !== hashDocument({ label, method, sources });
  });
  const given = new Set(wanted.map(placeOf));
  const taken = newest
    .filter((one) => one.method !== withdrawn && !given.has(placeOf(one)))
    .map(({ studyId, caseId, questionId }) => {
      return { studyId, caseId, questionId, label: null, method: withdrawn, sources: [] };
    });
  await addConsensusLabels(tx, [...added, ...taken]);
  return { added: added.length, ...counts };
}

function placeOf(one: { readonly caseId: string; readonly questionId: string }): string {
  return JSON.stringify([one.caseId, one.questionId]);
}

/** Of newest labels those that hold: the withdrawn ones are left out. */
export function heldLabels(rows: readonly ConsensusLabel[]): readonly ConsensusLabel[] {
  return rows.filter(({ method }) => method !== withdrawn);
}

/** The newest label of every case and question that has one; withdrawn ones are left out. */
export async function labelsOfStudy(
  tx: ReadTx,
  studyId: string,
): Promise<readonly ConsensusLabel[]> {
  return heldLabels(await listConsensusLabels(tx, studyId));
}

/** A stored label's answer; null where the case stayed unresolved. */
export function labelAnswer(row: { readonly label: unknown }): Answer | null {
  return row.label as Answer | null; // written by this server alone
}
