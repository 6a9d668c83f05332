import type { ReadersProtocol } from './readers-protocol.ts';

/** What `equipoise agreement` is told beside the common options. */
export interface AgreementProtocol extends ReadersProtocol {
  /** Folder of masks: `reader/case.nii.gz` or `reader/case.png`. */
  readonly masks?: string | undefined;
  /** Largest difference in agreement between groups that counts as none. */
  readonly margin?: number | undefined;
  /** Tolerance of surface Dice in millimetres (pixels for PNG); 2 by default. */
  readonly tolerance?: number | undefined;
  /** Reader who stands for the reference label. */
  readonly reference?: string | undefined;
  /** Columns are places, not persons. */
  readonly slots?: boolean | undefined;
  /** A class put against everything else, blanks too. */
  readonly oneAgainstRest?: string | undefined;
}
