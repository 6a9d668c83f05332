import { argmaxLabels, type LabelPosterior } from './label-posterior.ts';
import { maximise } from './maximise.ts';
import { answersPerCase, type Readings } from './readings.ts';

/** A fitted GLAD model. */
export interface GladFit {
  /** Distribution of each case; uniform for a case without answers. */
  readonly posterior: LabelPosterior;
  /** Ability per reader: above 0 helps, below 0 misleads. */
  readonly ability: Float64Array;
  /** Log easiness per case: the higher, the easier. */
  readonly easiness: Float64Array;
  /** Most probable class; -1 for a case without answers. */
  readonly labels: Int32Array;
  /** Largest entry of the gradient at the solution. */
  readonly gradientNorm: number;
}

/**
 * GLAD: P(correct) = expit(ability x exp(easiness)), the other classes share the rest alike. Maximum of the
 * marginal posterior with N(1, 1) on every ability and log easiness and a uniform class prior.
 *
 * @param readings the answers
 * @param options most rounds (1000) and gradient norm at which to stop (1e-8)
 * @see Whitehill et al. 2009, Advances in Neural Information Processing Systems 22
 */
export function glad(
  readings: Readings,
  options: { readonly maxRounds?: number; readonly tolerance?: number } = {},
): GladFit {
  const { caseCount, classCount: k, readerCount, starts, reader, label } = readings;
  const values = new Float64Array(caseCount * k);
  const size = readerCount + caseCount;
  const row = new Float64Array(k);
  const logOthers = k > 1 ? Math.log(k - 1) : 0;
  const objective = (x: Float64Array, gradient: Float64Array): number => {
    let total = 0;
    for (let j = 0; j < size; j++) {
      const off = x[j]! - 1;
      total -= 0.5 * off * off;
      gradient[j] = -off;
    }
    for (let t = 0; t < caseCount; t++) {
      const scale = Math.exp(x[readerCount + t]!);
      row.fill(-Math.log(k));
      for (let i = starts[t]!; i < starts[t + 1]!; i++) {
        const margin = x[reader[i]!]! * scale;
        // log p = -softplus(-m), log(1 - p) = log p - m; the second is common to all classes but one.
        const wrong = -softplus(margin) - logOthers;
        for (let c = 0; c < k; c++) row[c]! += wrong;
        row[label[i]!]! += margin + logOthers;
      }
      let top = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < k; c++) top = Math.max(top, row[c]!);
      let sum = 0;
      for (let c = 0; c < k; c++) sum += Math.exp(row[c]! - top);
      total += top + Math.log(sum);
      for (let c = 0; c < k; c++) values[t * k + c] = Math.exp(row[c]! - top) / sum;
      for (let i = starts[t]!; i < starts[t + 1]!; i++) {
        const r = reader[i]!;
        const margin = x[r]! * scale;
        const pull = values[t * k + label[i]!]! - 1 / (1 + Math.exp(-margin));
        gradient[r]! += pull * scale;
        gradient[readerCount + t]! += pull * margin;
      }
    }
    return total;
  };
  // The prior adds 1 to the curvature, an answer about a quarter at most.
  const curvature = new Float64Array(size).fill(1);
  for (let t = 0; t < caseCount; t++) {
    for (let i = starts[t]!; i < starts[t + 1]!; i++) {
      curvature[reader[i]!]! += 0.25;
      curvature[readerCount + t]! += 0.25;
    }
  }
  const found = maximise(objective, new Float64Array(size).fill(1), {
    curvature,
    maxRounds: options.maxRounds ?? 1000,
    tolerance: options.tolerance ?? 1e-8,
  });
  // The values must be those of the solution, not of the last point that was tried.
  objective(found.x, new Float64Array(size));
  const posterior = { caseCount, classCount: k, values };
  const labels = argmaxLabels(posterior);
  const answers = answersPerCase(readings);
  for (let t = 0; t < caseCount; t++) if (answers[t] === 0) labels[t] = -1;
  return {
    posterior,
    ability: found.x.slice(0, readerCount),
    easiness: found.x.slice(readerCount),
    labels,
    gradientNorm: found.gradientNorm,
  };
}

function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}
