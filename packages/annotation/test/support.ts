import { makeReadings, type Readings } from '@equipoise/annotation';
import { randomStream, type Uniform } from '@equipoise/stats';

/** A crowd whose truth is known. */
export interface KnownCrowd {
  readonly readings: Readings;
  readonly truth: Int32Array;
  readonly rows: {
    readonly cases: number[];
    readonly readers: number[];
    readonly labels: number[];
  };
}

/** Draws a crowd: each reader is right with the given skill, else any wrong class alike. */
export function knownCrowd(
  options: {
    readonly cases?: number;
    readonly classes?: number;
    readonly skills?: readonly number[];
    readonly prevalence?: readonly number[];
    readonly readShare?: number;
    readonly seed?: number;
  } = {},
): KnownCrowd {
  const { cases = 200, classes = 2, skills = [0.9, 0.8, 0.75, 0.7, 0.65], seed = 1 } = options;
  const uniform = randomStream(seed, 77);
  const truth = new Int32Array(cases);
  const rows = { cases: [] as number[], readers: [] as number[], labels: [] as number[] };
  for (let t = 0; t < cases; t++) {
    truth[t] = draw(options.prevalence ?? new Array<number>(classes).fill(1 / classes), uniform);
    skills.forEach((skill, r) => {
      if (uniform() >= (options.readShare ?? 1)) return;
      rows.cases.push(t);
      rows.readers.push(r);
      const off = 1 + Math.floor(uniform() * (classes - 1));
      rows.labels.push(uniform() < skill ? truth[t]! : (truth[t]! + off) % classes);
    });
  }
  const readings = makeReadings(rows.cases, rows.readers, rows.labels, {
    caseCount: cases,
    readerCount: skills.length,
    classCount: classes,
  });
  return { readings, truth, rows };
}

/** Draws from shares. */
export function draw(shares: readonly number[], uniform: Uniform): number {
  let left = uniform();
  for (let c = 0; c < shares.length - 1; c++) {
    left -= shares[c]!;
    if (left < 0) return c;
  }
  return shares.length - 1;
}

/** Share of equal entries. */
export function shareEqual(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let same = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) same++;
  return same / a.length;
}

/** The largest absolute difference. */
export function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let top = 0;
  for (let i = 0; i < a.length; i++) top = Math.max(top, Math.abs(a[i]! - b[i]!));
  return top;
}
