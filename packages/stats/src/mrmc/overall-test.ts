import type { Value } from '../value.ts';

/** The equality of all tests. */
export interface OverallTest {
  /** F with two degrees of freedom, chi-square with one; none for a single reader. */
  readonly kind: 'F' | 'chi-square' | 'none';
  readonly statistic: Value;
  /** What the mean square of the tests is held against. */
  readonly denominator: Value;
  readonly df1: number;
  /** Denominator degrees of freedom; null where there are none or they are infinite. */
  readonly df2: number | null;
  /** p-value. */
  readonly p: Value;
}
