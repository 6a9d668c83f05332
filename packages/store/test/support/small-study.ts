import {
  type AnswerSave,
  type Assignment,
  addAccount,
  addAssignments,
  addCase,
  addStudy,
  type Store,
  setMembership,
} from '../../src/index.ts';

/** A study with readers, each of whom is to read every case. */
export interface SmallStudy {
  readonly studyId: string;
  readonly ownerId: string;
  readonly readerIds: readonly string[];
  readonly caseIds: readonly string[];
  readonly assignments: readonly Assignment[];
}

/** Makes a study of so many readers and cases. */
export async function smallStudy(
  store: Store,
  readerCount: number,
  caseCount: number,
  name = 'study',
): Promise<SmallStudy> {
  return store.change({ actor: 'server' }, async (tx) => {
    const person = async (email: string): Promise<string> =>
      (await addAccount(tx, { email: `${email}@${name}.test`, displayName: email })).id;
    const ownerId = await person('owner');
    const study = await addStudy(tx, { title: name, pseudonymKey: '00'.repeat(32), ownerId });
    const readerIds: string[] = [];
    for (let i = 0; i < readerCount; i += 1) {
      const id = await person(`reader-${i}`);
      await setMembership(tx, study.id, id, 'reader', 'active');
      readerIds.push(id);
    }
    const caseIds: string[] = [];
    for (let i = 0; i < caseCount; i += 1) {
      const added = await addCase(tx, {
        studyId: study.id,
        name: `case-${i}`,
        document: { stratum: i % 2 },
        images: [],
      });
      caseIds.push(added.id);
    }
    const assignments = await addAssignments(
      tx,
      readerIds.flatMap((readerId) =>
        caseIds.map((caseId, position) => ({
          studyId: study.id,
          caseId,
          readerId,
          kind: 'read',
          position,
        })),
      ),
    );
    return { studyId: study.id, ownerId, readerIds, caseIds, assignments };
  });
}

/** An answer to save. */
export function answerTo(
  assignmentId: string,
  expectedVersion: number,
  document: unknown,
  requestId: string,
): AnswerSave {
  return {
    assignmentId,
    expectedVersion,
    requestId,
    document,
    protocolVersion: 1,
    instructionVersion: 1,
    activeMs: 1000,
    isModelVisible: false,
    isSubmitted: false,
  };
}
