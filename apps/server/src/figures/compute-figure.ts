import { instructionsOfColumns, readersOfColumns, readingsOfColumns } from '@equipoise/annotation';
import type { StudyProtocol } from '@equipoise/domain';
import { type ReadTx, streamedOfReader } from '@equipoise/store';
import type { studyReaders } from '@equipoise/workbench';
import { examAttempts } from '../study/find-next.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { preparingWork, recordsOfStreamed } from '../study/records.ts';
import { type AnswerTable, manyAnswers, type TableSteps } from './answer-table.ts';
import type { AnalysisAsk, FigureAsk, FoundFigure } from './figures-messages.ts';

/** How one reader stands, with the exams. */
export interface ReaderFigure {
  readonly readerId: string;
  readonly standing: unknown;
  readonly fatigue: unknown;
  readonly attempts: ReturnType<typeof examAttempts>;
}

/** How all readers stand. */
export interface ReadersFigure {
  readonly readers: readonly ReaderFigure[];
  readonly intraReader: readonly unknown[];
}

/** Analyses of more answers than this take longer than a request should wait. */
const manyCells = { agreement: 100_000, consensus: 20_000, instructions: 100_000 } as const;

/** Computes a figure from columns alone. */
export async function computeFigure(
  loaded: LoadedStudy,
  table: AnswerTable,
  ask: Exclude<FigureAsk, { readonly kind: 'readers' }>,
  steps: TableSteps,
): Promise<FoundFigure> {
  const { protocol } = loaded.locked;
  switch (ask.kind) {
    case 'progress':
      return {
        stands: { state: table.stands.state.slice(), readsDone: table.stands.readsDone.slice() },
        readers: readersOfColumns(table.columns, table.places, table.assigned),
        assigned: table.assigned,
      };
    case 'agreement':
    case 'consensus':
    case 'instructions':
      return analysis(protocol, table, ask, steps);
    default:
      return ask satisfies never;
  }
}

async function analysis(
  protocol: StudyProtocol,
  table: AnswerTable,
  ask: AnalysisAsk,
  steps: TableSteps,
): Promise<string> {
  const { studyAgreement, studyConsensus, studyInstructions } = await import(
    '@equipoise/workbench'
  );
  const readings = readingsOfColumns(protocol, table.columns, ask.choice);
  const cells = readings.questions.reduce((sum, { answer }) => sum + answer.length, 0);
  if (cells > manyCells[ask.kind]) steps.onSlow();
  const onProgress = (_label: string, done: number, total: number): void =>
    steps.onShare(total > 0 ? done / total : 0);
  if (ask.kind === 'instructions') {
    const of = instructionsOfColumns(protocol, table.columns, ask.choice, ask.by);
    const versions = { column: ask.by, of };
    return JSON.stringify(
      await studyInstructions(protocol, readings, ask.choice, versions, onProgress),
    );
  }
  const make = ask.kind === 'agreement' ? studyAgreement : studyConsensus;
  return JSON.stringify(await make(protocol, readings, ask.choice, onProgress));
}

/** How all readers stand, as JSON. The table is of the transaction's moment. */
export async function readersFigure(
  tx: ReadTx,
  loaded: LoadedStudy,
  table: AnswerTable,
  steps: TableSteps,
): Promise<string> {
  const workbench = await import('@equipoise/workbench');
  if (table.columns.length > manyAnswers) steps.onSlow();
  const { protocol } = loaded.locked;
  const readers: ReaderFigure[] = [];
  const intraReader: ReturnType<typeof studyReaders>['intraReader'][number][] = [];
  for (const [at, reader] of protocol.readers.entries()) {
    if (!reader.roles.includes('reader')) continue;
    // One reader's answers at a time: nothing of a reader's standing rests on the answers of others.
    const answers = await streamedOfReader(tx, loaded.studyId, reader.readerId);
    const records = answers.flatMap((answer) => recordsOfStreamed(loaded, answer));
    const found = workbench.studyReaders({ ...protocol, readers: [reader] }, records);
    const attempts =
      protocol.exam === null
        ? []
        : examAttempts(loaded, await preparingWork(tx, loaded, reader.readerId));
    for (const one of found.readers) readers.push({ ...one, attempts });
    intraReader.push(...found.intraReader);
    steps.onShare((at + 1) / protocol.readers.length);
  }
  const figure: ReadersFigure = {
    readers,
    intraReader: intraReader.sort((a, b) => (a.readerId < b.readerId ? -1 : 1)),
  };
  return JSON.stringify(figure);
}
