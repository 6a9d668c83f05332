import type { Readings } from '@equipoise/domain';
import type { MaskSource } from '../agreement/agreement-options.ts';
import { hiddenFigures } from '../agreement/hidden-figures.ts';
import type { Analysis, AnalysisOptions } from '../frame/analysis.ts';
import { analyseConsensus, type ConsensusLabels } from './analyse-consensus.ts';
import {
  analyseMaskConsensus,
  type KeepLayers,
  type MaskConsensus,
  type MaskQuestion,
} from './analyse-mask-consensus.ts';
import { analyseNumbers, type NumberQuestion } from './analyse-numbers.ts';
import type { ConsensusQuestion } from './fuse-panel.ts';
import type { NumberLabels } from './number-told.ts';

/** How labels, numbers and masks are fused. */
export interface EveryQuestion {
  readonly labels: ConsensusQuestion;
  readonly numbers: NumberQuestion;
  /** Null where no masks were given. */
  readonly masks:
    | (MaskQuestion & { readonly source: MaskSource; readonly keep: KeepLayers })
    | null;
}

/** The document's parts, and the labels, numbers and masks. */
export interface EveryConsensus {
  readonly analysis: Analysis;
  readonly labels: readonly ConsensusLabels[];
  readonly numbers: readonly NumberLabels[];
  readonly masks: MaskConsensus | null;
}

/** What a share-safe run hides, from a run that hides nothing; nothing where all is shown. */
async function alsoHidden(
  options: AnalysisOptions,
  run: (open: AnalysisOptions) => Promise<Analysis>,
): Promise<ReadonlySet<string>> {
  if (options.suppressBelow === null) return new Set();
  const { estimates, findings } = await run({ ...options, suppressBelow: null });
  return hiddenFigures(estimates, findings, options.suppressBelow);
}

/** Analyses one after the other as one. */
function joined(analyses: readonly Analysis[]): Analysis {
  return {
    summary: analyses.flatMap((one) => one.summary),
    facts: analyses.flatMap((one) => one.facts),
    sections: analyses.flatMap((one) => one.sections),
    estimates: analyses.flatMap((one) => one.estimates),
    findings: analyses.flatMap((one) => one.findings),
    warnings: analyses.flatMap((one) => one.warnings),
    methods: analyses.flatMap((one) => one.methods),
  };
}

/**
 * One label, number or mask for each case, by the kind of each question.
 *
 * @param readings questions of every kind
 * @throws imaging/grid-mismatch naming both files
 */
export async function analyseEveryConsensus(
  readings: Readings,
  question: EveryQuestion,
  options: AnalysisOptions,
): Promise<EveryConsensus> {
  const { masks, numbers, labels } = question;
  const classes = readings.questions.filter(
    ({ kind }) => kind !== 'numeric' && (kind !== 'mask' || masks === null),
  );
  const parts: Analysis[] = [];
  let labelled: readonly ConsensusLabels[] = [];
  let measured: readonly NumberLabels[] = [];
  let drawn: MaskConsensus | null = null;
  if (classes.length > 0) {
    const found = analyseConsensus({ ...readings, questions: classes }, labels, options);
    labelled = found.labels;
    const { labels: _, ...analysis } = found;
    parts.push(analysis);
  }
  if (readings.questions.some(({ kind }) => kind === 'numeric')) {
    const hidden = await alsoHidden(
      options,
      async (open) => analyseNumbers(readings, numbers, open).analysis,
    );
    const found = analyseNumbers(readings, numbers, options, hidden);
    measured = found.labels;
    parts.push(found.analysis);
  }
  if (masks !== null) {
    const { source, keep } = masks;
    const hidden = await alsoHidden(
      options,
      async (open) =>
        (await analyseMaskConsensus(readings, source, masks, open, () => undefined)).analysis,
    );
    drawn = await analyseMaskConsensus(readings, source, masks, options, keep, hidden);
    parts.push(drawn.analysis);
  }
  return { analysis: joined(parts), labels: labelled, numbers: measured, masks: drawn };
}
