import type { TaskKind } from '@equipoise/domain';
import { findMetric, metricCatalog } from '@equipoise/metrics';
import { fail } from '../errors.ts';
import { nearNames } from './near-names.ts';

/** Metrics audited when none is named, by kind of task. */
export const defaultMetrics: Readonly<Record<TaskKind, readonly string[]>> = {
  binary: ['auroc', 'sensitivity', 'specificity', 'ppv', 'npv'],
  multiclass: ['balanced-accuracy', 'accuracy', 'auroc-ovr', 'macro-f1'],
  ordinal: ['quadratic-kappa', 'mean-absolute-error', 'accuracy'],
  regression: ['mae', 'rmse', 'bias'],
};

/**
 * The catalogue's id of a metric named by id or alias.
 *
 * @param name as typed
 * @param where the key, option or gate that names it, for the message
 * @throws workbench/unknown-metric with names that are near
 */
export function metricId(name: string, where?: string): string {
  const metric = findMetric(name.trim().toLowerCase());
  if (metric !== undefined && metric !== null) return metric.id;
  const near = nearNames(
    name,
    metricCatalog.map((one) => one.id),
  );
  return fail(
    'workbench/unknown-metric',
    `${where === undefined ? 'The' : `${where}: the`} metric "${name}" is not in the catalogue.`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'See docs/methods for the list.',
  );
}

/**
 * Refuses a metric of numbers for a task of classes, and the other way round.
 *
 * @throws workbench/bad-option
 */
export function checkMetricKind(id: string, kind: TaskKind): void {
  const types = findMetric(id)?.taskTypes ?? [];
  if (types.length === 0 || types.includes('regression') === (kind === 'regression')) return;
  fail(
    'workbench/bad-option',
    `The metric "${id}" belongs to ${types.join(', ')} tasks, and this one is ${kind}.`,
    'Choose another metric, or declare --kind.',
  );
}

/** Margins of the metrics that have one by default, then those declared. */
export function resolveMargins(
  metrics: readonly string[],
  declared: Readonly<Record<string, number>>,
): Record<string, number> {
  const margins: Record<string, number> = {};
  for (const id of metrics) {
    const margin = findMetric(id)?.defaultMargin;
    if (typeof margin === 'number') margins[id] = margin;
  }
  for (const [name, margin] of Object.entries(declared)) margins[metricId(name, 'margin')] = margin;
  return margins;
}
