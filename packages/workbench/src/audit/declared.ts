import type { Declared, Estimate } from '@equipoise/domain';
import { findMetric } from '@equipoise/metrics';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import type { StudyBuild } from '../study/study-build.ts';

function metricEntry(id: string, margin: number | undefined): Declared['metrics'][number] {
  const spec = findMetric(id);
  const [low, high] = spec?.range ?? [null, null];
  const bound = (value: number | null | undefined): number | null =>
    typeof value === 'number' && Number.isFinite(value) ? value : null;
  return {
    id,
    title: spec?.title ?? id,
    range: [bound(low), bound(high)],
    better: spec?.better ?? 'higher',
    unit: spec?.unit ?? '',
    margin: margin ?? null,
    isPrevalenceDependent: spec?.prevalenceDependent ?? false,
  };
}

/**
 * What was declared before the results, as the report prints it.
 *
 * @param metrics ids that were asked for; those that estimates add (prevalence, calibration) follow them
 */
export function declare(
  protocol: ResolvedProtocol,
  build: StudyBuild,
  metrics: readonly string[],
  estimates: readonly Pick<Estimate, 'metric'>[],
  familyCount: number,
): Declared {
  const first = new Map(build.study.predictions.map((one) => [one.task, one]));
  return {
    tasks: build.tasks.map((task) => {
      const prediction = first.get(task.name);
      return {
        name: task.name,
        kind: protocol.kind,
        label: task.label,
        score: prediction?.scoreName ?? task.scores.join(', '),
        classes: prediction?.classes ?? null,
      };
    }),
    models: build.models,
    attributes: build.attributes,
    metrics: [...new Set([...metrics, ...estimates.map((estimate) => estimate.metric)])].map((id) =>
      metricEntry(id, protocol.margins[id]),
    ),
    level: protocol.level,
    replicates: protocol.replicates,
    permutations: protocol.permutations,
    familyCount,
    suppressBelow: protocol.suppressBelow,
    reference: protocol.reference,
  };
}
