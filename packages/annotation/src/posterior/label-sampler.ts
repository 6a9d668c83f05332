import type { LabelEvidence, LabelSampler } from '@equipoise/domain';
import type { Uniform } from '@equipoise/stats';
import { gammaDraw } from './gamma-draw.ts';
import { independenceCheck } from './independence-check.ts';

/** How labels are sampled. */
export interface LabelSamplerOptions {
  /** Sweeps before the first draw; 40 by default. */
  readonly burnIn?: number;
  /** Sweeps between draws; 4 by default. */
  readonly thin?: number;
  /** Bins of the score, of equal size; 16 by default. */
  readonly scoreBins?: number;
  /** Answers of readers to cases of other levels count for a level as this many at most; 10 by default. */
  readonly borrowedAnswers?: number;
  /** Scores of other levels count for a level as this many at most; 2 by default. */
  readonly borrowedScores?: number;
}

/** Pseudo-answers: right and wrong ones of every reader for each true class; and of each true class. */
const priorRight = 2;
const priorWrong = 1;
const priorClass = 1;
/** Pseudo-scores of each class, spread evenly over all bins. */
const priorScores = 2;

/**
 * Draws the true labels of all rows together from what readers said, what the model said and where the row
 * belongs (Gibbs sampling, data augmentation).
 *
 * A label depends on the share of its class in its level, on each reader's rates of error in that level, and on
 * how scores of that class lie in that level; these are unknown and are drawn anew in every sweep. The score must
 * take part: labels drawn without it would be unrelated to it wherever readers are unsure, and would make the
 * model look worse than it is. Parameters are drawn with random patient weights (Bayesian bootstrap), which for
 * one row a patient are the draws from their Dirichlet posteriors, and which carry the correlation of rows of one
 * patient else. Levels borrow a bounded number of answers and scores from each other. The one assumption: given
 * the true label and the level, readers err independently of each other and of the model.
 *
 * @param evidence answers or probabilities, scores, levels, patients
 * @param uniform random stream; all draws come from it, in order
 * @param options sweeps, bins and borrowing
 * @see Tanner, Wong 1987, doi:10.1080/01621459.1987.10478458; Rubin 1981, doi:10.1214/aos/1176345338;
 * Dawid, Skene 1979, doi:10.2307/2346806; Meng 1994, doi:10.1214/ss/1177010269
 */
