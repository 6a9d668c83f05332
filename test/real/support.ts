import type {
  AuditDocument,
  AuditProtocol,
  Estimate,
  EvidenceKind,
  EvidenceOf,
} from '@equipoise/domain';
import { auditStudy, resolveProtocol } from '@equipoise/workbench';

/** Runs an audit and gives its document; nothing is written. */
export async function documentOf(protocol: AuditProtocol): Promise<AuditDocument> {
  const { document } = await auditStudy(
    resolveProtocol({ intersect: 0, permutations: 99, ...protocol }),
  );
  return document;
}

/** The one estimate that fits. */
export function estimateOf(document: AuditDocument, part: Partial<Estimate>): Estimate {
  const { slice = {}, versus = null, ...rest } = part;
  const found = document.estimates.filter(
    (one) =>
      one.versus === versus &&
      one.scale !== 'ratio' &&
      JSON.stringify(one.slice) === JSON.stringify(slice) &&
      Object.entries(rest).every(([key, value]) => one[key as keyof Estimate] === value),
  );
  if (found.length !== 1) throw new Error(`${found.length} estimates fit ${JSON.stringify(part)}.`);
  return found[0]!;
}

/** Evidence of one kind. */
export function evidenceOf<K extends EvidenceKind>(
  document: AuditDocument,
  kind: K,
): EvidenceOf<K>[] {
  return document.evidence.filter((one) => one.kind === kind) as unknown as EvidenceOf<K>[];
}
