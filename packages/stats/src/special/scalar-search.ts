/**
 * A root of a continuous function of one number between two points of opposite sign, by bisection that
 * takes secant steps where they stay inside (Illinois rule).
 *
 * @param f continuous function
 * @param low lower end
 * @param high upper end
 * @param tolerance width at which the search stops
 * @returns the root, or NaN when both ends have the same sign
 * @see Dowell, Jarratt 1971, doi:10.1007/BF01934364
 */
export function findRoot(
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance = 1e-13,
): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa * fb < 0)) return Number.NaN;
  for (let step = 0; step < 300; step++) {
    if (Math.abs(b - a) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))) break;
    const secant = (a * fb - b * fa) / (fb - fa);
    const isInside = secant > Math.min(a, b) && secant < Math.max(a, b);
    // Every third step halves, so that a flat side cannot stall the search.
    const c = step % 3 === 2 || !isInside ? (a + b) / 2 : secant;
    const fc = f(c);
    if (fc === 0) return c;
    if (fc * fb < 0) {
      a = b;
      fa = fb;
    } else fa /= 2;
    b = c;
    fb = fc;
  }
  return (a + b) / 2;
}

/**
 * The place of a minimum of a function of one number inside an interval, by golden sections with
 * parabolic steps; finds the one minimum where the function has only one.
 *
 * @param f function, finite inside the interval
 * @param low lower end
 * @param high upper end
 * @param tolerance relative width at which the search stops
 * @see Brent 1973, Algorithms for minimization without derivatives
 */
export function minimiseScalar(
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance = 1e-9,
): number {
  const golden = 0.3819660112501051;
  let a = low;
  let b = high;
  let best = a + golden * (b - a);
  let second = best;
  let third = best;
  let fBest = f(best);
  let fSecond = fBest;
  let fThird = fBest;
  let move = 0;
  let moveBefore = 0;
  for (let step = 0; step < 200; step++) {
    const middle = (a + b) / 2;
    const width = tolerance * Math.abs(best) + 1e-11;
    if (Math.abs(best - middle) <= 2 * width - (b - a) / 2) break;
    let isGolden = true;
    if (Math.abs(moveBefore) > width) {
      const r = (best - second) * (fBest - fThird);
      const q = (best - third) * (fBest - fSecond);
      let p = (best - third) * q - (best - second) * r;
      let d = 2 * (q - r);
      if (d > 0) p = -p;
      d = Math.abs(d);
      const isShort = Math.abs(p) < Math.abs((d * moveBefore) / 2);
      if (isShort && p > d * (a - best) && p < d * (b - best)) {
        moveBefore = move;
        move = p / d;
        const next = best + move;
        if (next - a < 2 * width || b - next < 2 * width) move = best < middle ? width : -width;
        isGolden = false;
      }
    }
    if (isGolden) {
      moveBefore = best < middle ? b - best : a - best;
      move = golden * moveBefore;
    }
    const next = best + (Math.abs(move) >= width ? move : move > 0 ? width : -width);
    const fNext = f(next);
    if (fNext <= fBest) {
      if (next < best) b = best;
      else a = best;
      third = second;
      fThird = fSecond;
      second = best;
      fSecond = fBest;
      best = next;
      fBest = fNext;
    } else {
      if (next < best) a = next;
      else b = next;
      if (fNext <= fSecond || second === best) {
        third = second;
        fThird = fSecond;
        second = next;
        fSecond = fNext;
      } else if (fNext <= fThird || third === best || third === second) {
        third = next;
        fThird = fNext;
      }
    }
  }
  return best;
}
