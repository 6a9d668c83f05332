import type { Mask, MaskIssue } from '@equipoise/imaging';
import type { AnalysisOptions } from '../frame/analysis.ts';

/** Masks of readers, one case at a time, so that no more than one case lies in memory. */
export interface MaskSource {
  /** Name of the question, e.g. `mask`. */
  readonly name: string;
  /** Readers of each case as indices into the readings' readers, in rising order; empty where nobody drew. */
  readonly readersOfCase: readonly (readonly number[])[];
  /** Whether distances are millimetres or, where no file states a spacing, cells. */
  readonly unit: 'mm' | 'px';
  /**
   * Masks of a case, in the order of its readers, all on one grid. They may be cut to a box around all objects of the
   * case, with at least the field of STAPLE on every side that the image has: no figure depends on what lies beyond.
   */
  readonly load: (caseIndex: number) => Promise<readonly Mask[]>;
  /** What is odd about the masks of a case, in the order of its readers; needed where they are cut. */
  readonly issues?: (caseIndex: number, names: readonly string[]) => readonly MaskIssue[];
}

/** What an analysis of agreement is told beside the common options. */
export interface AgreementOptions extends AnalysisOptions {
  /** Reader who stands for the reference label, compared with everybody and counted among nobody; null for none. */
  readonly reference: number | null;
  /** True where columns are places, not persons: nothing is said about single readers. */
  readonly areSlots: boolean;
  /** Largest difference in agreement between groups that counts as none; null where none was declared. */
  readonly margin: number | null;
  readonly masks: MaskSource | null;
  /** Tolerance of surface Dice, in the unit of the masks. */
  readonly surfaceTolerance: number;
}
