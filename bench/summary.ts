import type { Measure, Side } from './bench.ts';

/** One side over all rounds. */
export interface SideSummary {
  readonly name: string;
  readonly isPeer: boolean;
  readonly computes: string;
  readonly seconds: readonly number[];
  readonly min: number;
  readonly median: number;
  readonly max: number;
  /** Largest over the rounds. */
  readonly peakMb: number | null;
  readonly extrapolation: Measure['extrapolation'];
  readonly versions: Measure['versions'];
  readonly detail: Measure['detail'];
}

/**
 * Sums up the rounds of one side.
 *
 * @param side the side
 * @param measures its rounds, at least one
 */
export function summarise(side: Side, measures: readonly Measure[]): SideSummary {
  const seconds = measures.map((one) => one.seconds);
  const sorted = seconds.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const peaks = measures.flatMap((one) => (one.peakMb === null ? [] : [one.peakMb]));
  const last = measures.at(-1)!;
  return {
    name: side.name,
    isPeer: side.isPeer,
    computes: side.computes,
    seconds,
    min: sorted[0]!,
    median: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
    max: sorted.at(-1)!,
    peakMb: peaks.length > 0 ? Math.max(...peaks) : null,
    extrapolation: last.extrapolation,
    versions: last.versions,
    detail: last.detail,
  };
}
