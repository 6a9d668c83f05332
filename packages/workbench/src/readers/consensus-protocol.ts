import { basename, dirname, extname, join, resolve } from 'node:path';
import type { ConsensusQuestion } from '@equipoise/annotation';
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
}

const methodNames: Readonly<Record<string, ConsensusQuestion['method']>> = {
  auto: 'auto',
  vote: 'vote',
  majority: 'vote',
  weighted: 'weighted-vote',
  'weighted-vote': 'weighted-vote',
  'dawid-skene': 'dawid-skene',
  'one-coin': 'one-coin',
  glad: 'glad',
  mace: 'mace',
  ordinal: 'ordinal',
  crowdlab: 'crowdlab',
};

/** The method asked for. @throws workbench/bad-option */
export function consensusMethod(protocol: ConsensusProtocol): ConsensusQuestion['method'] {
  const name = protocol.method ?? 'auto';
  const method = methodNames[name];
  if (method === undefined) {
    return fail(
      'workbench/bad-option',
      `--method wants auto, vote, weighted, dawid-skene, one-coin, glad, mace, ordinal or crowdlab, got "${name}".`,
      'Correct it.',
    );
  }
  if (method === 'crowdlab' && protocol.probabilities === undefined) {
    return fail(
      'workbench/missing-option',
      'CROWDLAB needs the probabilities of a model.',
      'Name their file with --probabilities, with the case column and p_<class>.',
    );
  }
  return method;
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
