import type { Finding, ReadersDocument, ReadersEstimate } from '@equipoise/domain';

/** What every analysis of readings is told. */
export interface AnalysisOptions {
  /** Confidence level, e.g. .95. */
  readonly level: number;
  readonly replicates: number;
  readonly seed: number;
  /** Figures that rest on fewer people than this are hidden; null hides none. */
  readonly suppressBelow: number | null;
  /** Name of each reader as shown. */
  readonly readerLabels: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((label: string, done: number, total: number) => void) | undefined;
}

/** What an analysis gives back: everything of a document but the inputs and the clock. */
export interface Analysis {
  readonly summary: readonly string[];
  readonly facts: ReadersDocument['facts'];
  readonly sections: ReadersDocument['sections'];
  readonly estimates: readonly ReadersEstimate[];
  readonly findings: readonly Finding[];
  readonly warnings: ReadersDocument['warnings'];
  readonly methods: readonly string[];
}
