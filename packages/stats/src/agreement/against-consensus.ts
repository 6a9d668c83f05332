import { fail } from '../errors.ts';
import {
  type ClusteredProportion,
  clusteredProportionFromCounts,
} from '../rates/clustered-proportion.ts';
import type { Value } from '../value.ts';
import { kappaFromTable } from './cohen.ts';
import type { Ratings } from './ratings.ts';
import type { TwoReaderTable } from './two-reader-table.ts';

/** One category of a reader against the majority of the others. */
export interface ConsensusCategory {
  readonly category: number;
  /** Share of the units the others call so that the reader calls so too. Intervals count patients. */
  readonly sensitivity: ClusteredProportion;
  /** Share of the units the others call otherwise that the reader calls otherwise too. */
  readonly specificity: ClusteredProportion;
}

/** One reader against the majority of the others. */
export interface AgainstConsensus {
  readonly reader: number;
  /** Share of units on which the reader says what the others say. */
  readonly agreement: ClusteredProportion;
  readonly kappa: Value;
  readonly byCategory: readonly ConsensusCategory[];
  /** Units compared. */
  readonly unitCount: number;
  /** Units the reader read where the others are tied, left out. */
  readonly tiedCount: number;
  /** Units the reader read where fewer others than asked read, left out. */
  readonly fewOthersCount: number;
  /** Consensus in rows, reader in columns, row-major. */
  readonly table: Float64Array;
}

/**
 * Each reader against the majority of the others. This consensus is no truth: a reader who is right alone counts
 * as wrong.
 *
 * @param ratings the ratings
 * @param settings fewest other readers a unit must have (2), confidence level (0.95)
 * @throws stats/bad-argument when fewer than one other reader is asked for
 */
export function againstConsensus(
  ratings: Ratings,
  settings: { readonly fewestOthers?: number; readonly level?: number } = {},
): AgainstConsensus[] {
  const { fewestOthers = 2, level = 0.95 } = settings;
  if (!(fewestOthers >= 1)) {
    fail(
      'stats/bad-argument',
      `A consensus of ${fewestOthers} readers was asked for.`,
      'Ask for one or more.',
    );
  }
  const consensus = othersMajority(ratings, fewestOthers);
  return Array.from({ length: ratings.readerCount }, (_, reader) =>
    compare(ratings, consensus, reader, level),
  );
}

const TIED = -1;
const FEW = -2;

/** Majority of the other readers for each reading: a category, tied, or too few. */
function othersMajority(ratings: Ratings, fewestOthers: number): Int32Array {
  const { starts, codes, unitCount } = ratings;
  const counts = new Int32Array(ratings.categories.length);
  const out = new Int32Array(codes.length);
  for (let u = 0; u < unitCount; u++) {
    const from = starts[u]!;
    const end = starts[u + 1]!;
    counts.fill(0);
    for (let i = from; i < end; i++) counts[codes[i]!]!++;
    for (let i = from; i < end; i++) {
      if (end - from - 1 < fewestOthers) {
        out[i] = FEW;
        continue;
      }
      counts[codes[i]!]!--;
      out[i] = soleMaximum(counts);
      counts[codes[i]!]!++;
    }
  }
  return out;
}

function soleMaximum(counts: Int32Array): number {
  let best = 0;
  let isTied = false;
  for (let k = 1; k < counts.length; k++) {
    if (counts[k]! > counts[best]!) {
      best = k;
      isTied = false;
    } else if (counts[k] === counts[best]) isTied = true;
  }
  return isTied ? TIED : best;
}

function compare(
  ratings: Ratings,
  consensus: Int32Array,
  reader: number,
  level: number,
): AgainstConsensus {
  const q = ratings.categories.length;
  const { starts, readers, codes, patients, patientCount } = ratings;
  const table = new Float64Array(q * q);
  const places: number[] = [];
  const patientOf: number[] = [];
  let tiedCount = 0;
  let fewOthersCount = 0;
  for (let u = 0; u < ratings.unitCount; u++)
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      if (readers[i] !== reader) continue;
      if (consensus[i] === TIED) tiedCount++;
      else if (consensus[i] === FEW) fewOthersCount++;
      else {
        table[consensus[i]! * q + codes[i]!]!++;
        places.push(i);
        patientOf.push(patients[u]!);
      }
    }
  // Shares of units with their patients: `among` names the units counted, `hit` those that agree.
  const share = (
    among: (truth: number) => boolean,
    hit: (truth: number, said: number) => boolean,
  ): ClusteredProportion => {
    const hits = new Float64Array(patientCount);
    const sizes = new Float64Array(patientCount);
    places.forEach((i, k) => {
      const truth = consensus[i]!;
      if (!among(truth)) return;
      sizes[patientOf[k]!]!++;
      if (hit(truth, codes[i]!)) hits[patientOf[k]!]!++;
    });
    return clusteredProportionFromCounts(hits, sizes, level);
  };
  const counts: TwoReaderTable = {
    categoryCount: q,
    table,
    unitCount: places.length,
    missingCount: tiedCount + fewOthersCount,
  };
  return {
    reader,
    agreement: share(
      () => true,
      (truth, said) => truth === said,
    ),
    kappa: kappaFromTable(counts, 'unweighted', level).kappa,
    byCategory: Array.from({ length: q }, (_, category) => ({
      category,
      sensitivity: share(
        (truth) => truth === category,
        (_, said) => said === category,
      ),
      specificity: share(
        (truth) => truth !== category,
        (_, said) => said !== category,
      ),
    })),
    unitCount: places.length,
    tiedCount,
    fewOthersCount,
    table,
  };
}
