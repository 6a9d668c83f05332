import type { Question } from '@equipoise/domain';

/** What an audit or a search for wrong labels is asked, as the form sent it. */
export interface AnalysisInput {
  readonly kind: 'audit' | 'label-errors';
  readonly question: string;
  /** Of a question with several answers, the one that is audited as yes or no. */
  readonly option?: string;
  readonly caseColumn: string;
  readonly score: string;
  readonly positive?: string;
  readonly groups?: string;
  readonly seed: number;
  /** Hash of the file of predictions. */
  readonly predictions: string;
  readonly format: 'csv' | 'parquet';
}

/** What the command is told, but for the files. */
export interface AnalysisCall {
  readonly on: string;
  readonly label: string;
  readonly score: string;
  readonly kind: 'binary' | 'multiclass' | 'regression';
  readonly positive?: string;
  readonly negative?: string;
  readonly patient: string;
  readonly group?: readonly string[];
  readonly missing: readonly string[];
  readonly seed: number;
  readonly caseColumn?: string;
}

/** What kind of task a question makes. */
function kindOf(
  question: Question | undefined,
  { positive, option }: AnalysisInput,
): AnalysisCall['kind'] {
  if (question?.kind === 'number') return 'regression';
  const isChoice = question?.kind === 'single' || question?.kind === 'ordinal';
  const isWhole = isChoice && positive === undefined && option === undefined;
  return isWhole && question.options.length > 2 ? 'multiclass' : 'binary';
}

function split(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/**
 * What a command is told by what the form asked.
 *
 * @param question that the labels answer
 * @param strata attributes of cases that stand beside the labels: the groups where none were named
 */
export function analysisCall(
  input: AnalysisInput,
  question: Question | undefined,
  strata: readonly string[],
): AnalysisCall {
  const groups = input.groups === undefined ? strata : split(input.groups);
  return {
    on: input.caseColumn,
    label: input.option === undefined ? input.question : `${input.question}: ${input.option}`,
    score: input.score,
    kind: kindOf(question, input),
    // Every other answer of the question is a negative one.
    ...(input.positive === undefined ? {} : { positive: input.positive, negative: '*' }),
    patient: 'patient',
    ...(groups.length === 0 ? {} : { group: groups }),
    missing: ['ungradable'],
    seed: input.seed,
    ...(input.kind === 'label-errors' ? { caseColumn: input.caseColumn } : {}),
  };
}

/** The same as options of the command line. */
export function analysisOptions(verb: AnalysisInput['kind'], call: AnalysisCall): string[] {
  const { on, label, score, kind, positive, negative, patient, group, missing, seed } = call;
  return [
    ...['--on', on, '--label', label, '--score', score, '--kind', kind],
    ...(positive === undefined ? [] : ['--positive', positive]),
    ...(negative === undefined ? [] : ['--negative', negative]),
    ...['--patient', patient],
    ...(group ?? []).flatMap((one) => ['--group', one]),
    ...missing.flatMap((one) => ['--missing', one]),
    ...(call.caseColumn === undefined ? [] : ['--case', call.caseColumn]),
    // A search for wrong labels draws nothing.
    ...(verb === 'audit' ? ['--seed', String(seed)] : []),
  ];
}

/** A command as a shell takes it. */
export function shellLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w./=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
