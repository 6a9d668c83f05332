/** One operating characteristic: what was promised and what the simulation found. */
export interface VerifyRow {
  /**
   * `C1` coverage, `C2` null gaps and family-wise error, `C3` false discovery rate, `C5` label uncertainty; `M18` and
   * `C5-fails` are counter-examples
   */
  readonly claim: 'C1' | 'C2' | 'C3' | 'C5' | 'M18' | 'C5-fails';
  readonly design: string;
  /** what is measured, such as `coverage of sensitivity` */
  readonly measure: string;
  readonly nominal: number;
  readonly observed: number;
  readonly runs: number;
  /** runs without a value, which count on neither side */
  readonly undefinedRuns: number;
  /** exact 99.9 % binomial interval of the observed share */
  readonly binomialLow: number;
  readonly binomialHigh: number;
  /** the promised band */
  readonly bandLow: number;
  readonly bandHigh: number;
  /** false when the binomial interval lies outside the band altogether */
  readonly pass: boolean;
}

/** One cell of the simulations, as plain data: computed alone from a seed, so that a caller can store finished ones. */
export interface VerifyCell {
  readonly id: string;
  readonly claim: VerifyRow['claim'];
  /** simulated studies in this form */
  readonly runs: number;
  readonly task:
    | { readonly kind: 'coverage'; readonly design: CoverageDesign }
    | { readonly kind: 'null-gaps'; readonly design: NullDesign }
    | { readonly kind: 'discovery'; readonly design: DiscoveryDesign };
}

/** A design of the coverage simulation. */
export interface CoverageDesign {
  readonly patients: number;
  readonly images: number;
  /** intraclass correlation of the latent score and of the latent label */
  readonly icc: number;
}

/** A design without any true gap. */
export interface NullDesign {
  readonly levels: number;
  readonly patients: number;
  readonly icc: number;
  readonly images: number;
  readonly metric: 'accuracy' | 'sensitivity' | 'auroc';
  readonly replicates: number;
  readonly permutations: number;
  /** the counter-example: standard errors stay as observed in every replicate */
  readonly fixedSe?: boolean;
}

/** A design of many tests, some of them of true effects. */
export interface DiscoveryDesign {
  readonly tests: number;
  readonly effects: number;
  /** correlation of any two test statistics */
  readonly correlation: number;
  readonly method: 'benjamini-hochberg' | 'benjamini-yekutieli';
}

/** Called with runs done and their total. */
export type VerifyProgress = (done: number, total: number) => void;
