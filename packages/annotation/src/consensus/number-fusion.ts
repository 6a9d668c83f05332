/** Ways of making one number of several. */
export const numberMethods = ['mean', 'median', 'weighted-mean', 'random-effects'] as const;

/** One of {@link numberMethods}. */
export type NumberMethod = (typeof numberMethods)[number];

/** Numbers of readers, one entry a reading. */
export interface NumberReadings {
  readonly caseIndex: Int32Array;
  /** 0-based among `readerCount`. */
  readonly reader: Int32Array;
  readonly value: Float64Array;
  readonly caseCount: number;
  readonly readerCount: number;
}

/** Readers who measure with an offset and an error of their own. */
export interface NumberModel {
  /** Mean offset of each reader; the offsets add up to 0. NaN for a reader without readings. */
  readonly bias: Float64Array;
  /** Standard deviation of each reader's error. */
  readonly sd: Float64Array;
  /** Mean and standard deviation of the true numbers. */
  readonly centre: number;
  readonly between: number;
  /** Posterior mean and standard deviation of each case; NaN without readings. */
  readonly posteriorMean: Float64Array;
  readonly posteriorSd: Float64Array;
  readonly rounds: number;
  readonly isConverged: boolean;
}

/** Weight, in readings, of no offset and of the pooled error variance in those of each reader. */
const priorReadings = 2;
/** From so many readers on the spread of offsets is estimated, and with it their pull, up to a limit. */
const fewestOfCrowd = 10;
const mostPull = 20;
const mostRounds = 1000;

/**
 * Random-effects model of readers: a reading is the true number plus the reader's offset plus an error whose spread is
 * the reader's own; true numbers are normal. Fitted by EM
 * with two readings' worth of no offset and of the pooled spread as prior of each reader; with ten readers or more the
 * offsets are drawn to 0 as far as those of all are small, by 20 readings' worth at most. With two readers both share one spread, since two readings
 * a case tell too little of either. Offsets are relative to the mean of the readers: nothing here knows the truth.
 *
 * @param readings at least two readings of some case
 * @param start a fit to start from, e.g. that of all patients
 * @returns null where no case has two readings, or where all readings are equal
 * @see Grubbs 1948, doi:10.1214/aoms/1177730206 (errors of instruments); Laird, Ware 1982, doi:10.2307/2529876
 */
