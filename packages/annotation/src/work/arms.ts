import type { StudyProtocol } from '@equipoise/domain';
import { shuffleInPlace } from '@equipoise/stats';
import { fail } from '../errors.ts';
import { studyStream } from '../protocol/study-stream.ts';

/**
 * Balanced Latin square: every treatment stands once in each row and each place, and follows every other equally
 * often. With an odd number of treatments it has twice as many rows.
 *
 * @param count treatments, 1 to 50
 * @returns rows of treatments, 0-based
 * @throws annotation/bad-argument
 * @see Williams 1949, doi:10.1071/CH9490149
 */
export function balancedLatinSquare(count: number): number[][] {
  if (!Number.isInteger(count) || count < 1 || count > 50) {
    fail('annotation/bad-argument', `${count} treatments were asked for.`, 'Pass 1 to 50.');
  }
  // 0, 1, n - 1, 2, n - 2, …
  const first = Array.from({ length: count }, (_, at) =>
    at === 0 ? 0 : at % 2 === 1 ? (at + 1) / 2 : count - at / 2,
  );
  const rows = Array.from({ length: count }, (_, row) => first.map((one) => (one + row) % count));
  return count % 2 === 0 || count === 1
    ? rows
    : [...rows, ...rows.map((row) => [...row].reverse())];
}

/**
 * The sequence of arms of each reader: rows of a balanced Latin square dealt in a random order, so that rows are used
 * equally often (a difference of one at most).
 *
 * @returns ids of arms in the order of their periods, by reader; none where the protocol has no arms
 */
export function armSequences(protocol: StudyProtocol): ReadonlyMap<string, readonly string[]> {
  if (protocol.arms === null) return new Map();
  const { arms } = protocol.arms;
  const square = balancedLatinSquare(arms.length);
  const readers = protocol.readers
    .filter((reader) => reader.roles.includes('reader'))
    .map((reader) => reader.readerId);
  const uniform = studyStream(protocol.seed, 'arms');
  shuffleInPlace(square, uniform);
  shuffleInPlace(readers, uniform);
  return new Map(
    readers.map((reader, at) => [
      reader,
      square[at % square.length]!.map((treatment) => arms[treatment]!.id),
    ]),
  );
}
