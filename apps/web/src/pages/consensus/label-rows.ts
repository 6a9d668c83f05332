import type { Client } from '@equipoise/api';
import type { Answer, Question } from '@equipoise/domain';
import { fixed } from '../../charts/numbers.ts';
import { consensusWords as words } from '../../words/consensus.ts';

type Progress = Awaited<ReturnType<Client['progress']>>;
type Label = Awaited<ReturnType<Client['consensus']>>['labels'][number];
type Consensus = NonNullable<Awaited<ReturnType<Client['consensusAnalysis']>>['analysis']>;
type Fused = Consensus['caseLabels'][number];

/** A case and question: what the rule of the protocol says, and what a statistical method says. */
export interface LabelRow {
  readonly caseId: string;
  readonly question: Question;
  readonly state: Progress['cases'][number]['state'];
  readonly stored: Label | null;
  /** Whether any label of the case is stored: then a question without one was not asked. */
  readonly isCaseStored: boolean;
  readonly label: string;
  readonly statistical: string;
  /** Null where the two cannot be compared. */
  readonly isSame: boolean | null;
}

/** A value of a question in the words of its options. */
function optionText(question: Question, value: string): string {
  const options = 'options' in question ? question.options : [];
  return options.find((one) => one.value === value)?.text ?? value;
}

/** An answer in words. */
export function labelText(question: Question, answer: Answer | null): string {
  if (answer === null) return words.unresolved;
  if (answer.outcome === 'nothing-found') return words.nothingFound;
  if (answer.outcome === 'ungradable') {
    const reason = question.ungradable.find((one) => one.value === answer.reason);
    return words.ungradable(reason?.text ?? answer.reason);
  }
  const { value } = answer;
  switch (value.kind) {
    case 'single':
    case 'ordinal':
      return optionText(question, value.value);
    case 'multi':
      return value.values.map((one) => optionText(question, one)).join(', ');
    case 'number':
      return String(value.value);
    case 'text':
      return value.text;
    case 'shapes':
      return words.drawn(value.shapes.length);
    default:
      return value satisfies never;
  }
}

/** What a statistical method says to a case and question, in words. */
function fusedText(question: Question, fused: readonly Fused[]): string {
  if (fused.length === 0) return words.none;
  if (fused.every((one) => one.label === null)) return words.noReader;
  const isByOption = fused.some((one) => one.column !== question.id);
  const sure = (one: Fused, text: string): string => {
    const tied = one.isTied ? words.tied : null;
    const certainty = one.certainty === null ? null : fixed(one.certainty, 2);
    const beside = [certainty, tied].filter((part) => part !== null).join(', ');
    return beside === '' ? text : words.certainty(text, beside);
  };
  if (!isByOption) {
    return fused
      .map((one) =>
        sure(one, one.label === null ? words.noReader : optionText(question, one.label)),
      )
      .join(', ');
  }
  return fused
    .filter((one) => one.label === 'yes')
    .map((one) => sure(one, one.column.slice(question.id.length + 2)))
    .join(', ');
}

/** Whether a stored answer and a statistical label of a question with one choice say the same. */
export function saysSame(
  question: Question,
  answer: Answer | null,
  fused: readonly Fused[],
): boolean | null {
  const [only, second] = fused;
  if (answer === null || only === undefined || second !== undefined) return null;
  if (question.kind !== 'single' && question.kind !== 'ordinal') return null;
  if (answer.outcome === 'ungradable') return only.label === null;
  if (answer.outcome === 'nothing-found') return only.label === 'nothing found';
  const { value } = answer;
  return (value.kind === 'single' || value.kind === 'ordinal') && value.value === only.label;
}

const keyOf = (caseId: string, questionId: string): string => JSON.stringify([caseId, questionId]);

/**
 * A row for each case and question.
 *
 * @param questions those that are not words
 */
export function labelRows(
  questions: readonly Question[],
  cases: Progress['cases'],
  labels: readonly Label[],
  fused: readonly Fused[],
): readonly LabelRow[] {
  const stored = new Map(labels.map((one) => [keyOf(one.caseId, one.questionId), one]));
  const storedCases = new Set(labels.map(({ caseId }) => caseId));
  const fusedBy = new Map<string, Fused[]>();
  for (const one of fused) {
    const key = keyOf(one.caseId, one.questionId);
    const own = fusedBy.get(key);
    if (own === undefined) fusedBy.set(key, [one]);
    else own.push(one);
  }
  return cases.flatMap((one) =>
    questions.map((question): LabelRow => {
      const key = keyOf(one.caseId, question.id);
      const label = stored.get(key) ?? null;
      const own = fusedBy.get(key) ?? [];
      return {
        caseId: one.caseId,
        question,
        state: one.state,
        stored: label,
        isCaseStored: storedCases.has(one.caseId),
        label: label === null ? words.none : labelText(question, label.label),
        statistical: fusedText(question, own),
        isSame: label === null ? null : saysSame(question, label.label, own),
      };
    }),
  );
}

/** How a label came about, in words. */
export function sourceText({ stored, isCaseStored }: LabelRow): string {
  if (stored === null) return isCaseStored ? words.notAsked : words.notStored;
  const methods: Readonly<Record<string, string>> = words.methods;
  return words.source(
    methods[stored.method] ?? stored.method,
    stored.sources.length,
    stored.version,
  );
}
