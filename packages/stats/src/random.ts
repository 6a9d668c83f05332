import { fail } from './errors.ts';

/** Four 32-bit words: a counter or a block of random bits. */
export type Words4 = readonly [number, number, number, number];

/** Two 32-bit words: a key. */
export type Words2 = readonly [number, number];

/** A random stream: each call gives the next number, at least 0 and below 1. */
export type Uniform = () => number;

const TWO_32 = 4294967296;

/** Upper 32 bits of the 64-bit product of two unsigned 32-bit words, without BigInt. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return aHigh * bHigh + Math.floor(middle / 65536) + (carry >>> 16);
}

/**
 * Philox 4x32 with ten rounds: a bijection of 128-bit counters, one for each 64-bit key.
 * Equal counter and key give equal bits on every machine, so a stream needs no hidden state.
 *
 * @param counter four words, each taken modulo 2^32
 * @param key two words, each taken modulo 2^32
 * @returns four unsigned words
 * @see Salmon, Moraes, Dror, Shaw 2011, doi:10.1145/2063384.2063405
 */
export function philox4x32(counter: Words4, key: Words2): [number, number, number, number] {
  let c0 = counter[0] >>> 0;
  let c1 = counter[1] >>> 0;
  let c2 = counter[2] >>> 0;
  let c3 = counter[3] >>> 0;
  let k0 = key[0] >>> 0;
  let k1 = key[1] >>> 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

function checkWhole(name: string, value: number): void {
  if (!Number.isSafeInteger(value)) {
    fail(
      'stats/bad-argument',
      `${name} of a random stream must be a whole number up to 2^53, got ${value}.`,
      'Pass an integer.',
    );
  }
}

function split(value: number): Words2 {
  return [value >>> 0, Math.floor(value / TWO_32) >>> 0];
}

/** State of a stream: the seed is the key, every step of the path is absorbed by one Philox block. */
function seedState(seed: number, path: readonly number[]): [number, number, number, number] {
  checkWhole('The seed', seed);
  let key: Words2 = split(seed);
  let block: [number, number, number, number] = philox4x32([0, 0, 0, path.length], key);
  for (let i = 0; i < path.length; i++) {
    const step = path[i]!;
    checkWhole('A path step', step);
    const [low, high] = split(step);
    block = philox4x32([low, high, i + 1, path.length], key);
    key = [block[0], block[1]];
  }
  // All zero words would be the one fixed point of the generator behind.
  return (block[0] | block[1] | block[2] | block[3]) === 0 ? [1, 2, 3, 4] : block;
}

/**
 * A random stream addressed by a seed and a path of whole numbers (such as audit, stage, replicate).
 * Streams of different addresses are independent for every practical purpose; the same address gives
 * the same stream whatever ran before, in whichever worker. The address is turned into a state by
 * Philox 4x32-10 and walked on by xoshiro128++.
 *
 * @param seed whole number, |seed| up to 2^53
 * @param path whole numbers
 * @returns a function giving doubles of 53 random bits, 0 <= u < 1
 * @throws stats/bad-argument when seed or a step is no whole number
 * @see Salmon et al. 2011, doi:10.1145/2063384.2063405; Blackman, Vigna 2021, doi:10.1145/3460772
 */
export function randomStream(seed: number, ...path: number[]): Uniform {
  const next = wordStream(seedState(seed, path));
  return () => {
    const high = next() >>> 5;
    return (high * 67108864 + (next() >>> 6)) / 9007199254740992;
  };
}

/**
 * The stream of {@link randomStream} as raw unsigned 32-bit words.
 *
 * @param seed whole number, |seed| up to 2^53
 * @param path whole numbers
 * @returns a function giving whole numbers 0 to 2^32 - 1
 */
export function randomWords(seed: number, ...path: number[]): () => number {
  return wordStream(seedState(seed, path));
}

function wordStream(state: Words4): () => number {
  let s0 = state[0] | 0;
  let s1 = state[1] | 0;
  let s2 = state[2] | 0;
  let s3 = state[3] | 0;
  return () => {
    const sum = (s0 + s3) | 0;
    const word = (((sum << 7) | (sum >>> 25)) + s0) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    return word;
  };
}

/**
 * How often each patient is drawn in one bootstrap replicate: P draws with replacement from P patients.
 * Counts of a replicate depend on seed, stream and replicate alone, never on the order of the work.
 * An index is floor(word * P / 2^32); its bias is below P / 2^32.
 *
 * @param seed whole number
 * @param stream whole number that tells apart the uses of one seed
 * @param replicate whole number from 0
 * @param patientCount P, 0 to 2^31 - 1
 * @param out at least P counts, overwritten; entries from P on are left as they are
 * @throws stats/bad-argument when out is shorter than patientCount
 */
export function drawCounts(
  seed: number,
  stream: number,
  replicate: number,
  patientCount: number,
  out: Int32Array,
): void {
  if (!(patientCount >= 0) || out.length < patientCount) {
    fail(
      'stats/bad-argument',
      `Counts for ${patientCount} patients do not fit into ${out.length} places.`,
      'Pass an output array with one place per patient.',
    );
  }
  out.fill(0, 0, patientCount);
  drawInto(seedState(seed, [stream, replicate]), 0, patientCount, out);
}

/**
 * As {@link drawCounts}, but within strata: patients of stratum s stand in places starts[s] to
 * starts[s + 1] - 1 and each stratum keeps its number of draws.
 *
 * @param seed whole number
 * @param stream whole number that tells apart the uses of one seed
 * @param replicate whole number from 0
 * @param starts first place of each stratum, then the end; ascending from 0
 * @param out counts, one place per patient, overwritten up to the end
 * @throws stats/bad-argument when out is too short
 */
export function drawCountsStratified(
  seed: number,
  stream: number,
  replicate: number,
  starts: ArrayLike<number>,
  out: Int32Array,
): void {
  const strata = starts.length - 1;
  const end = strata < 0 ? 0 : starts[strata]!;
  if (out.length < end) {
    fail(
      'stats/bad-argument',
      `Counts for ${end} patients do not fit into ${out.length} places.`,
      'Pass an output array with one place per patient.',
    );
  }
  out.fill(0, 0, end);
  const state = seedState(seed, [stream, replicate]);
  for (let s = 0; s < strata; s++) drawInto(state, starts[s]!, starts[s + 1]! - starts[s]!, out);
}

/** Adds `count` draws from `count` places that begin at `start`; the state moves on. */
function drawInto(
  state: [number, number, number, number],
  start: number,
  count: number,
  out: Int32Array,
): void {
  let s0 = state[0] | 0;
  let s1 = state[1] | 0;
  let s2 = state[2] | 0;
  let s3 = state[3] | 0;
  const scale = count / TWO_32;
  for (let i = 0; i < count; i++) {
    const sum = (s0 + s3) | 0;
    const word = (((sum << 7) | (sum >>> 25)) + s0) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    const place = start + ((word * scale) | 0);
    out[place] = out[place]! + 1;
  }
  state[0] = s0;
  state[1] = s1;
  state[2] = s2;
  state[3] = s3;
}

/** An array whose places can be swapped: a plain array or a typed one. */
export interface Shuffleable<T> {
  readonly length: number;
  [index: number]: T;
}

/**
 * Shuffles an array in place; every order is equally likely.
 *
 * @param array any array, changed
 * @param uniform random stream
 * @returns the same array
 * @see Durstenfeld 1964, doi:10.1145/364520.364540
 */
export function shuffleInPlace<T, A extends Shuffleable<T>>(
  array: A & Shuffleable<T>,
  uniform: Uniform,
): A {
  for (let i = array.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    const kept = array[i]!;
    array[i] = array[j]!;
    array[j] = kept;
  }
  return array;
}

/**
 * State of the stream of {@link randomStream}, for {@link shuffleWith}.
 *
 * @param seed whole number, |seed| up to 2^53
 * @param path whole numbers
 */
export function streamState(seed: number, ...path: number[]): Int32Array {
  return Int32Array.from(seedState(seed, path), (word) => word | 0);
}

/**
 * Shuffles a stretch of numbers as {@link shuffleInPlace} would with the same stream; the state moves on.
 *
 * @param state from {@link streamState}
 * @param values changed from `from` to `to` - 1
 */
export function shuffleWith(
  state: Int32Array,
  values: Int32Array,
  from: number = 0,
  to: number = values.length,
): void {
  let s0 = state[0]!;
  let s1 = state[1]!;
  let s2 = state[2]!;
  let s3 = state[3]!;
  for (let i = to - from - 1; i > 0; i--) {
    let sum = (s0 + s3) | 0;
    const first = (((sum << 7) | (sum >>> 25)) + s0) | 0;
    let shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    sum = (s0 + s3) | 0;
    const second = (((sum << 7) | (sum >>> 25)) + s0) | 0;
    shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    const uniform = ((first >>> 5) * 67108864 + (second >>> 6)) / 9007199254740992;
    const j = from + Math.floor(uniform * (i + 1));
    const kept = values[from + i]!;
    values[from + i] = values[j]!;
    values[j] = kept;
  }
  state[0] = s0;
  state[1] = s1;
  state[2] = s2;
  state[3] = s3;
}
