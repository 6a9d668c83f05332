import type { AuditDocument } from '@equipoise/domain';
import { loadKit } from './charts/kit.ts';
import { chartPlans } from './charts/plans.ts';

/**
 * Every picture of the report as a file of its own: light colours on white, name space, role and
 * title.
 *
 * @returns file name (`*.svg`, no folder) to SVG text
 */
export async function renderFigures(document: AuditDocument): Promise<ReadonlyMap<string, string>> {
  const kit = await loadKit();
  const files = new Map<string, string>();
  for (const plan of chartPlans(document)) {
    // The narrow headline is for phones; its file would repeat the wide one.
    if (plan.key === 'headline-narrow') continue;
    const svg = plan.standalone(kit);
    if (svg !== null) files.set(plan.fileName, svg);
  }
  return files;
}
