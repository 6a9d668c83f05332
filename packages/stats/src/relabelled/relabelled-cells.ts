import { isCountMetric } from '../engine/count-metrics.ts';
import type { CountMetric, EngineMetric, LossMetric, RankMetric } from '../engine/types.ts';
import { auprcCells, auprcScratch } from './relabelled-auprc.ts';
import { aurocCells, aurocScratch } from './relabelled-auroc.ts';
import { partitionsOf, type RelabelledRows } from './relabelled-rows.ts';
import {
  addEntries,
  countEntries,
  feedsOf,
  type PartTotals,
  partTotals,
  totalsCells,
  totalsMetric,
  type WriteCell,
} from './relabelled-totals.ts';

/** Metrics that can be had for new labels without anything fitted anew. */
export type RelabelledMetric = CountMetric | RankMetric | 'observed-expected' | LossMetric;

/** Loss of each row were its label 0, and were it 1. */
export interface LossByLabel {
  readonly negative: Float64Array;
  readonly positive: Float64Array;
}

/** Value, standard error, gap to the rest and its standard error of a cell; NaN where undefined. */
export const relabelledWidth = 4;

/** Metrics of the same rows under label after label. */
export interface RelabelledCells {
  /** Numbers of one evaluation. */
  readonly size: number;
  /**
   * Place of a cell's {@link relabelledWidth} numbers.
   *
   * @param metric position among the metrics
   * @param attribute position of the attribute; -1 for everyone
   * @param level its level; 0 for everyone
   */
  place(metric: number, attribute: number, level: number): number;
  /**
   * All metrics in all cells.
   *
   * @param label 0 or 1 a row
   * @param out receives `size` numbers
   */
  evaluate(label: Uint8Array, out: Float64Array): void;
}

/** Whether {@link relabelledCells} knows a metric. */
export function isRelabelledMetric(metric: EngineMetric): metric is RelabelledMetric {
  return !metric.startsWith('calibration');
}

/**
 * Values and patient-clustered standard errors of metrics for labels that are drawn again and again: the same as
 * of an engine job without replicates, permutations or row weights. What does not depend on the labels (order of
 * the scores, ties, patients by level) is laid out once.
 *
 * @param rows what stays
 * @param metrics what to measure
 * @param losses of `loss:0`, `loss:1`, ... by label
 * @see Obuchowski 1997, doi:10.2307/2533958 (ranks); Cochran 1977, Sampling Techniques, chapter 6 (ratios)
 */
export function relabelledCells(
  rows: RelabelledRows,
  metrics: readonly RelabelledMetric[],
  losses: readonly LossByLabel[],
): RelabelledCells {
  const { order, partitions } = partitionsOf(rows);
  const starts: number[] = [];
  let width = 0;
  for (const { levelCount } of partitions) {
    starts.push(width);
    width += relabelledWidth * levelCount;
  }
  const hasAuroc = metrics.includes('auroc');
  const hasAuprc = metrics.includes('auprc');
  const scratch = partitions.map((partition) => ({
    counts: partTotals(partition, 4),
    ratio: partTotals(partition, 2),
    feeds: new Float64Array(16 * (partition.levelCount + 1)),
    auroc: hasAuroc && order !== null ? aurocScratch(partition) : null,
    auprc: hasAuprc && order !== null ? auprcScratch(partition, rows.patientCount) : null,
  }));
  const formulas = metrics.map(totalsMetric);
  const sortedLabel = new Uint8Array(order === null ? 0 : rows.rowCount);
  const isProbability = rows.score?.every((p) => p >= 0 && p <= 1) === true;
  const ratioNames = [...new Set(metrics.filter((name) => isRatio(name)))];
  const place = (metric: number, attribute: number, level: number): number =>
    metric * width + starts[attribute + 1]! + relabelledWidth * level;

  const ratioOf = (
    name: RelabelledMetric,
    label: Uint8Array,
    a: number,
    part: PartTotals,
  ): boolean => {
    const { rowEntry } = partitions[a]!.layout;
    const { own } = part;
    const loss = name.startsWith('loss:') ? losses[Number(name.slice(5))] : undefined;
    const { score } = rows;
    if (loss === undefined && (score === null || !isProbability)) return false;
    own.fill(0);
    let check = 0;
    for (let i = 0; i < rowEntry.length; i++) {
      const y = label[i]!;
      const value = loss === undefined ? y : y === 1 ? loss.positive[i]! : loss.negative[i]!;
      check += value;
      const e = rowEntry[i]!;
      if (e < 0) continue;
      own[2 * e] = own[2 * e]! + value;
      own[2 * e + 1] = own[2 * e + 1]! + (loss === undefined ? score![i]! : 1);
    }
    // A loss without end in one row leaves the whole metric undefined.
    return Number.isFinite(check);
  };

  return {
    size: metrics.length * width,
    place,
    evaluate(label, out) {
      out.fill(Number.NaN);
      if (order !== null && (hasAuroc || hasAuprc)) {
        for (let i = 0; i < sortedLabel.length; i++) sortedLabel[i] = label[order.order[i]!]!;
      }
      partitions.forEach((partition, a) => {
        const { counts, ratio, feeds, auroc, auprc } = scratch[a]!;
        const { sorted } = partition;
        countEntries(rows, partition, label, counts.own);
        addEntries(partition, counts);
        feedsOf(partition, counts.own, rows.decision !== null, feeds);
        const writer =
          (m: number): WriteCell =>
          (level, value, variance, rest, gapVariance) => {
            const at = place(m, a - 1, level);
            if (Number.isNaN(value)) return;
            out[at] = value;
            out[at + 1] = Math.sqrt(variance);
            out[at + 2] = value - rest;
            out[at + 3] = Math.sqrt(Math.max(0, gapVariance));
          };
        metrics.forEach((name, m) => {
          if (order !== null && sorted !== null && name === 'auroc' && auroc !== null)
            aurocCells(partition, sorted, order, sortedLabel, auroc, writer(m));
          else if (order !== null && sorted !== null && name === 'auprc' && auprc !== null)
            auprcCells(partition, sorted, order, sortedLabel, auprc, writer(m));
          else if (isCountMetric(name) && (rows.decision !== null || name === 'prevalence'))
            totalsCells(partition, counts, feeds, formulas[m]!, writer(m));
        });
        for (const name of ratioNames) {
          if (!ratioOf(name, label, a, ratio)) continue;
          addEntries(partition, ratio);
          metrics.forEach((other, m) => {
            if (other === name) totalsCells(partition, ratio, feeds, formulas[m]!, writer(m));
          });
        }
      });
    },
  };
}

function isRatio(metric: RelabelledMetric): boolean {
  return metric === 'observed-expected' || metric.startsWith('loss:');
}
