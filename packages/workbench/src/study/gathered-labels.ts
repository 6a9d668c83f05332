import type { DocumentProvenance, Flow, StudyLabels } from '@equipoise/domain';
import type { Warning } from './warnings.ts';

/** What readers say of the labels of a study, joined on the id of the case. */
export interface GatheredLabels {
  readonly labels: readonly StudyLabels[];
  readonly inputs: DocumentProvenance['inputs'];
  readonly joins: Flow['joins'];
  readonly warnings: readonly Warning[];
}
