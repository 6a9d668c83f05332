import type { AdjudicationCase, Answer, StudyProtocol } from '@equipoise/domain';
import { adjudicationStep } from './adjudication-step.ts';
import { adjudicatedQuestions } from './answers-agree.ts';
import { type Cell, exportedQuestions } from './readings-table.ts';

/** A table for a file. */
export interface PlainTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

function answered(answers: readonly Answer[], id: string): Answer | undefined {
  return answers.find((answer) => answer.questionId === id);
}

/**
 * The final labels, a row a case: how each came about, after how many rounds, and on which readings and entries it
 * rests, so that nothing has to be guessed from the raw readings.
 *
 * @param cases readings and entries of each case
 */
export function labelsTable(
  protocol: StudyProtocol,
  cases: readonly AdjudicationCase[],
): PlainTable {
  const questions = adjudicatedQuestions(protocol).flatMap((question) =>
    exportedQuestions(question).map((exported) => ({ id: question.id, exported })),
  );
  const columns = [
    'case',
    ...questions.map(({ exported }) => exported.name),
    'state',
    'how',
    'rounds',
    'sources',
  ];
  const rows = cases.map((state): Cell[] => {
    const step = adjudicationStep(protocol, state);
    if (step.kind !== 'settled') {
      const rounds = step.kind === 'unresolved' ? step.rounds : null;
      const name = step.kind === 'unresolved' ? 'unresolved' : 'open';
      return [state.caseId, ...questions.map(() => null), name, null, rounds, null];
    }
    return [
      state.caseId,
      ...questions.map(({ id, exported }) => exported.cellOf(answered(step.answers, id))),
      'settled',
      step.how,
      step.rounds,
      step.sources.join(' '),
    ];
  });
  return { columns, rows };
}

/** Everything that was done in adjudication, a row an entry: who, when, which round, what and why. */
export function adjudicationTable(
  protocol: StudyProtocol,
  cases: readonly AdjudicationCase[],
): PlainTable {
  const questions = adjudicatedQuestions(protocol).flatMap((question) =>
    exportedQuestions(question).map((exported) => ({ id: question.id, exported })),
  );
  const { rubric } = protocol.adjudication;
  const columns = [
    'case',
    'entry_id',
    'by',
    'at',
    'stage',
    'round',
    'action',
    'accepted',
    ...questions.map(({ exported }) => exported.name),
    'reason',
    ...rubric.map(({ id }) => `rubric ${id}`),
  ];
  const rows = cases.flatMap(({ caseId, entries }) =>
    entries.map((entry): Cell[] => [
      caseId,
      entry.entryId,
      entry.by,
      entry.at,
      entry.stage,
      entry.round,
      entry.action,
      entry.accepted,
      ...questions.map(({ id, exported }) => exported.cellOf(answered(entry.answers, id))),
      entry.reason,
      ...rubric.map(({ id }) => entry.rubric.find((one) => one.id === id)?.text ?? null),
    ]),
  );
  return { columns, rows };
}
