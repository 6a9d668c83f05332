import { adjudicationStep } from '@equipoise/annotation';
import type { Answer } from '@equipoise/domain';
import {
  addConsensusLabels,
  type ConsensusLabel,
  casesWithLabels,
  hashDocument,
  labelsOfCases,
  listAdjudications,
  listConsensusLabels,
  type NewConsensusLabel,
  type ReadTx,
  type Tx,
} from '@equipoise/store';
import { adjudicationCase, openWhereNeeded, recordsByCase } from './adjudicating.ts';
import type { LoadedStudy } from './loaded-study.ts';
import { recordsOfCases } from './records.ts';

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

const casesAtOnce = 500;

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
  const measured = protocol.cases.flatMap(({ use, caseId: name }) => {
    const caseId = use === 'measured' ? loaded.caseIdOf.get(name) : undefined;
    return caseId === undefined ? [] : [{ caseId, name }];
  });
  const counts = { added: 0, settled: 0, unresolved: 0, open: 0 };
  // So many cases at a time: the drawings of all of them need not fit into memory.
  for (let from = 0; from < measured.length; from += casesAtOnce) {
    const some = measured.slice(from, from + casesAtOnce);
    const ids = some.map(({ caseId }) => caseId);
    const records = recordsByCase(await recordsOfCases(tx, loaded, ids));
    const wanted: NewConsensusLabel[] = [];
    for (const { caseId, name } of some) {
      const state = adjudicationCase(loaded, caseId, rows.get(caseId), records.get(name) ?? []);
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
    counts.added += await storeLabels(tx, await labelsOfCases(tx, loaded.studyId, ids), wanted);
  }
  const isMeasured = new Set(measured.map(({ caseId }) => caseId));
  const left = (await casesWithLabels(tx, loaded.studyId)).filter((id) => !isMeasured.has(id));
  await storeLabels(tx, await labelsOfCases(tx, loaded.studyId, left), []);
  return counts;
}

/** Stores what is new of the labels of some cases, and withdraws what the rule no longer gives. */
async function storeLabels(
  tx: Tx,
  newest: readonly ConsensusLabel[],
  wanted: readonly NewConsensusLabel[],
): Promise<number> {
  const stored = new Map(newest.map((one) => [placeOf(one), one.hash]));
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
  return added.length;
}

function placeOf(one: { readonly caseId: string; readonly questionId: string }): string {
  return JSON.stringify([one.caseId, one.questionId]);
}

function asWithdrawn(one: ConsensusLabel): NewConsensusLabel {
  const { studyId, caseId, questionId } = one;
  return { studyId, caseId, questionId, label: null, method: withdrawn, sources: [] };
}

/** Withdraws labels that hold: their case is open again. */
export async function withdrawLabels(tx: Tx, newest: readonly ConsensusLabel[]): Promise<void> {
  await addConsensusLabels(tx, heldLabels(newest).map(asWithdrawn));
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