export function fitNumberModel(
  readings: NumberReadings,
  start: NumberModel | null = null,
): NumberModel | null {
  const { caseIndex, reader, value, caseCount, readerCount } = readings;
  const n = value.length;
  const perCase = new Float64Array(caseCount);
  const perReader = new Float64Array(readerCount);
  const means = new Float64Array(caseCount);
  // Distances from the first number: equal numbers have a spread of exactly 0.
  const origin = value[0] ?? 0;
  for (let i = 0; i < n; i++) {
    perCase[caseIndex[i]!]!++;
    perReader[reader[i]!]!++;
    means[caseIndex[i]!]! += value[i]! - origin;
  }
  let cases = 0;
  for (let t = 0; t < caseCount; t++) {
    if (perCase[t] === 0) means[t] = Number.NaN;
    else {
      means[t]! /= perCase[t]!;
      cases++;
    }
  }
  const active = perReader.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const freedom = n - cases - (active - 1);
  if (freedom <= 0 || cases < 2) return null;
  const bias = new Float64Array(readerCount);
  const variance = new Float64Array(readerCount);
  let centre = 0;
  for (let t = 0; t < caseCount; t++) if (perCase[t]! > 0) centre += means[t]! / cases;
  let within = 0;
  let between = 0;
  const offset = new Float64Array(readerCount);
  for (let i = 0; i < n; i++)
    offset[reader[i]!]! += (value[i]! - origin - means[caseIndex[i]!]!) / perReader[reader[i]!]!;
  for (let i = 0; i < n; i++) {
    const d = value[i]! - origin - means[caseIndex[i]!]! - offset[reader[i]!]!;
    within += (d * d) / freedom;
  }
  for (let t = 0; t < caseCount; t++) {
    if (perCase[t]! > 0) between += ((means[t]! - centre) * (means[t]! - centre)) / (cases - 1);
  }
  const total = within + between;
  if (!(total > 0)) return null;
  // Floors keep readers who never differ from having no error at all.
  const floor = 1e-10 * total;
  within = Math.max(within, floor);
  between = Math.max(between - (within * cases) / n, 1e-3 * total);
  variance.fill(within);
  if (start !== null) {
    bias.set(start.bias);
    for (let r = 0; r < readerCount; r++) variance[r] = start.sd[r]! * start.sd[r]!;
    between = start.between * start.between;
    centre = start.centre - origin;
  } else bias.set(offset);
  const isCrowd = active >= fewestOfCrowd;
  let offsets = within;
  const doubt = new Float64Array(readerCount);
  const mean = new Float64Array(caseCount);
  const precision = new Float64Array(caseCount);
  const sums = new Float64Array(readerCount);
  const squares = new Float64Array(readerCount);
  let rounds = 0;
  let isConverged = false;
  const expect = (): void => {
    for (let t = 0; t < caseCount; t++) {
      precision[t] = 1 / between;
      mean[t] = centre / between;
    }
    for (let i = 0; i < n; i++) {
      const t = caseIndex[i]!;
      const r = reader[i]!;
      precision[t]! += 1 / variance[r]!;
      mean[t]! += (value[i]! - origin - bias[r]!) / variance[r]!;
    }
    for (let t = 0; t < caseCount; t++) mean[t]! /= precision[t]!;
  };
  while (rounds < mostRounds && !isConverged) {
    expect();
    let moved = 0;
    sums.fill(0);
    for (let i = 0; i < n; i++) sums[reader[i]!]! += value[i]! - origin - mean[caseIndex[i]!]!;
    let shift = 0;
    let spreadOfBias = 0;
    for (let r = 0; r < readerCount; r++) {
      if (perReader[r] === 0) continue;
      // Some readings' worth of no offset: who read one case alone would else fit every reading.
      const pull = isCrowd ? Math.min(mostPull, variance[r]! / offsets) : priorReadings;
      const readingsOfAll = perReader[r]! + pull;
      sums[r]! /= readingsOfAll;
      doubt[r] = variance[r]! / readingsOfAll;
      shift += sums[r]! / active;
    }
    for (let r = 0; r < readerCount; r++) {
      if (perReader[r] === 0) continue;
      const next = sums[r]! - shift;
      moved = Math.max(moved, Math.abs(next - bias[r]!));
      bias[r] = next;
      spreadOfBias += (next * next + doubt[r]!) / active;
    }
    offsets = Math.max(floor, spreadOfBias);
    let sum = 0;
    for (let t = 0; t < caseCount; t++) {
      mean[t]! += shift;
      if (perCase[t]! > 0) sum += mean[t]!;
    }
    centre = sum / cases;
    let spread = 0;
    for (let t = 0; t < caseCount; t++) {
      if (perCase[t]! > 0) {
        spread += (mean[t]! - centre) * (mean[t]! - centre) + 1 / precision[t]!;
      }
    }
    const nextBetween = Math.max(floor, spread / cases);
    moved = Math.max(moved, Math.abs(Math.sqrt(nextBetween) - Math.sqrt(between)));
    between = nextBetween;
    squares.fill(0);
    for (let i = 0; i < n; i++) {
      const t = caseIndex[i]!;
      const r = reader[i]!;
      const d = value[i]! - origin - bias[r]! - mean[t]!;
      squares[r]! += d * d + 1 / precision[t]! + doubt[r]!;
    }
    if (active === 2 || readerCount === 1) {
      const shared = squares.reduce((a, b) => a + b, 0) / n;
      squares.fill(shared);
      for (let r = 0; r < readerCount; r++) squares[r]! *= perReader[r]!;
    }
    for (let r = 0; r < readerCount; r++) {
      if (perReader[r] === 0) continue;
      const pull = active === 2 || readerCount === 1 ? 0 : priorReadings;
      const next = Math.max(floor, (squares[r]! + pull * within) / (perReader[r]! + pull));
      moved = Math.max(moved, Math.abs(Math.sqrt(next) - Math.sqrt(variance[r]!)));
      variance[r] = next;
    }
    rounds++;
    isConverged = moved < 1e-7 * Math.sqrt(total);
  }
  expect();
  const unread = (t: number): boolean => perCase[t] === 0;
  return {
    bias: bias.map((b, r) => (perReader[r] === 0 ? Number.NaN : b)),
    sd: variance.map((v, r) => (perReader[r] === 0 ? Number.NaN : Math.sqrt(v))),
    centre: centre + origin,
    between: Math.sqrt(between),
    posteriorMean: mean.map((m, t) => (unread(t) ? Number.NaN : m + origin)),
    posteriorSd: precision.map((p, t) => (unread(t) ? Number.NaN : 1 / Math.sqrt(p))),
    rounds,
    isConverged,
  };
}

