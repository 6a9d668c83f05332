import { normalQuantile, type Uniform } from '@equipoise/stats';

/**
 * A draw from the gamma distribution of scale 1.
 *
 * @param shape above 0
 * @param uniform random stream
 * @see Marsaglia, Tsang 2000, doi:10.1145/358407.358414
 */
export function gammaDraw(shape: number, uniform: Uniform): number {
  if (shape < 1) {
    // Boost: a draw of shape + 1 times u to the power 1 / shape.
    const u = Math.max(uniform(), Number.MIN_VALUE);
    return gammaDraw(shape + 1, uniform) * Math.exp(Math.log(u) / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalDraw(uniform);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = Math.max(uniform(), Number.MIN_VALUE);
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function normalDraw(uniform: Uniform): number {
  // The middle of the cell of 2^-53 that was drawn: neither end of the line can come.
  return normalQuantile(uniform() * (1 - 2.220446049250313e-16) + 1.1102230246251565e-16);
}

/**
 * A draw from a Dirichlet distribution.
 *
 * @param shapes pseudo-counts, above 0
 * @param uniform random stream
 * @param out shares, overwritten; sum 1
 */
export function dirichletDraw(
  shapes: ArrayLike<number>,
  uniform: Uniform,
  out: Float64Array = new Float64Array(shapes.length),
): Float64Array {
  let sum = 0;
  for (let i = 0; i < shapes.length; i++) {
    const value = gammaDraw(shapes[i]!, uniform);
    out[i] = value;
    sum += value;
  }
  for (let i = 0; i < shapes.length; i++) out[i] = sum > 0 ? out[i]! / sum : 1 / shapes.length;
  return out;
}
