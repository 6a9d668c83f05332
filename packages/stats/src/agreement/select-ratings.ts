import { fail } from '../errors.ts';
import type { Ratings } from './ratings.ts';

/**
 * The ratings of some readers only.
 *
 * @param ratings the ratings
 * @param place new number of each reader; −1 where it goes
 */
function filterReaders(ratings: Ratings, place: Int32Array): Ratings {
  const { unitCount, starts, readers: fromReaders, codes: fromCodes } = ratings;
  const readers = new Int32Array(fromReaders.length);
  const codes = new Int32Array(fromCodes.length);
  const kept = new Int32Array(unitCount + 1);
  let to = 0;
  for (let u = 0; u < unitCount; u++) {
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      const reader = place[fromReaders[i]!]!;
      if (reader < 0) continue;
      readers[to] = reader;
      codes[to++] = fromCodes[i]!;
    }
    kept[u + 1] = to;
  }
  return {
    ...ratings,
    starts: kept,
    readers: readers.subarray(0, to),
    codes: codes.subarray(0, to),
  };
}

/**
 * The ratings of chosen readers, numbered anew in the order given.
 *
 * @param ratings the ratings
 * @param readers the chosen readers, each once
 * @throws stats/bad-argument for a reader that does not exist or comes twice
 */
export function onlyReaders(ratings: Ratings, readers: readonly number[]): Ratings {
  const place = new Int32Array(ratings.readerCount).fill(-1);
  readers.forEach((reader, k) => {
    if (place[reader] !== -1) {
      fail(
        'stats/bad-argument',
        `Reader ${reader} does not exist or was chosen twice.`,
        'Choose each reader once.',
      );
    }
    place[reader] = k;
  });
  // Places of one unit stay together; order within a unit carries no meaning beyond the first sort.
  return { ...filterReaders(ratings, place), readerCount: readers.length };
}

/**
 * The ratings of chosen units; patients are numbered anew.
 *
 * @param ratings the ratings
 * @param keep whether a unit stays
 */
export function onlyUnits(ratings: Ratings, keep: (unit: number) => boolean): Ratings {
  const patientOf = new Int32Array(ratings.patientCount).fill(-1);
  const starts: number[] = [0];
  const patients: number[] = [];
  const readers = new Int32Array(ratings.readers.length);
  const codes = new Int32Array(ratings.codes.length);
  let patientCount = 0;
  let to = 0;
  for (let u = 0; u < ratings.unitCount; u++) {
    if (!keep(u)) continue;
    const patient = ratings.patients[u]!;
    if (patientOf[patient] === -1) patientOf[patient] = patientCount++;
    patients.push(patientOf[patient]!);
    for (let i = ratings.starts[u]!; i < ratings.starts[u + 1]!; i++) {
      readers[to] = ratings.readers[i]!;
      codes[to++] = ratings.codes[i]!;
    }
    starts.push(to);
  }
  return {
    ...ratings,
    unitCount: patients.length,
    starts: Int32Array.from(starts),
    readers: readers.subarray(0, to),
    codes: codes.subarray(0, to),
    patients: Int32Array.from(patients),
    patientCount,
  };
}

/**
 * One category against all others: 1 where it was given, 0 elsewhere.
 *
 * @param ratings the ratings
 * @param category an index into the categories
 */
export function oneAgainstRest(ratings: Ratings, category: number): Ratings {
  return {
    ...ratings,
    codes: ratings.codes.map((code) => (code === category ? 1 : 0)),
    categories: Float64Array.of(0, 1),
  };
}