export function labelSampler(
  evidence: LabelEvidence,
  uniform: Uniform,
  options: LabelSamplerOptions = {},
): LabelSampler {
  const { burnIn = 40, thin = 4, scoreBins = 16 } = options;
  const { borrowedAnswers = 10, borrowedScores = 2 } = options;
  const { rowCount, patient, level, levelCount, starts, reader, answer, readerCount } = evidence;
  const fixedOdds = logEvidence(evidence.probability);
  const labels = firstLabels(evidence, uniform);
  const open = openRows(evidence, fixedOdds);
  const binCount = evidence.score === null ? 0 : scoreBins;
  const bins = evidence.score === null ? null : equalBins(evidence.score, open, binCount);
  const weights = new Float64Array(evidence.patientCount);
  const classes = new Float64Array(levelCount * 2);
  const answers = new Float64Array(readerCount * levelCount * 4);
  const scores = new Float64Array(levelCount * 2 * binCount);
  const levelOdds = new Float64Array(levelCount);
  const answerOdds = new Float64Array(readerCount * levelCount * 2);
  const scoreOdds = new Float64Array(levelCount * binCount);
  const yesRates = new Float64Array(readerCount * levelCount * 2);
  const independence = independenceCheck(evidence, { open, bins, labels, yesRates }, uniform);

  const kinds = kindsOf(evidence, open, bins, binCount);
  const kindWeights = new Float64Array(2 * kinds.count);
  const kindOdds = new Float64Array(kinds.count);

  const count = (): void => {
    for (let p = 0; p < weights.length; p++) weights[p] = -Math.log(1 - uniform());
    kindWeights.fill(0);
    for (let n = 0; n < open.length; n++) {
      const i = open[n]!;
      const at = 2 * kinds.of[n]! + labels[i]!;
      kindWeights[at] = kindWeights[at]! + weights[patient[i]!]!;
    }
    classes.fill(0);
    answers.fill(0);
    scores.fill(0);
    for (let kind = 0; kind < kinds.count; kind++) {
      const i = kinds.example[kind]!;
      for (let y = 0; y < 2; y++) {
        const w = kindWeights[2 * kind + y]!;
        if (w === 0) continue;
        const at = 2 * level[i]! + y;
        classes[at]! += w;
        if (bins !== null) scores[at * binCount + bins[i]!]! += w;
        for (let j = starts[i]!; j < starts[i + 1]!; j++)
          answers[2 * (2 * (reader[j]! * levelCount + level[i]!) + y) + answer[j]!]! += w;
      }
    }
  };

  const drawParameters = (): void => {
    for (let g = 0; g < levelCount; g++) {
      levelOdds[g] = Math.log(
        (classes[2 * g + 1]! + gammaDraw(priorClass, uniform)) /
          (classes[2 * g]! + gammaDraw(priorClass, uniform)),
      );
    }
    const size = 4 * levelCount;
    for (let r = 0; r < readerCount; r++) {
      const own = answers.subarray(r * size, (r + 1) * size);
      for (let g = 0; g < levelCount; g++) {
        for (let y = 0; y < 2; y++) {
          const [no, yes] = borrow(own, levelCount, g, y, 2, borrowedAnswers);
          const a = no! + gammaDraw(y === 0 ? priorRight : priorWrong, uniform);
          const b = yes! + gammaDraw(y === 1 ? priorRight : priorWrong, uniform);
          yesRates[2 * (r * levelCount + g) + y] = b / (a + b);
          const sign = y === 1 ? 1 : -1;
          const at = 2 * (r * levelCount + g);
          if (y === 0) answerOdds.fill(0, at, at + 2);
          answerOdds[at]! += sign * Math.log(a / (a + b));
          answerOdds[at + 1]! += sign * Math.log(b / (a + b));
        }
      }
    }
    for (let g = 0; g < levelCount && binCount > 0; g++) {
      for (let y = 0; y < 2; y++) {
        const shares = borrow(scores, levelCount, g, y, binCount, borrowedScores);
        let sum = priorScores;
        for (const share of shares) sum += share;
        for (let b = 0; b < binCount; b++) {
          const odds = Math.log((shares[b]! + priorScores / binCount) / sum);
          const at = g * binCount + b;
          scoreOdds[at] = y === 0 ? -odds : scoreOdds[at]! + odds;
        }
      }
    }
  };

  const sweep = (): void => {
    count();
    drawParameters();
    for (let kind = 0; kind < kinds.count; kind++) {
      const i = kinds.example[kind]!;
      const g = level[i]!;
      let odds = levelOdds[g]!;
      if (bins !== null) odds += scoreOdds[g * binCount + bins[i]!]!;
      for (let j = starts[i]!; j < starts[i + 1]!; j++)
        odds += answerOdds[2 * (reader[j]! * levelCount + g) + answer[j]!]!;
      kindOdds[kind] = fixedOdds === null ? 1 + Math.exp(-odds) : odds;
    }
    for (let n = 0; n < open.length; n++) {
      const i = open[n]!;
      const own = kindOdds[kinds.of[n]!]!;
      const over = fixedOdds === null ? own : 1 + Math.exp(-(own + fixedOdds[i]!));
      labels[i] = uniform() * over < 1 ? 1 : 0;
    }
  };

  for (let s = 0; s < burnIn; s++) sweep();
  return {
    drawnCount: open.length,
    next(out = new Uint8Array(rowCount)) {
      for (let s = 0; s < Math.max(1, thin); s++) sweep();
      independence.look();
      out.set(labels);
      return out;
    },
    check: () => independence.check(),
  };
}

/** Rows of which the same is known: level, bin of the score and answers, in order. */
interface Kinds {
  readonly count: number;
  /** Kind of each open row. */
  readonly of: Int32Array;
  /** One row of each kind. */
  readonly example: Int32Array;
}

