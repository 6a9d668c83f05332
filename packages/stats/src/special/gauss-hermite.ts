/** Nodes and weights of a quadrature rule. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss-Hermite rule for the weight exp(-x^2): sum of weights[i] f(nodes[i]) is exact for polynomials up
 * to degree 2 count - 1.
 *
 * @param count number of nodes, 1 to 100
 * @returns nodes ascending
 * @see Golub, Welsch 1969, doi:10.1090/S0025-5718-69-99647-1 (nodes found here as Hermite roots)
 */
export function gaussHermite(count: number): QuadratureRule {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  // Orthonormal Hermite functions: value and derivative at x.
  const evaluate = (x: number): [number, number] => {
    let before = 0;
    let value = 0.7511255444649425; // pi^(-1/4)
    for (let j = 0; j < count; j++) {
      const next = x * Math.sqrt(2 / (j + 1)) * value - Math.sqrt(j / (j + 1)) * before;
      before = value;
      value = next;
    }
    return [value, Math.sqrt(2 * count) * before];
  };
  const weightAt = (x: number): number => {
    const slope = evaluate(x)[1];
    return 2 / (slope * slope);
  };
  // Roots are symmetric, simple and below sqrt(2 count + 1): scan the positive half for sign changes.
  const half = Math.floor(count / 2);
  const middle = (count - 1) / 2;
  if (count % 2 === 1) weights[half] = weightAt(0);
  const width = Math.sqrt(2 * count + 1) / (40 * count);
  let found = 0;
  let left = width / 3;
  let fLeft = evaluate(left)[0];
  while (found < half) {
    const right = left + width;
    const fRight = evaluate(right)[0];
    if (fLeft * fRight <= 0 && fLeft !== 0) {
      let a = left;
      let b = right;
      for (let i = 0; i < 30; i++) {
        const c = (a + b) / 2;
        if (evaluate(c)[0] * fLeft > 0) a = c;
        else b = c;
      }
      let x = (a + b) / 2;
      for (let i = 0; i < 3; i++) {
        const [value, slope] = evaluate(x);
        x -= value / slope;
      }
      const place = Math.ceil(middle + 0.5) + found;
      nodes[place] = x;
      nodes[count - 1 - place] = -x;
      weights[place] = weightAt(x);
      weights[count - 1 - place] = weights[place]!;
      found++;
    }
    left = right;
    fLeft = fRight;
  }
  return { nodes, weights };
}
