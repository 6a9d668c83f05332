import type { EvidenceOf } from '@equipoise/domain';
import { worstGroup } from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import { cellFigure } from '../frame/make-estimate.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { undefinedFigure } from '../frame/rates.ts';
import { smallCell } from './performance.ts';

const judged = ['auroc', 'sensitivity', 'specificity'] as const;

/** The worst group, raw and corrected for having been picked because it looked worst. */
export const worstOfGroups: AuditSpec = defineAudit({
  id: 'worst-of-groups',
  title: 'Worst group',
  question: 'How bad is the worst group really, given that it was picked for looking worst?',
  items: [15],
  needs: 'an attribute with at least two groups large enough',
  sources: ['doi:10.1080/01621459.1973.10481350', 'doi:10.1198/jasa.2011.tm11181'],
  isPerTask: true,
  run(_study, context): Promise<AuditOutcome> {
    const evidence = context.runs.flatMap((run) =>
      run.attributes.flatMap((attribute) =>
        judged
          .filter((metric) => run.byMetric.has(metric))
          .flatMap((metric) => worstOf(run, attribute, metric, context)),
      ),
    );
    return Promise.resolve(
      evidence.length === 0
        ? notAssessed('an attribute with at least two groups large enough')
        : { estimates: [], findings: [], evidence, needs: null },
    );
  },
});

function worstOf(
  run: PredictionRun,
  attribute: RunAttribute,
  metric: string,
  context: AuditContext,
): EvidenceOf<'worst-group'>[] {
  const result = run.byMetric.get(metric)!;
  const cells = result.attributes[attribute.index]?.cells ?? [];
  const pooled = result.overall.standardError.value ?? 0;
  const pooledCount = result.overall.counts.patients;
  const usable = cells.flatMap((cell, level) => {
    const value = cell.value.value;
    if (value === null || smallCell(metric, cell) !== null || cell.standardError.value === null)
      return [];
    // A rate near 1 has a tiny standard error of its own; the pooled one scaled to the group's size bounds it.
    const floor = pooled * Math.sqrt(pooledCount / Math.max(1, cell.counts.patients));
    return [{ level, value, se: Math.max(cell.standardError.value, 0.5 * floor) }];
  });
  if (usable.length < 2 || usable.some((entry) => entry.se <= 0)) return [];
  const found = worstGroup(
    usable.map((entry) => entry.value),
    usable.map((entry) => entry.se),
    { level: context.settings.level, drawCount: 0, seed: context.settings.seed },
  );
  const rawCell = cells[usable[found.rawPlace]!.level]!;
  const corrected = found.corrected.value;
  return [
    {
      ...evidenceBase(
        'worst-group',
        worstOfGroups.id,
        run,
        attribute.name,
        `Worst ${metric} by ${attribute.name}`,
        metric,
      ),
      data: {
        metric,
        level: attribute.levels[usable[found.rawPlace]!.level] ?? null,
        raw: cellFigure(rawCell),
        corrected:
          corrected === null
            ? undefinedFigure(found.corrected.reason ?? 'no-group')
            : {
                value: corrected,
                low: found.limits?.[0] ?? null,
                high: found.limits?.[1] ?? null,
                reason: null,
              },
        candidateCount: usable.length,
        method: 'empirical-Bayes shrinkage of all groups, worst shrunken value',
      },
    },
  ];
}
