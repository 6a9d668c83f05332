import type { Figure } from '@equipoise/domain';
import {
  type CombinedDraws,
  type DrawScale,
  drawLimits,
  type EngineCell,
  type Limits,
} from '@equipoise/stats';

const shares: ReadonlySet<string> = new Set([
  'sensitivity',
  'specificity',
  'ppv',
  'npv',
  'accuracy',
  'prevalence',
  'selection-rate',
  'fpr',
  'fnr',
]);

function scaleOf(metric: string): DrawScale {
  if (shares.has(metric)) return 'share';
  if (['auroc', 'auprc', 'f1', 'balanced-accuracy'].includes(metric)) return 'logit';
  if (metric === 'observed-expected') return 'log';
  return metric === 'mcc' || metric === 'youden' ? 'bounded' : 'plain';
}

const undrawn: Figure = { value: null, low: null, high: null, reason: 'undefined-in-most-draws' };

/**
 * A metric combined over draws, with limits on the scale of its own.
 *
 * @param cell the same metric with the labels as given, whose limits stand where nothing varies
 */
export function drawnFigure(
  metric: string,
  combined: CombinedDraws | null,
  cell: EngineCell,
  level: number,
): Figure {
  if (combined === null) return undrawn;
  const limits = drawLimits(combined, scaleOf(metric), level) ?? cell.limits;
  return figure(combined.value, limits);
}

/**
 * A gap combined over draws: the critical value that holds for all levels at once, with the standard error that
 * holds sampling and labels.
 *
 * @param critical of the studentised max-T with the labels as given; null gives no limits
 */
export function drawnGap(combined: CombinedDraws | null, critical: number | null): Figure {
  if (combined === null) return undrawn;
  return figure(combined.value, gapLimits(combined, critical));
}

/** Limits of {@link drawnGap}. */
export function gapLimits(combined: CombinedDraws, critical: number | null): Limits | null {
  if (critical === null) return null;
  const half = critical * combined.standardError;
  return [combined.value - half, combined.value + half];
}

function figure(value: number, limits: Limits | null): Figure {
  return { value, low: limits?.[0] ?? null, high: limits?.[1] ?? null, reason: null };
}
