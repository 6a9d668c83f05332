import type { IndependenceCheck, LabelEvidence } from '@equipoise/domain';
import type { Uniform } from '@equipoise/stats';

/** Where a sampler stands; its arrays change from draw to draw. */
interface SamplerState {
  /** Rows whose label is drawn. */
  readonly open: Int32Array;
  /** Bin of the score of each row; null without scores. */
  readonly bins: Int32Array | null;
  readonly labels: Uint8Array;
  /** Chance of yes: reader-major, then level, then true class. */
  readonly yesRates: Float64Array;
}

/** Looks at each draw, and sums up. */
interface IndependenceLooker {
  look(): void;
  check(): IndependenceCheck | null;
}

interface Signs {
  readonly dispersion: number;
  readonly correlation: number;
}

/**
 * Whether readers err independently, given the true label: in every draw the spread of the votes, and the tie of
 * the readers' errors to the score, are set beside answers simulated from the same labels and rates
 * (posterior predictive check).
 *
 * @param evidence what the sampler knows
 * @param state where it stands
 * @param uniform random stream of the sampler
 * @see Gelman, Meng, Stern 1996, Statistica Sinica 6:733; Qu, Tan, Kutner 1996, doi:10.2307/2533043
 */
export function independenceCheck(
  evidence: LabelEvidence,
  state: SamplerState,
  uniform: Uniform,
): IndependenceLooker {
  const { starts, reader, answer, level, levelCount, readerCount } = evidence;
  const { open, bins, labels, yesRates } = state;
  const several = open.filter((i) => starts[i + 1]! - starts[i]! > 1);
  const residual = new Float64Array(several.length);
  const simulated = new Float64Array(several.length);
  let draws = 0;
  let dispersion = 0;
  let correlation = 0;
  let moreDispersed = 0;
  let moreTied = 0;
  let prevalence = 0;

  const signsOf = (residuals: Float64Array, expected: number): Signs => {
    let squares = 0;
    for (const r of residuals) squares += r * r;
    return { dispersion: squares / expected, correlation: tie(residuals, several, bins, labels) };
  };

  return {
    look() {
      if (several.length === 0 || readerCount < 2) return;
      let expected = 0;
      for (let k = 0; k < several.length; k++) {
        const i = several[k]!;
        const own = 2 * level[i]! + labels[i]!;
        const end = starts[i + 1]!;
        let seen = 0;
        let drawn = 0;
        for (let j = starts[i]!; j < end; j++) {
          const p = yesRates[2 * levelCount * reader[j]! + own]!;
          seen += answer[j]! - p;
          drawn += (uniform() < p ? 1 : 0) - p;
          expected += p * (1 - p);
        }
        residual[k] = seen;
        simulated[k] = drawn;
      }
      const found = signsOf(residual, expected);
      const likely = signsOf(simulated, expected);
      draws++;
      dispersion += found.dispersion;
      correlation += found.correlation;
      if (likely.dispersion >= found.dispersion) moreDispersed++;
      if (Math.abs(likely.correlation) >= Math.abs(found.correlation)) moreTied++;
      let positives = 0;
      for (let n = 0; n < open.length; n++) positives += labels[open[n]!]!;
      prevalence += positives / open.length;
    },
    check() {
      if (draws === 0) return null;
      const [lowestReader, highestReader] = readerShares(evidence);
      return {
        readerDispersion: dispersion / draws,
        scoreCorrelation: correlation / draws,
        pReaders: moreDispersed / draws,
        pScore: moreTied / draws,
        drawnPrevalence: prevalence / draws,
        lowestReader,
        highestReader,
      };
    },
  };
}

/** Correlation of residuals with the score's bin among cases of one label, over both labels. */
function tie(
  residuals: Float64Array,
  rows: Int32Array,
  bins: Int32Array | null,
  labels: Uint8Array,
): number {
  if (bins === null) return 0;
  const count = new Float64Array(2);
  const meanBin = new Float64Array(2);
  const meanResidual = new Float64Array(2);
  for (let k = 0; k < rows.length; k++) {
    const i = rows[k]!;
    const y = labels[i]!;
    count[y]!++;
    meanBin[y]! += bins[i]!;
    meanResidual[y]! += residuals[k]!;
  }
  for (let y = 0; y < 2; y++) {
    meanBin[y]! /= count[y]!;
    meanResidual[y]! /= count[y]!;
  }
  let shared = 0;
  let binSquares = 0;
  let residualSquares = 0;
  for (let k = 0; k < rows.length; k++) {
    const i = rows[k]!;
    const y = labels[i]!;
    const b = bins[i]! - meanBin[y]!;
    const r = residuals[k]! - meanResidual[y]!;
    shared += b * r;
    binSquares += b * b;
    residualSquares += r * r;
  }
  const size = Math.sqrt(binSquares * residualSquares);
  return size > 0 ? shared / size : 0;
}

/** Lowest and highest share of yes among readers. */
function readerShares(evidence: LabelEvidence): [number, number] {
  const yes = new Float64Array(evidence.readerCount);
  const all = new Float64Array(evidence.readerCount);
  evidence.answer.forEach((a, j) => {
    yes[evidence.reader[j]!]! += a;
    all[evidence.reader[j]!]!++;
  });
  let low = 1;
  let high = 0;
  yes.forEach((count, r) => {
    if (all[r] === 0) return;
    low = Math.min(low, count / all[r]!);
    high = Math.max(high, count / all[r]!);
  });
  return [low, high];
}
