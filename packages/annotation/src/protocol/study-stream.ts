import { randomStream, type Uniform } from '@equipoise/stats';
import { sha256Hex } from './sha256.ts';

/**
 * A random stream that belongs to a seed and some words, such as a purpose and a reader: adding a reader or a
 * case changes no other stream.
 *
 * @param seed the protocol's seed
 * @param words what the stream is for, whose it is
 */
export function studyStream(seed: number, ...words: readonly string[]): Uniform {
  const hash = sha256Hex(words.map((word) => `${word.length}:${word}`).join(''));
  return randomStream(seed, Number.parseInt(hash.slice(0, 12), 16));
}
