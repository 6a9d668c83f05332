import { basename, dirname, extname, join, resolve } from 'node:path';
import type { ConsensusQuestion, MaskField, MaskMethod, NumberMethod } from '@equipoise/annotation';
import type { AnswerKind } from '@equipoise/domain';
import { fail } from '../errors.ts';
import type { ReadersProtocol } from './readers-protocol.ts';

/** What `equipoise consensus` is told, as typed. */
export interface ConsensusProtocol extends ReadersProtocol {
  readonly method?: string | undefined;
  /** File of labels, CSV or Parquet. */
  readonly labels?: string | undefined;
  /** Out-of-sample model probabilities by case, for CROWDLAB. */
  readonly probabilities?: string | undefined;
  /** Reader columns are slots that anybody may fill. */
  readonly slots?: boolean | undefined;
  /** Folder of masks: `reader/case.nii.gz` or `reader/case.png`. */
  readonly masks?: string | undefined;
  /** Cells around the masks that STAPLE sees, or `whole`. */
  readonly field?: string | undefined;
  /** Tolerance of surface Dice in millimetres (pixels for PNG); 2 by default. */
  readonly tolerance?: number | undefined;
}

type LabelMethod = ConsensusQuestion['method'];

/** The method asked for, by the kind of answer that it fuses; `auto` where it fuses another kind. */
export interface ConsensusMethods {
  readonly labels: LabelMethod;
  readonly numbers: NumberMethod | 'auto';
  readonly masks: MaskMethod | 'auto';
}

const methodNames: Readonly<Record<string, Partial<ConsensusMethods>>> = {
  auto: {},
  vote: { labels: 'vote', masks: 'majority' },
  majority: { labels: 'vote', masks: 'majority' },
  weighted: { labels: 'weighted-vote', numbers: 'weighted-mean', masks: 'rasa' },
  'weighted-vote': { labels: 'weighted-vote' },
  'dawid-skene': { labels: 'dawid-skene' },
  'one-coin': { labels: 'one-coin', masks: 'em' },
  glad: { labels: 'glad' },
  mace: { labels: 'mace' },
  ordinal: { labels: 'ordinal' },
  crowdlab: { labels: 'crowdlab' },
  mean: { numbers: 'mean' },
  median: { numbers: 'median' },
  'weighted-mean': { numbers: 'weighted-mean' },
  'random-effects': { numbers: 'random-effects' },
  staple: { masks: 'staple' },
  rasa: { masks: 'rasa' },
};

/** The method asked for. @throws workbench/bad-option, workbench/missing-option */
export function consensusMethods(protocol: ConsensusProtocol): ConsensusMethods {
  const name = protocol.method ?? 'auto';
  const found = Object.hasOwn(methodNames, name) ? methodNames[name] : undefined;
  if (found === undefined) {
    return fail(
      'workbench/bad-option',
      `--method wants auto, vote, weighted, dawid-skene, one-coin, glad, mace, ordinal or crowdlab (classes), mean, median, weighted-mean or random-effects (numbers), majority, staple, rasa or one-coin (masks), got "${name}".`,
      'Correct it.',
    );
  }
  if (found.labels === 'crowdlab' && protocol.probabilities === undefined) {
    return fail(
      'workbench/missing-option',
      'CROWDLAB needs the probabilities of a model.',
      'Name their file with --probabilities, with the case column and p_<class>.',
    );
  }
  return { labels: 'auto', numbers: 'auto', masks: 'auto', ...found };
}

/**
 * Refuses a method that fuses no kind of answer in hand.
 *
 * @param kinds of the questions
 * @throws workbench/bad-option
 */
export function checkMethodFits(protocol: ConsensusProtocol, kinds: readonly AnswerKind[]): void {
  const found = methodNames[protocol.method ?? 'auto'] ?? {};
  const can = Object.keys(found);
  if (can.length === 0) return;
  const part = (kind: AnswerKind): string =>
    kind === 'mask' ? 'masks' : kind === 'numeric' ? 'numbers' : 'labels';
  if (kinds.some((kind) => can.includes(part(kind)))) return;
  const words: Readonly<Record<string, string>> = {
    labels: 'classes',
    numbers: 'numbers',
    masks: 'masks',
  };
  fail(
    'workbench/bad-option',
    `--method ${protocol.method} fuses ${can.map((one) => words[one]).join(' and ')}, and the answers are ${[...new Set(kinds.map((kind) => words[part(kind)]))].join(' and ')}.`,
    'Leave --method out, declare the kind of answers with --kind, or choose a method for them.',
  );
}

/** Cells around the masks of a case that STAPLE sees, where nothing is declared. */
const usualField = 5;

/** The field of view of STAPLE. @throws workbench/bad-option */
export function maskField(protocol: ConsensusProtocol): MaskField {
  const text = protocol.field ?? String(usualField);
  if (text === 'whole') return 'whole';
  const cells = Number(text);
  if (!/^\d+$/.test(text) || cells > 10_000) {
    return fail(
      'workbench/bad-option',
      `--field wants a number of cells around the masks, or whole, got "${text}".`,
      'Write --field 5, or --field whole for all cells of the image.',
    );
  }
  return cells;
}

/** Where labels and report go. */
export interface ConsensusPlaces {
  readonly folder: string;
  /** The file of labels; null: labels.csv in the folder. */
  readonly labels: string | null;
  /** Name of the file of labels inside the folder, where it is to stand there. */
  readonly inside: string | null;
}

const isLabelFile = (path: string): boolean => /\.(csv|parquet)$/i.test(path);

/**
 * Where the label file and the report go: `--out` with the name of a label file puts the report beside it.
 *
 * @throws workbench/bad-option when the label file is neither CSV nor Parquet
 */
export function consensusPlaces(protocol: ConsensusProtocol): ConsensusPlaces {
  const { out } = protocol;
  const isFile = out !== undefined && isLabelFile(out);
  if (isFile && protocol.labels !== undefined) {
    fail(
      'workbench/conflicting-options',
      '--out and --labels both name a file of labels.',
      'Give --out a folder, or leave --labels out.',
    );
  }
  const labels = isFile ? out : (protocol.labels ?? null);
  const folder = isFile ? join(dirname(out), 'consensus') : (out ?? 'consensus');
  if (labels !== null && !isLabelFile(labels)) {
    fail(
      'workbench/bad-option',
      `--labels names a file ending in "${extname(labels)}"; labels are written as .csv or .parquet.`,
      'Rename it.',
    );
  }
  if (labels === null) return { folder, labels, inside: 'labels.csv' };
  const isInside = resolve(dirname(labels)) === resolve(folder);
  return { folder, labels, inside: isInside ? basename(labels) : null };
}
