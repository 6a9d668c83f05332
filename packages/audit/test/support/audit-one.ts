import {
  type AuditFindings,
  type AuditSettings,
  type AuditSpec,
  runAudits,
} from '@equipoise/audit';
import type { EvidenceKind, EvidenceOf, Study } from '@equipoise/domain';
import { createInProcessRunner } from '@equipoise/stats';

/** Runs one audit alone on a study. */
export function auditOne(
  spec: AuditSpec,
  study: Study,
  settings: AuditSettings,
): Promise<AuditFindings> {
  return runAudits(study, settings, createInProcessRunner(), {}, [spec]);
}

/** The evidence of one kind, in order. */
export function evidenceOf<K extends EvidenceKind>(
  found: Pick<AuditFindings, 'evidence'>,
  kind: K,
): EvidenceOf<K>[] {
  return found.evidence.filter(
    (entry): entry is EvidenceOf<K> & (typeof found.evidence)[number] => entry.kind === kind,
  ) as EvidenceOf<K>[];
}
