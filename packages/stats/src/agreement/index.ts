export * from './against-consensus.ts';
export * from './agreement-interval.ts';
export * from './agreement-summary.ts';
export { type AgreementWeights, agreementWeights } from './agreement-weights.ts';
export * from './bland-altman.ts';
export * from './chance-corrected.ts';
export type { AgreementCoefficient } from './coefficient.ts';
export * from './cohen.ts';
export * from './concordance.ts';
export * from './fleiss.ts';
export * from './group-agreement.ts';
export {
  type IntraclassCorrelations,
  type IntraclassForm,
  intraclassCorrelations,
  type MeanSquares,
} from './intraclass.ts';
export * from './kendall-w.ts';
export { type AlphaMetric, type KrippendorffAlpha, krippendorffAlpha } from './krippendorff.ts';
export * from './leave-reader-out.ts';
export * from './marginal-homogeneity.ts';
export * from './mask-agreement.ts';
export * from './mean-score.ts';
export * from './measurement-range.ts';
export * from './measurements.ts';
export * from './near-duplicates.ts';
export * from './noncentral-t.ts';
export * from './pair-tables.ts';
export * from './pairwise.ts';
export * from './patient-statistic.ts';
export * from './ratings.ts';
export * from './reader-subsets.ts';
export * from './repeated-readings.ts';
export * from './select-ratings.ts';
export {
  type CategoryAgreement,
  type SpecificAgreement,
  specificAgreement,
} from './specific.ts';
export { type TwoReaderTable, twoReaderTable } from './two-reader-table.ts';
