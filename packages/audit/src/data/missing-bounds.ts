import type { EvidenceOf } from '@equipoise/domain';
import {
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { countRow, type RateMetric } from '../frame/rates.ts';

/** How far each gap could move if the missing values were known. */
export const missingBounds: AuditSpec = defineAudit({
  id: 'missing-bounds',
  title: 'Missing attributes: best and worst case',
  question: 'Could the patients whose group is not recorded change the answer?',
  items: [3],
  needs: 'an attribute with missing values',
  sources: ['doi:10.1007/b97478'],
  readsRowsOnly: true,
  run(_study, context): Promise<AuditOutcome> {
    const evidence = context.runs.flatMap((run) =>
      run.attributes
        .filter((attribute) => attribute.missingLevel >= 0)
        .flatMap((attribute) =>
          (['sensitivity', 'specificity'] as const)
            .filter((metric) => run.measured.has(metric))
            .map((metric) => bounds(run, attribute, metric)),
        ),
    );
    return Promise.resolve(
      evidence.length === 0
        ? notAssessed('an attribute with missing values')
        : { estimates: [], findings: [], evidence, needs: null },
    );
  },
});

function bounds(
  run: PredictionRun,
  attribute: RunAttribute,
  metric: RateMetric,
): EvidenceOf<'missing-bounds'> {
  const levels = attribute.levels.length;
  const hits = new Float64Array(levels);
  const counted = new Float64Array(levels);
  const { label, decision, rowWeight } = run.job;
  let missingCaseCount = 0;
  attribute.codes.forEach((code, i) => {
    const [hit, counts] = countRow(metric, label[i]!, decision?.[i] ?? 0);
    const w = rowWeight === null ? 1 : rowWeight[i]!;
    if (counts) counted[code]! += w;
    if (hit) hits[code]! += w;
    if (code === attribute.missingLevel) missingCaseCount += 1;
  });
  const m = attribute.missingLevel;
  const totalHits = hits.reduce((a, b) => a + b, 0) - hits[m]!;
  const total = counted.reduce((a, b) => a + b, 0) - counted[m]!;
  const gap = (h: number, n: number, hRest: number, nRest: number): number | null =>
    n === 0 || nRest === 0 ? null : h / n - hRest / nRest;
  const misses = counted[m]! - hits[m]!;
  const rows = attribute.levels.flatMap((level, index) => {
    if (index === m) return [];
    const h = hits[index]!;
    const n = counted[index]!;
    return [
      {
        level,
        gap: gap(h, n, totalHits - h, total - n),
        worst: gap(h, n + misses, totalHits - h + hits[m]!, total - n + hits[m]!),
        best: gap(h + hits[m]!, n + hits[m]!, totalHits - h, total - n + misses),
        missingCaseCount,
      },
    ];
  });
  return {
    ...evidenceBase(
      'missing-bounds',
      missingBounds.id,
      run,
      attribute.name,
      `${metric} by ${attribute.name} if the missing values were known`,
      metric,
    ),
    data: { metric, levels: rows },
  };
}
