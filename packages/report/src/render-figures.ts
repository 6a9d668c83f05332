import type { AuditDocument } from '@equipoise/domain';
import { loadKit } from './charts/kit.ts';
import { type ChartPlan, chartPlans } from './charts/plans.ts';

/**
 * Every picture of the report as a file of its own: light colours on white, name space, role and
 * title.
 *
 * @param take the place of the next picture to draw, for those who share the work; drawing ends with a place that has
 * none. Default: all in their order
 * @returns file name (`*.svg`, no folder) to SVG text
 */
export async function renderFigures(
  document: AuditDocument,
  take: () => number = inTurn(),
): Promise<ReadonlyMap<string, string>> {
  const kit = await loadKit();
  const files = new Map<string, string>();
  const plans = figurePlans(document);
  for (let plan = plans[take()]; plan !== undefined; plan = plans[take()]) {
    const svg = plan.standalone(kit);
    if (svg !== null) files.set(plan.fileName, svg);
  }
  return files;
}

/** How many pictures {@link renderFigures} draws, at most. */
export function countFigures(document: AuditDocument): number {
  return figurePlans(document).length;
}

/** The narrow headline is for phones; its file would repeat the wide one. */
function figurePlans(document: AuditDocument): readonly ChartPlan[] {
  return chartPlans(document).filter(({ key }) => key !== 'headline-narrow');
}

function inTurn(): () => number {
  let next = 0;
  return () => next++;
}
