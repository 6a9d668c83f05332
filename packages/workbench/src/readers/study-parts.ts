import type { StudyQuestion } from '@equipoise/annotation';
import type { Table } from '@equipoise/dataset';
import type { ReaderStudyProtocol } from './reader-study-protocol.ts';
import type { Coded, Shared } from './study-ids.ts';
import type { adviceOf } from './study-modalities.ts';

/** What the rows of one study are built from. */
export interface StudyParts {
  readonly name: string;
  readonly code: number;
  readonly ids: Coded;
  readonly times: { readonly ids: Coded; readonly seconds: Float64Array } | null;
  readonly protocol: ReaderStudyProtocol;
  readonly question: StudyQuestion;
  readonly shared: Shared;
  readonly notes: { code: string; message: string }[];
  readonly patientOfCode: Int32Array;
  readonly truth: Float64Array;
  readonly truthCode: Int32Array;
  readonly rating: Float64Array | null;
  readonly decision: Float64Array | null;
  readonly advice: ReturnType<typeof adviceOf>;
  readonly isMarked: boolean;
  readonly main: Table;
  readonly marksTable: Table | null;
}
