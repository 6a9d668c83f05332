import type { ProtocolCase, StudyProtocol } from '@equipoise/domain';
import { type AnswerColumns, type ColumnPlaces, gapRow } from './answer-columns.ts';
import { readsOf } from './may-read.ts';
import {
  caseStates,
  progressOfParts,
  progressOfSeconds,
  type ReaderProgress,
  type StudyProgress,
} from './study-progress.ts';

/** Where each case of a protocol stands, by its place there; of cases that are not measured it says nothing. */
export interface CaseStands {
  /** Index into the states of a case. */
  readonly state: Uint8Array;
  readonly readsDone: Int32Array;
}

/** How many tasks a reader's order has. */
export interface AssignedTasks {
  readonly readerId: string;
  readonly assignedCount: number;
}

/** Progress of every reader, from the columns of the answers. */
export function readersOfColumns(
  columns: AnswerColumns,
  places: ColumnPlaces,
  assigned: readonly AssignedTasks[],
): readonly ReaderProgress[] {
  const seconds = Array.from(places.readerAt, (): number[] => []);
  for (let row = 0; row < columns.length; row += 1) {
    const isCounted =
      columns.purpose[row] !== gapRow && columns.isFinal[row] === 1 && columns.isOrdered[row] === 1;
    if (isCounted) seconds[columns.readerAt[row]!]?.push(columns.activeSeconds[row]!);
  }
  return assigned.map(({ readerId, assignedCount }) => {
    const own = seconds[places.readerAt.get(readerId) ?? -1] ?? [];
    return progressOfSeconds(readerId, assignedCount, own.length, own);
  });
}

/** Progress of a study from where its cases and readers stand. */
export function progressOfStands(
  protocol: StudyProtocol,
  stands: CaseStands,
  readers: readonly ReaderProgress[],
): StudyProgress {
  const cases = protocol.cases.flatMap((one: ProtocolCase, at) =>
    one.use === 'measured'
      ? [
          {
            caseId: one.caseId,
            readsDone: stands.readsDone[at]!,
            readsNeeded: readsOf(one, protocol),
            state: caseStates[stands.state[at]!]!,
          },
        ]
      : [],
  );
  return progressOfParts(cases, readers);
}
