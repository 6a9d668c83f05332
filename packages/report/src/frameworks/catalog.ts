import type { AuditDocument, ChecklistRow } from '@equipoise/domain';

/** A reporting checklist and how its rows are filled from a document. */
export interface FrameworkMap {
  readonly id: string;
  readonly title: string;
  /** Every row of the checklist: filled, partly filled, or visibly blank. */
  readonly rows: (document: AuditDocument) => readonly ChecklistRow[];
}

/** The checklists of this release: none yet. */
export const frameworks: readonly FrameworkMap[] = [];
