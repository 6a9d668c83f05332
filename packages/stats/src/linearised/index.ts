export * from './auroc.ts';
export * from './debiased-calibration-error.ts';
export * from './equal-shares.ts';
export * from './interval.ts';
export * from './kinds-of-rows.ts';
export * from './linearised.ts';
export * from './local-linear.ts';
export * from './logistic.ts';
