/** A function to climb: gives its value at x and writes the gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Where a climb ended. */
export interface Maximum {
  readonly x: Float64Array;
  readonly value: number;
  /** Largest absolute entry of the gradient there. */
  readonly gradientNorm: number;
  readonly rounds: number;
}

const MEMORY = 8;

/**
 * Climbs a smooth function with limited-memory BFGS and backtracking; the value never falls.
 *
 * @param objective value and gradient
 * @param start where to begin, left unchanged
 * @param options most rounds (500), the gradient norm at which to stop (1e-8), and a rough curvature per number
 * (above 0, all alike by default), which brings numbers of different scales together
 * @see Nocedal 1980, doi:10.1090/S0025-5718-1980-0572855-7
 */
export function maximise(
  objective: Objective,
  start: ArrayLike<number>,
  options: {
    readonly maxRounds?: number;
    readonly tolerance?: number;
    readonly curvature?: ArrayLike<number>;
  } = {},
): Maximum {
  const { maxRounds = 500, tolerance = 1e-8 } = options;
  const n = start.length;
  const metric = Float64Array.from({ length: n }, (_, i) => 1 / (options.curvature?.[i] ?? 1));
  let x: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(n);
  let value = objective(x, gradient);
  const steps: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  let rounds = 0;
  for (; rounds < maxRounds && largestEntry(gradient) > tolerance; rounds++) {
    const direction = twoLoop(gradient, steps, metric);
    let slope = dot(direction, gradient);
    if (!(slope > 0)) {
      for (let i = 0; i < n; i++) direction[i] = metric[i]! * gradient[i]!;
      slope = dot(direction, gradient);
      steps.length = 0;
    }
    // What a step can still gain is lost in the rounding of the value: this is the top.
    if (slope < 1e-14 * (1 + Math.abs(value))) break;
    let length = steps.length === 0 ? Math.min(1, 1 / largestEntry(direction)) : 1;
    const next = new Float64Array(n);
    const nextGradient = new Float64Array(n);
    let nextValue = Number.NEGATIVE_INFINITY;
    let isFound = false;
    for (let halving = 0; halving < 50; halving++, length /= 2) {
      for (let i = 0; i < n; i++) next[i] = x[i]! + length * direction[i]!;
      nextValue = objective(next, nextGradient);
      if (nextValue >= value + 1e-4 * length * slope) {
        isFound = true;
        break;
      }
    }
    if (!isFound) {
      if (steps.length === 0) break;
      steps.length = 0;
      continue;
    }
    // Curvature of the negated function, which is convex near its minimum.
    const s = next.map((one, i) => one - x[i]!);
    const y = nextGradient.map((one, i) => gradient[i]! - one);
    const product = dot(s, y);
    if (product > 1e-14) {
      steps.push({ s, y, rho: 1 / product });
      if (steps.length > MEMORY) steps.shift();
    }
    x = next;
    gradient = nextGradient;
    value = nextValue;
  }
  return { x, value, gradientNorm: largestEntry(gradient), rounds };
}

function twoLoop(
  gradient: Float64Array,
  steps: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
  metric: Float64Array,
): Float64Array {
  const q = gradient.slice();
  const alphas: number[] = [];
  for (let j = steps.length - 1; j >= 0; j--) {
    const { s, y, rho } = steps[j]!;
    const alpha = rho * dot(s, q);
    alphas[j] = alpha;
    for (let i = 0; i < q.length; i++) q[i]! -= alpha * y[i]!;
  }
  const last = steps.at(-1);
  let scale = 1;
  if (last) {
    let size = 0;
    for (let i = 0; i < q.length; i++) size += metric[i]! * last.y[i]! * last.y[i]!;
    scale = dot(last.s, last.y) / size;
  }
  for (let i = 0; i < q.length; i++) q[i]! *= scale * metric[i]!;
  for (let j = 0; j < steps.length; j++) {
    const { s, y, rho } = steps[j]!;
    const beta = rho * dot(y, q);
    for (let i = 0; i < q.length; i++) q[i]! += s[i]! * (alphas[j]! - beta);
  }
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function largestEntry(a: Float64Array): number {
  let top = 0;
  for (let i = 0; i < a.length; i++) top = Math.max(top, Math.abs(a[i]!));
  return top;
}
