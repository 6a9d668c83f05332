import type { AgreementWeights } from './agreement-weights.ts';
import type { AlphaMetric } from './krippendorff.ts';

/** Which coefficient of agreement is asked for. */
export type AgreementCoefficient =
  | {
      readonly kind: 'percent' | 'gwet' | 'fleiss' | 'conger' | 'brennan-prediger';
      /** Unweighted by default. */
      readonly weights?: AgreementWeights;
    }
  | {
      /** Cohen's kappa of exactly two readers, or Light's mean of all pairs. */
      readonly kind: 'cohen' | 'light';
      readonly weights?: AgreementWeights;
    }
  | { readonly kind: 'krippendorff'; readonly metric: AlphaMetric }
  | {
      /** Intraclass forms and Lin's concordance (two readers) of the values, on units that all readers read. */
      readonly kind: 'icc-one-way' | 'icc-agreement' | 'icc-consistency' | 'concordance';
    };

/**
 * A coefficient as a function of totals over units: each unit adds a row, the coefficient is read off the sum.
 * So a resample costs one weighted sum, and leaving a patient out one subtraction.
 */
export interface CoefficientTotals {
  /** Length of a row. */
  readonly size: number;
  /**
   * Adds the row of a unit.
   *
   * @param unit the unit
   * @param into where to add
   * @param at first place of the row
   */
  addUnit(unit: number, into: Float64Array, at: number): void;
  /**
   * The coefficient of summed rows.
   *
   * @param totals the sum
   * @returns the value, NaN where there is none
   */
  evaluate(totals: ArrayLike<number>): number;
}
