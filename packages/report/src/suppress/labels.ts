import type { EvidenceData } from '@equipoise/domain';
import { hiddenCounts, hiddenFigure } from './hidden.ts';
import { isSmall, type SuppressionPlan } from './plan.ts';

const reason = 'suppressed';

/** Figures with drawn labels without the levels that the plan hides. */
export function suppressLabelUncertainty(
  data: EvidenceData['label-uncertainty'],
  plan: SuppressionPlan,
  task: string,
  model: string,
): EvidenceData['label-uncertainty'] {
  const hidden = (level: string | null): boolean =>
    level === null
      ? plan.isRateHidden(task, model, {})
      : plan.isLevelRateHidden(task, model, data.attribute, level);
  return {
    ...data,
    rows: data.rows.map((row) =>
      hidden(row.level)
        ? {
            ...row,
            ...hiddenCounts,
            without: hiddenFigure,
            with: hiddenFigure,
            oneReader: row.oneReader === null ? null : hiddenFigure,
            withinVariance: null,
            betweenVariance: null,
            labelShare: null,
            verdictWithout: null,
            verdictWith: null,
            isChanged: false,
            reason,
          }
        : row,
    ),
  };
}

/** Rates of wrong labels without hidden levels, and without readers of few people. */
export function suppressLabelNoise(
  data: EvidenceData['label-noise'],
  plan: SuppressionPlan,
  task: string,
  model: string,
): EvidenceData['label-noise'] {
  return {
    ...data,
    rows: data.rows.map((row) =>
      row.level !== null && plan.isLevelRateHidden(task, model, row.attribute, row.level)
        ? {
            ...row,
            ...hiddenCounts,
            wrong: hiddenFigure,
            falsePositive: hiddenFigure,
            falseNegative: hiddenFigure,
            gap: row.gap === null ? null : hiddenFigure,
          }
        : row,
    ),
    readers: data.readers.map((row) =>
      isSmall(row.patientCount, plan.below)
        ? {
            ...row,
            caseCount: 0,
            patientCount: 0,
            wrong: hiddenFigure,
            sensitivity: hiddenFigure,
            specificity: hiddenFigure,
          }
        : row,
    ),
  };
}

/** The model among the readers without those who read few people, or few with or without the condition. */
export function suppressAmongReaders(
  data: EvidenceData['model-among-readers'],
  below: number,
): EvidenceData['model-among-readers'] {
  return {
    ...data,
    readers: data.readers.map((row) => {
      const negatives = row.positiveCount === null ? null : row.caseCount - row.positiveCount;
      const isHidden =
        isSmall(row.patientCount, below) ||
        isSmall(row.comparedPatientCount, below) ||
        isSmall(row.positiveCount, below) ||
        isSmall(negatives, below);
      if (!isHidden) return row;
      return {
        ...row,
        caseCount: 0,
        patientCount: 0,
        positiveCount: null,
        auroc: hiddenFigure,
        sensitivity: hiddenFigure,
        specificity: hiddenFigure,
        comparedCaseCount: 0,
        comparedPatientCount: 0,
        readerSensitivity: hiddenFigure,
        readerSpecificity: hiddenFigure,
        modelSensitivity: hiddenFigure,
        modelSpecificity: hiddenFigure,
        difference: hiddenFigure,
      };
    }),
  };
}
