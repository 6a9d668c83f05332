import type { Value } from '@equipoise/stats';
import { findMetric, type MetricInput, type Rows } from '../src/index.ts';

/** A binary input with what a test leaves out set to null. */
export function binary(
  labels: Rows,
  parts: { scores?: Rows; decisions?: Rows; threshold?: number; weights?: Rows } = {},
): MetricInput {
  return {
    kind: 'binary',
    labels,
    scores: parts.scores ?? null,
    decisions: parts.decisions ?? null,
    threshold: parts.threshold ?? null,
    weights: parts.weights ?? null,
  };
}

/** A table of 2 × 2 counts as rows. */
export function table(tp: number, fp: number, fn: number, tn: number): MetricInput {
  const repeat = (value: number, count: number): number[] => new Array<number>(count).fill(value);
  return binary([...repeat(1, tp), ...repeat(0, fp), ...repeat(1, fn), ...repeat(0, tn)], {
    decisions: [...repeat(1, tp + fp), ...repeat(0, fn + tn)],
    threshold: 0.25,
  });
}

/** The value of a metric by id. */
export function metric(id: string, input: MetricInput): Value {
  const spec = findMetric(id);
  if (!spec) throw new Error(`no metric ${id}`);
  return spec.compute(input);
}
