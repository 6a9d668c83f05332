import type { LabelEvidence, LabelSampler } from '@equipoise/domain';
import type { Uniform } from '@equipoise/stats';

/**
 * Draws for each row what one of its readers, chosen at random, said: the labels that a study with a single
 * reader a case would have had. Rows without an answer keep the given label. With probabilities instead of
 * answers, a label is drawn from them as they are.
 *
 * @param evidence answers or probabilities
 * @param uniform random stream; all draws come from it, in order
 */
export function oneReaderSampler(evidence: LabelEvidence, uniform: Uniform): LabelSampler {
  const { rowCount, starts, answer, probability, given } = evidence;
  const fixed = Uint8Array.from({ length: rowCount }, (_, i) => (given[i]! > 0 ? 1 : 0));
  const open: number[] = [];
  for (let i = 0; i < rowCount; i++) {
    const isKnown = probability !== null && !Number.isNaN(probability[i]!);
    if (isKnown || starts[i + 1]! > starts[i]!) open.push(i);
  }
  return {
    drawnCount: open.length,
    next(out = new Uint8Array(rowCount)) {
      out.set(fixed);
      for (const i of open) {
        const from = starts[i]!;
        const size = starts[i + 1]! - from;
        const u = uniform();
        if (size === 0) out[i] = u < probability![i]! ? 1 : 0;
        else out[i] = answer[from + Math.floor(u * size)]!;
      }
      return out;
    },
  };
}