/** Open rows by kind: what follows from the parameters is worked out once a kind, not once a row. */
function kindsOf(
  { level, starts, reader, answer }: LabelEvidence,
  open: Int32Array,
  bins: Int32Array | null,
  binCount: number,
): Kinds {
  const next = new Map<number, number>();
  const kindOf = new Map<number, number>();
  const of = new Int32Array(open.length);
  const example: number[] = [];
  let nodes = 0;
  for (let n = 0; n < open.length; n++) {
    const i = open[n]!;
    // A path through the answers: equal paths end at the same node.
    let node = 0;
    const step = (token: number): void => {
      // Tokens stay below 2^21, nodes below 2^31: one exact key.
      const key = node * 2097152 + token;
      let to = next.get(key);
      if (to === undefined) {
        to = ++nodes;
        next.set(key, to);
      }
      node = to;
    };
    step(level[i]!);
    if (bins !== null) step(binCount === 0 ? 0 : bins[i]!);
    for (let j = starts[i]!; j < starts[i + 1]!; j++) step(2 * reader[j]! + answer[j]!);
    let kind = kindOf.get(node);
    if (kind === undefined) {
      kind = example.length;
      kindOf.set(node, kind);
      example.push(i);
    }
    of[n] = kind;
  }
  return { count: example.length, of, example: Int32Array.from(example) };
}

/** Counts of one class in one level, with a bounded number of those in the other levels. */
function borrow(
  counts: Float64Array,
  levelCount: number,
  level: number,
  y: number,
  width: number,
  most: number,
): Float64Array {
  const own = counts.slice((2 * level + y) * width, (2 * level + y + 1) * width);
  if (levelCount === 1) return own;
  const others = new Float64Array(width);
  let total = 0;
  for (let g = 0; g < levelCount; g++) {
    if (g === level) continue;
    for (let k = 0; k < width; k++) {
      const value = counts[(2 * g + y) * width + k]!;
      others[k]! += value;
      total += value;
    }
  }
  const factor = total > most ? most / total : 1;
  for (let k = 0; k < width; k++) own[k]! += factor * others[k]!;
  return own;
}

/** Log odds that a probability adds to those of the common share; 0 where unknown. */
function logEvidence(probability: Float64Array | null): Float64Array | null {
  if (probability === null) return null;
  let sum = 0;
  let count = 0;
  for (const p of probability) {
    if (Number.isNaN(p)) continue;
    sum += p;
    count++;
  }
  const share = Math.min(1 - 1e-6, Math.max(1e-6, count === 0 ? 0.5 : sum / count));
  const common = Math.log(share / (1 - share));
  return probability.map((p) => {
    if (Number.isNaN(p)) return 0;
    const inside = Math.min(1 - 1e-12, Math.max(1e-12, p));
    return Math.log(inside / (1 - inside)) - common;
  });
}

/** The majority of the answers, or the likelier label; ties at random; the given label where nothing is known. */
function firstLabels(evidence: LabelEvidence, uniform: Uniform): Uint8Array {
  const { starts, answer, probability, given } = evidence;
  return Uint8Array.from({ length: evidence.rowCount }, (_, i) => {
    const from = starts[i]!;
    const to = starts[i + 1]!;
    const own = probability?.[i] ?? Number.NaN;
    if (!Number.isNaN(own)) return uniform() < own ? 1 : 0;
    if (from === to) return given[i]! > 0 ? 1 : 0;
    let yes = 0;
    for (let j = from; j < to; j++) yes += answer[j]!;
    const twice = 2 * yes - (to - from);
    return twice === 0 ? Number(uniform() < 0.5) : Number(twice > 0);
  });
}

function openRows(evidence: LabelEvidence, fixedOdds: Float64Array | null): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < evidence.rowCount; i++) {
    const isKnown = fixedOdds !== null && !Number.isNaN(evidence.probability![i]!);
    if (isKnown || evidence.starts[i + 1]! > evidence.starts[i]!) rows.push(i);
  }
  return Int32Array.from(rows);
}

/** Bins of equal size by rank over some rows; equal scores share a bin. */
function equalBins(score: ArrayLike<number>, rows: Int32Array, binCount: number): Int32Array {
  const order = rows.slice().sort((a, b) => score[a]! - score[b]!);
  const out = new Int32Array(score.length);
  order.forEach((i, rank) => {
    const before = order[rank - 1];
    const isTied = before !== undefined && score[before] === score[i];
    out[i] = isTied ? out[before]! : Math.floor((rank * binCount) / order.length);
  });
  return out;
}
