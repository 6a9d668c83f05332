import { argmaxLabels, type LabelPosterior } from './label-posterior.ts';
import { type ReaderClassRates, readerRates } from './reader-rates.ts';
import type { Readings } from './readings.ts';

/**
 * The same readings without one reader.
 *
 * @param readings the answers
 * @param left reader code
 * @returns readings of the same cases, readers and classes; the reader has no answers
 */
export function withoutReader(readings: Readings, left: number): Readings {
  const { caseCount, starts, reader, label } = readings;
  const next = new Int32Array(caseCount + 1);
  for (let t = 0; t < caseCount; t++) {
    let kept = 0;
    for (let i = starts[t]!; i < starts[t + 1]!; i++) if (reader[i] !== left) kept++;
    next[t + 1] = next[t]! + kept;
  }
  const isKept = (_: number, i: number): boolean => reader[i] !== left;
  return { ...readings, starts: next, reader: reader.filter(isKept), label: label.filter(isKept) };
}

/**
 * Sensitivity and specificity of each reader against a reference made of all the others, so that nobody is
 * judged by a reference that holds the own vote. Errors and doubts of the others count as the reader's, so the
 * rates are too low wherever the others are unsure; `sampledReaderRates` has no such slant.
 *
 * @param readings the answers
 * @param fuse makes the reference, such as `(others) => dawidSkene(others).posterior`
 * @param options confidence level, patients, and whether the reference is its most probable class (`isHard`)
 * @returns reader-major, one entry per reader and class
 */
export function ratesAgainstOthers(
  readings: Readings,
  fuse: (others: Readings) => LabelPosterior,
  options: {
    readonly level?: number;
    readonly patients?: ArrayLike<number>;
    readonly isHard?: boolean;
  } = {},
): ReaderClassRates[] {
  const { isHard = false, ...rest } = options;
  const out: ReaderClassRates[] = [];
  for (let r = 0; r < readings.readerCount; r++) {
    const others = withoutReader(readings, r);
    const fused = fuse(others);
    const reference = readOnly(others, isHard ? hardened(fused) : fused);
    out.push(...readerRates(readings, reference, rest).filter((one) => one.reader === r));
  }
  return out;
}

/** Cases that none of the others has read have no reference. */
function readOnly({ starts }: Readings, posterior: LabelPosterior): LabelPosterior {
  const { caseCount, classCount } = posterior;
  const values = posterior.values.slice();
  for (let t = 0; t < caseCount; t++) {
    if (starts[t] === starts[t + 1]) values.fill(0, t * classCount, (t + 1) * classCount);
  }
  return { caseCount, classCount, values };
}

function hardened(posterior: LabelPosterior): LabelPosterior {
  const { caseCount, classCount } = posterior;
  const values = new Float64Array(caseCount * classCount);
  argmaxLabels(posterior).forEach((label, t) => {
    if (label >= 0) values[t * classCount + label] = 1;
  });
  return { caseCount, classCount, values };
}
