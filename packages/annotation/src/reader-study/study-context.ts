import type { Finding, ReadersEstimate } from '@equipoise/domain';
import { type EstimateParts, makeEstimate } from '../frame/make-estimate.ts';
import type { StudyQuestion, StudyRows } from './study-rows.ts';
import { capital } from './study-words.ts';
import type { Counted } from './suppression-plan.ts';

/** Parts of an estimate; a comparison is a difference unless it says that it is a ratio. */
export type StudyEstimateParts = Omit<EstimateParts, 'task' | 'level'> & {
  readonly scale?: 'ratio';
  /** Fewest people whose answers could be read off the figure; the patients behind it where nothing is said. */
  readonly people?: number;
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
  /** Adds an estimate; a figure that the plan hides loses its numbers first. */
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

/** An estimate without its figures and counts, as a share-safe copy shows it. */
function withoutFigures(estimate: ReadersEstimate): ReadersEstimate {
  return {
    ...estimate,
    value: null,
    low: null,
    high: null,
    method: 'none',
    caseCount: 0,
    patientCount: 0,
    undefinedReason: 'suppressed',
    suppressed: true,
    positiveCount: null,
    readingCount: null,
    ...(estimate.standardError === undefined ? {} : { standardError: null }),
    ...(estimate.numerator === undefined ? {} : { numerator: null }),
    ...(estimate.denominator === undefined ? {} : { denominator: null }),
    ...(estimate.caution === undefined ? {} : { caution: null }),
  };
}

/** What a context collects. */
export interface Collected {
  /** Every estimate with the people behind it, before anything is hidden. */
  readonly counted: Counted[];
  readonly estimates: ReadersEstimate[];
  readonly findings: Finding[];
  readonly warnings: { readonly code: string; readonly sentence: string }[];
  readonly sentences: string[];
}

/**
 * A context that writes into lists of its own.
 *
 * @param hidden ids of estimates that lose their figures
 */
export function makeContext(
  rows: StudyRows,
  question: StudyQuestion,
  options: {
    readonly level: number;
    readonly suppressBelow: number | null;
    readonly readerLabels: readonly string[];
  },
  hidden: ReadonlySet<string> = new Set(),
): { readonly context: StudyContext; readonly collected: Collected } {
  const collected: Collected = {
    counted: [],
    estimates: [],
    findings: [],
    warnings: [],
    sentences: [],
  };
  const { level, suppressBelow } = options;
  const context: StudyContext = {
    rows,
    question,
    level,
    suppressBelow,
    readerNames: rows.readers.map((at) => options.readerLabels[at] ?? `Reader ${at + 1}`),
    reference: rows.modalities.length - 1,
    estimate: ({ scale, people, ...parts }) => {
      const plain = makeEstimate({ ...parts, task: rows.name, level });
      const whole = scale === undefined ? plain : { ...plain, scale };
      collected.counted.push({ estimate: whole, people: people ?? whole.patientCount });
      const made = hidden.has(whole.id) ? withoutFigures(whole) : whole;
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
        sentence: capital(parts.sentence),
      });
    },
    warn: (code, sentence) => {
      collected.warnings.push({
        code,
        sentence: rows.name === '' ? sentence : `${rows.name}: ${sentence}`,
      });
    },
    say: (sentence) => {
      collected.sentences.push(capital(sentence));
    },
  };
  return { context, collected };
}
