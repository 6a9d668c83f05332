import { none, some, type Value } from '../value.ts';
import type { TwoReaderTable } from './two-reader-table.ts';
import { twoReaderTable } from './two-reader-table.ts';

/** Agreement of two readers on one category against all others. */
export interface CategoryAgreement {
  /** Index of the category. */
  readonly category: number;
  /** Kappa of the category against the rest. */
  readonly kappa: Value;
  /** Share of the answers that name it, over both readers. */
  readonly prevalence: Value;
  /** Specific agreement: 2a / (2a + b + c). */
  readonly specific: Value;
  /** |a - d| / n of the category against the rest. */
  readonly prevalenceIndex: Value;
  /** |b - c| / n of the category against the rest. */
  readonly biasIndex: Value;
}

/** Specific agreement of two readers on a yes-no question. */
export interface SpecificAgreement {
  /** 2a / (2a + b + c), a both positive. */
  readonly positive: Value;
  /** 2d / (2d + b + c), d both negative. */
  readonly negative: Value;
  readonly scottPi: Value;
  readonly prevalenceIndex: Value;
  readonly biasIndex: Value;
  readonly unitCount: number;
  readonly missingCount: number;
}

/**
 * Positive and negative agreement with Scott's pi and the indices of prevalence and bias.
 *
 * @param a 0 or 1 per unit; -1 or NaN where missing
 * @param b the other reader
 * @returns `no-units`; an agreement that nobody's answers touch has `no-such-answer`
 * @throws stats/length-mismatch, stats/bad-argument
 * @see Cicchetti, Feinstein 1990, doi:10.1016/0895-4356(90)90159-M; Scott 1955, doi:10.1086/266577
 */
export function specificAgreement(a: ArrayLike<number>, b: ArrayLike<number>): SpecificAgreement {
  const counts = twoReaderTable(a, b, 2);
  const [negative, positive] = categoryAgreement(counts);
  return {
    positive: positive!.specific,
    negative: negative!.specific,
    ...pooledIndices(counts),
    unitCount: counts.unitCount,
    missingCount: counts.missingCount,
  };
}

/**
 * Each category against all others.
 *
 * @param counts a two-reader table
 */
export function categoryAgreement(counts: TwoReaderTable): CategoryAgreement[] {
  const { categoryCount: q, table, unitCount: n } = counts;
  return Array.from({ length: q }, (_, k) => {
    const both = table[k * q + k]!;
    let row = 0;
    let column = 0;
    for (let j = 0; j < q; j++) {
      row += table[k * q + j]!;
      column += table[j * q + k]!;
    }
    if (n === 0) {
      const nothing = none('no-units');
      return {
        category: k,
        kappa: nothing,
        prevalence: nothing,
        specific: nothing,
        prevalenceIndex: nothing,
        biasIndex: nothing,
      };
    }
    const neither = n - row - column + both;
    const expected = (row * column + (n - row) * (n - column)) / (n * n);
    const isVaried = row + column > 0 && row + column < 2 * n;
    return {
      category: k,
      kappa: isVaried
        ? some(((both + neither) / n - expected) / (1 - expected))
        : none('no-variation'),
      prevalence: some((row + column) / (2 * n)),
      specific: row + column > 0 ? some((2 * both) / (row + column)) : none('no-such-answer'),
      prevalenceIndex: some(Math.abs(both - neither) / n),
      biasIndex: some(Math.abs(row - column) / n),
    };
  });
}

/**
 * Scott's pi and, for two categories, the indices of prevalence and bias.
 *
 * @param counts a two-reader table
 */
export function pooledIndices(
  counts: TwoReaderTable,
): Pick<SpecificAgreement, 'scottPi' | 'prevalenceIndex' | 'biasIndex'> {
  const { categoryCount: q, table, unitCount: n } = counts;
  if (n === 0) {
    const nothing = none('no-units');
    return { scottPi: nothing, prevalenceIndex: nothing, biasIndex: nothing };
  }
  let observed = 0;
  let expected = 0;
  for (let k = 0; k < q; k++) {
    let pooled = 0;
    for (let j = 0; j < q; j++) pooled += (table[k * q + j]! + table[j * q + k]!) / (2 * n);
    observed += table[k * q + k]! / n;
    expected += pooled * pooled;
  }
  const scottPi =
    1 - expected > 1e-14 ? some((observed - expected) / (1 - expected)) : none('no-variation');
  if (q !== 2) {
    const nothing = none('more-than-two-categories');
    return { scottPi, prevalenceIndex: nothing, biasIndex: nothing };
  }
  return {
    scottPi,
    prevalenceIndex: some(Math.abs(table[0]! - table[3]!) / n),
    biasIndex: some(Math.abs(table[1]! - table[2]!) / n),
  };
}
