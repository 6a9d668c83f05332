import type { ReadPurpose } from '@equipoise/domain';

/** An entry before it has an id. */
export interface DraftEntry {
  readonly caseId: string;
  readonly purpose: ReadPurpose;
  /** Draft that this one repeats. */
  readonly original: DraftEntry | null;
  readonly isFlipped: boolean;
  readonly arm: string | null;
  readonly period: number;
}
