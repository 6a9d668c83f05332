import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { consensusLabels } from '../schema/outcome.ts';
import { maybe, one } from './rows.ts';

/** A label with the reads it came from. */
export type ConsensusLabel = typeof consensusLabels.$inferSelect;

/** What a new label needs. */
export type NewConsensusLabel = Pick<
  ConsensusLabel,
  'studyId' | 'caseId' | 'questionId' | 'label' | 'method' | 'sources'
>;

/** Adds labels, each as the next version of its case and question; earlier versions stay. */
export async function addConsensusLabels(
  tx: Tx,
  added: readonly NewConsensusLabel[],
): Promise<readonly ConsensusLabel[]> {
  const rows: ConsensusLabel[] = [];
  for (const label of added) {
    const before = await newestLabel(tx, label.studyId, label.caseId, label.questionId);
    const row = one(
      await tx.db
        .insert(consensusLabels)
        .values({
          ...label,
          // A case that stayed unresolved has the label null, which is no missing one.
          label: label.label === null ? sql`'null'::json` : label.label,
          version: (before?.version ?? 0) + 1,
          hash: hashDocument({ label: label.label, method: label.method, sources: label.sources }),
          createdBy: tx.actor,
          createdAt: tx.at,
        })
        .returning(),
      'label',
    );
    rows.push(row);
    tx.record({
      chain: row.studyId,
      action: 'consensus.add',
      object: { kind: 'label', id: `${row.caseId}/${row.questionId}` },
      before: before?.hash ?? null,
      after: row.hash,
      detail: { version: row.version, method: row.method },
    });
  }
  return rows;
}

/** The newest label of every case and question of a study. */
export async function listConsensusLabels(
  tx: ReadTx,
  studyId: string,
): Promise<readonly ConsensusLabel[]> {
  return tx.db
    .selectDistinctOn([consensusLabels.caseId, consensusLabels.questionId])
    .from(consensusLabels)
    .where(eq(consensusLabels.studyId, studyId))
    .orderBy(
      asc(consensusLabels.caseId),
      asc(consensusLabels.questionId),
      desc(consensusLabels.version),
    );
}

/** The newest labels of some cases. */
export async function labelsOfCases(
  tx: ReadTx,
  studyId: string,
  caseIds: readonly string[],
): Promise<readonly ConsensusLabel[]> {
  if (caseIds.length === 0) return [];
  return tx.db
    .selectDistinctOn([consensusLabels.caseId, consensusLabels.questionId])
    .from(consensusLabels)
    .where(
      and(
        eq(consensusLabels.studyId, studyId),
        sql`${consensusLabels.caseId} = any(${sql.param([...caseIds])})`,
      ),
    )
    .orderBy(
      asc(consensusLabels.caseId),
      asc(consensusLabels.questionId),
      desc(consensusLabels.version),
    );
}

/** The cases of a study that have or had a label. */
export async function casesWithLabels(tx: ReadTx, studyId: string): Promise<readonly string[]> {
  const rows = await tx.db
    .selectDistinct({ caseId: consensusLabels.caseId })
    .from(consensusLabels)
    .where(eq(consensusLabels.studyId, studyId))
    .orderBy(asc(consensusLabels.caseId));
  return rows.map(({ caseId }) => caseId);
}

/** Every version of a case's labels, oldest first. */
export async function labelHistory(
  tx: ReadTx,
  studyId: string,
  caseId: string,
): Promise<readonly ConsensusLabel[]> {
  return tx.db
    .select()
    .from(consensusLabels)
    .where(and(eq(consensusLabels.studyId, studyId), eq(consensusLabels.caseId, caseId)))
    .orderBy(asc(consensusLabels.questionId), asc(consensusLabels.version));
}

async function newestLabel(
  tx: ReadTx,
  studyId: string,
  caseId: string,
  questionId: string,
): Promise<ConsensusLabel | null> {
  return maybe(
    await tx.db
      .select()
      .from(consensusLabels)
      .where(
        and(
          eq(consensusLabels.studyId, studyId),
          eq(consensusLabels.caseId, caseId),
          eq(consensusLabels.questionId, questionId),
        ),
      )
      .orderBy(desc(consensusLabels.version))
      .limit(1),
  );
}
