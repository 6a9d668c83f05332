import { fail } from '../errors.ts';
import type { Ratings } from './ratings.ts';

/**
 * The ratings of some readings only.
 *
 * @param ratings the ratings
 * @param keep whether a reading (by its place) stays
 */
function filterReadings(ratings: Ratings, keep: (place: number) => boolean): Ratings {
  const { unitCount, starts } = ratings;
  const readers = new Int32Array(ratings.readers.length);
  const codes = new Int32Array(ratings.codes.length);
  const kept = new Int32Array(unitCount + 1);
  let to = 0;
  for (let u = 0; u < unitCount; u++) {
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      if (!keep(i)) continue;
      readers[to] = ratings.readers[i]!;
      codes[to++] = ratings.codes[i]!;
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
 * The ratings without one reader; the others keep their numbers.
 *
 * @param ratings the ratings
 * @param reader the reader left out
 */
export function withoutReader(ratings: Ratings, reader: number): Ratings {
  return filterReadings(ratings, (i) => ratings.readers[i] !== reader);
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
  const chosen = filterReadings(ratings, (i) => place[ratings.readers[i]!]! >= 0);
  const renamed = chosen.readers.map((reader) => place[reader]!);
  // Places of one unit stay together; order within a unit carries no meaning beyond the first sort.
  return { ...chosen, readers: renamed, readerCount: readers.length };
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