/** One number for each case. */
export interface FusedNumbers {
  readonly method: NumberMethod;
  /** NaN without readings. */
  readonly value: Float64Array;
  /** Standard error; NaN where nothing tells how far readers err. */
  readonly standardError: Float64Array;
}

/**
 * One number for each case by one method. Errors are those of the model: for mean and median they hold the readers'
 * offsets and spreads as errors of a reading; what is unknown about the model itself is not in them.
 *
 * @param model a fit; null where there is none: then only mean and median have values, without errors
 */
export function fuseNumbers(
  readings: NumberReadings,
  model: NumberModel | null,
  method: NumberMethod,
): FusedNumbers {
  const { caseIndex, reader, value, caseCount } = readings;
  const answers: number[][] = Array.from({ length: caseCount }, () => []);
  value.forEach((_, i) => {
    answers[caseIndex[i]!]!.push(i);
  });
  const out = new Float64Array(caseCount).fill(Number.NaN);
  const error = new Float64Array(caseCount).fill(Number.NaN);
  for (let t = 0; t < caseCount; t++) {
    const rows = answers[t]!;
    const k = rows.length;
    if (k === 0) continue;
    if (method === 'random-effects') {
      out[t] = model?.posteriorMean[t] ?? Number.NaN;
      error[t] = model?.posteriorSd[t] ?? Number.NaN;
      continue;
    }
    if (method === 'weighted-mean') {
      if (model === null) continue;
      let top = 0;
      let weight = 0;
      for (const i of rows) {
        const w = 1 / (model.sd[reader[i]!]! * model.sd[reader[i]!]!);
        top += w * (value[i]! - model.bias[reader[i]!]!);
        weight += w;
      }
      out[t] = top / weight;
      error[t] = 1 / Math.sqrt(weight);
      continue;
    }
    let square = 0;
    for (const i of rows) {
      const sd = model?.sd[reader[i]!] ?? Number.NaN;
      const bias = model?.bias[reader[i]!] ?? Number.NaN;
      square += sd * sd + bias * bias;
    }
    const own = rows.map((i) => value[i]!).sort((a, b) => a - b);
    const isMedian = method === 'median' && k > 2;
    out[t] = isMedian
      ? k % 2 === 1
        ? own[k >> 1]!
        : (own[(k >> 1) - 1]! + own[k >> 1]!) / 2
      : own.reduce((a, b) => a + b, 0) / k;
    // The median of normal errors is less exact than the mean by the square root of pi over two.
    error[t] = (Math.sqrt(square) / k) * (isMedian ? Math.sqrt(Math.PI / 2) : 1);
  }
  return { method, value: out, standardError: error };
}

/**
 * The method taken where none was asked for: the median with up to three readers, with fewer than 100 cases or where
 * readers have no identity, the random-effects model else.
 */
export function chooseNumberMethod(
  asked: NumberMethod | 'auto',
  readerCount: number,
  caseCount: number,
  areSlots: boolean,
): { readonly method: NumberMethod; readonly because: string } {
  if (asked !== 'auto') return { method: asked, because: 'it was asked for' };
  if (areSlots) return { method: 'median', because: 'the reader columns are slots and no persons' };
  if (readerCount <= 3) return { method: 'median', because: 'there are at most three readers' };
  if (caseCount < 100) return { method: 'median', because: 'fewer than 100 cases were read' };
  return {
    method: 'random-effects',
    because: 'there are four readers or more and 100 cases or more',
  };
}
