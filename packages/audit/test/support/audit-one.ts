import {
  type AuditFindings,
  type AuditSettings,
  type AuditSpec,
  measure,
  type PredictionRun,
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

/** The runs that audits are handed, for tests of what they are built from. */
export function runsOf(study: Study, settings: AuditSettings): Promise<readonly PredictionRun[]> {
  return measure(study, settings, createInProcessRunner());
}

/** Splits a gap by hand: rate of hits among counted rows in a level minus the rate in the others. */
export function crudeRate(
  study: Study,
  keep: (row: number) => boolean,
  hit: (row: number) => boolean,
): number {
  let [hits, counted] = [0, 0];
  for (let i = 0; i < study.rowCount; i += 1) {
    if (!keep(i)) continue;
    counted += 1;
    if (hit(i)) hits += 1;
  }
  return hits / counted;
}
