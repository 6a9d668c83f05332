import type { Finding, ReadersEstimate } from '@equipoise/domain';
import { type EstimateParts, makeEstimate } from '../frame/make-estimate.ts';
import type { StudyQuestion, StudyRows } from './study-rows.ts';

/** Parts of an estimate; a comparison is a difference unless it says that it is a ratio. */
export type StudyEstimateParts = Omit<EstimateParts, 'task' | 'level'> & {
  readonly scale?: 'ratio';
};

/** What the parts of one study share: its rows, how readers are shown, what is hidden, and what they found. */
export interface StudyContext {
  readonly rows: StudyRows;
  readonly question: StudyQuestion;
  readonly level: number;
  readonly suppressBelow: number | null;
  /** Name of each reader of this study as shown. */
  readonly readerNames: readonly string[];
  /** Position of the reference among the modalities. */
  readonly reference: number;
  /** Adds an estimate; a figure of too few people is hidden first. */
  readonly estimate: (parts: StudyEstimateParts) => ReadersEstimate;
  /** Adds a finding. */
  readonly find: (
    parts: Pick<Finding, 'verdict' | 'sentence' | 'role'> &
      Partial<Pick<Finding, 'model' | 'metric' | 'margin' | 'reason' | 'estimateIds'>> & {
        readonly key: string;
      },
  ) => void;
  readonly warn: (code: string, sentence: string) => void;
  readonly say: (sentence: string) => void;
}

/** An estimate as it may be shown: without a figure where fewer people stand behind it than `below`. */
export function hideSmall(estimate: ReadersEstimate, below: number | null): ReadersEstimate {
  if (below === null || estimate.patientCount >= below) return estimate;
  return {
    ...estimate,
    value: null,
    low: null,
    high: null,
    method: 'none',
    undefinedReason: 'suppressed',
    suppressed: true,
    positiveCount: null,
    readingCount: null,
    ...(estimate.standardError === undefined ? {} : { standardError: null }),
    ...(estimate.numerator === undefined ? {} : { numerator: null }),
    ...(estimate.denominator === undefined ? {} : { denominator: null }),
  };
}

/** What a context collects. */
export interface Collected {
  readonly estimates: ReadersEstimate[];
  readonly findings: Finding[];
  readonly warnings: { readonly code: string; readonly sentence: string }[];
  readonly sentences: string[];
}

/** A context that writes into lists of its own. */
export function makeContext(
  rows: StudyRows,
  question: StudyQuestion,
  options: {
    readonly level: number;
    readonly suppressBelow: number | null;
    readonly readerLabels: readonly string[];
  },
): { readonly context: StudyContext; readonly collected: Collected } {
  const collected: Collected = { estimates: [], findings: [], warnings: [], sentences: [] };
  const { level, suppressBelow } = options;
  const context: StudyContext = {
    rows,
    question,
    level,
    suppressBelow,
    readerNames: rows.readers.map((at) => options.readerLabels[at] ?? `Reader ${at + 1}`),
    reference: rows.modalities.length - 1,
    estimate: ({ scale, ...parts }) => {
      const plain = makeEstimate({ ...parts, task: rows.name, level });
      const made = hideSmall(scale === undefined ? plain : { ...plain, scale }, suppressBelow);
      collected.estimates.push(made);
      return made;
    },
    find: ({ key, ...parts }) => {
      collected.findings.push({
        id: `reader-study|${rows.name}|${key}`,
        audit: 'reader-study',
        task: rows.name,
        model: '',
        attribute: null,
        metric: null,
        margin: null,
        reason: null,
        estimateIds: [],
        evidenceIds: [],
        ...parts,
      });
    },
    warn: (code, sentence) => {
      collected.warnings.push({
        code,
        sentence: rows.name === '' ? sentence : `${rows.name}: ${sentence}`,
      });
    },
    say: (sentence) => {
      collected.sentences.push(sentence);
    },
  };
  return { context, collected };
}
