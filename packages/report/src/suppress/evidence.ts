import type { Evidence } from '@equipoise/domain';
import { hiddenCounts, hiddenFigure } from './hidden.ts';
import { suppressAmongReaders, suppressLabelNoise, suppressLabelUncertainty } from './labels.ts';
import { isSmall, type SuppressionPlan } from './plan.ts';
import { inner, mergeBuckets, suppressMatrix } from './shapes.ts';

const reason = 'suppressed';

/** The evidence without what the plan hides; null when nothing can be shown of it. */
export function suppressEvidence(evidence: Evidence, plan: SuppressionPlan): Evidence | null {
  const { below } = plan;
  const { task, model, attribute } = evidence;
  const isGone = (level: string): boolean => plan.isLevelHidden(attribute, level);
  const isRateGone = (level: string): boolean =>
    plan.isLevelRateHidden(task, model, attribute, level);
  const rateOf = (name: string, level: string): boolean =>
    plan.isLevelRateHidden(task, model, name, level);
  switch (evidence.kind) {
    case 'gap-family': {
      const isRate = evidence.data.levels.some((level) => level.denominator !== null);
      const levels = evidence.data.levels.map((level) => {
        if (!(isRate ? isRateGone(level.level) : isGone(level.level))) return level;
        const counts = isGone(level.level) ? hiddenCounts : {};
        return {
          ...level,
          ...counts,
          metric: hiddenFigure,
          numerator: null,
          denominator: null,
          gap: hiddenFigure,
          gapToReference: level.gapToReference === null ? null : hiddenFigure,
          unadjustedLow: null,
          unadjustedHigh: null,
          pAdjusted: null,
          isAssessable: false,
          reason,
          perThousand: null,
          verdict: 'not-assessable',
        };
      });
      const isTouched = levels.some((level) => level.reason === reason);
      return {
        ...evidence,
        data: {
          ...evidence.data,
          levels,
          range: isTouched ? { ...hiddenFigure, raw: null, nullMean: null } : evidence.data.range,
        },
      };
    }
    case 'unit-of-analysis': {
      const { data } = evidence;
      const histogram = mergeBuckets(data.histogram, below);
      const top = Number.parseInt(histogram.at(-1)?.casesPerPatient ?? '', 10);
      return {
        ...evidence,
        data: {
          ...data,
          casesPerPatient: {
            ...data.casesPerPatient,
            max: Number.isFinite(top) ? top : Math.ceil(data.casesPerPatient.mean),
          },
          histogram,
          effective: data.effective.filter((row) => !plan.isHidden({ [row.attribute]: row.level })),
        },
      };
    }
    case 'power':
      return {
        ...evidence,
        data: {
          ...evidence.data,
          rows: evidence.data.rows.map((row) =>
            isRateGone(row.level)
              ? {
                  level: row.level,
                  caseCount: isGone(row.level) ? 0 : row.caseCount,
                  patientCount: isGone(row.level) ? 0 : row.patientCount,
                  standardError: null,
                  designEffect: null,
                  minimumDetectableGap: null,
                  patientsNeeded: null,
                  reason,
                }
              : row,
          ),
        },
      };
    case 'intersections':
      return {
        ...evidence,
        data: {
          ...evidence.data,
          cells: evidence.data.cells.map((cell) =>
            plan.isRateHidden(task, model, cell.slice)
              ? {
                  slice: cell.slice,
                  caseCount: 0,
                  patientCount: 0,
                  numerator: null,
                  denominator: null,
                  raw: hiddenFigure,
                  shrunken: hiddenFigure,
                  shrinkage: null,
                  reason,
                }
              : cell,
          ),
        },
      };
    case 'missing-bounds':
      return {
        ...evidence,
        data: {
          ...evidence.data,
          levels: evidence.data.levels.map((level) =>
            isRateGone(level.level) || isSmall(level.missingCaseCount, below)
              ? {
                  level: level.level,
                  gap: isRateGone(level.level) ? null : level.gap,
                  worst: null,
                  best: null,
                  missingCaseCount: 0,
                }
              : level,
          ),
        },
      };
    case 'adjusted-gaps':
      return {
        ...evidence,
        data: {
          ...evidence.data,
          rows: evidence.data.rows.map((row) =>
            isRateGone(row.level)
              ? {
                  level: row.level,
                  crude: hiddenFigure,
                  adjusted: hiddenFigure,
                  supportShare: null,
                  reason,
                }
              : row,
          ),
        },
      };
    case 'predictive-values':
      return {
        ...evidence,
        data: {
          ...evidence.data,
          tension: evidence.data.rows.some((row) => isRateGone(row.level))
            ? null
            : evidence.data.tension,
          rows: evidence.data.rows.map((row) =>
            isRateGone(row.level)
              ? {
                  level: row.level,
                  prevalence: hiddenFigure,
                  ppvObserved: hiddenFigure,
                  npvObserved: hiddenFigure,
                  ppvCommon: hiddenFigure,
                  npvCommon: hiddenFigure,
                  ppvUser: row.ppvUser === null ? null : hiddenFigure,
                  npvUser: row.npvUser === null ? null : hiddenFigure,
                }
              : row,
          ),
        },
      };
    case 'decomposition':
      return {
        ...evidence,
        data: {
          ...evidence.data,
          rows: evidence.data.rows.map((row) =>
            isRateGone(row.level)
              ? {
                  level: row.level,
                  gap: hiddenFigure,
                  labelMix: hiddenFigure,
                  caseMix: hiddenFigure,
                  conditional: hiddenFigure,
                  verdict: 'cannot-tell' as const,
                  outsideSupport: null,
                }
              : row,
          ),
        },
      };
    case 'roc':
      return {
        ...evidence,
        data: {
          curves: evidence.data.curves.map((curve) => {
            if (isGone(curve.level)) {
              return { level: curve.level, auroc: hiddenFigure, points: [], operatingPoint: null };
            }
            return {
              ...curve,
              // A step of a curve is a count of people, so curves of groups keep their figure only.
              points: attribute === null ? inner(curve.points) : [],
              operatingPoint: isRateGone(curve.level) ? null : curve.operatingPoint,
            };
          }),
        },
      };
    case 'calibration':
      return {
        ...evidence,
        data: {
          ...evidence.data,
          groups: evidence.data.groups.map((group) =>
            isGone(group.level)
              ? {
                  level: group.level,
                  ...hiddenCounts,
                  intercept: hiddenFigure,
                  slope: hiddenFigure,
                  ece: hiddenFigure,
                  observedExpected: hiddenFigure,
                  curve: [],
                  reason,
                }
              : {
                  ...group,
                  curve: group.curve.filter(
                    (point) =>
                      point.caseCount * point.observed >= below &&
                      point.caseCount * (1 - point.observed) >= below,
                  ),
                },
          ),
        },
      };
    case 'threshold':
      return {
        ...evidence,
        data: {
          ...evidence.data,
          rows: evidence.data.rows.map((row) =>
            rateOf(row.attribute, row.level)
              ? {
                  attribute: row.attribute,
                  level: row.level,
                  sensitivity: hiddenFigure,
                  specificity: hiddenFigure,
                  neededThreshold: null,
                  specificityThere: null,
                  reason,
                }
              : row,
          ),
          cost: plan.isRateHidden(task, model, {}) ? [] : evidence.data.cost,
        },
      };
    case 'decision-curve':
      return {
        ...evidence,
        data: {
          ...evidence.data,
          curves: evidence.data.curves.map((curve) =>
            isRateGone(curve.level)
              ? { level: curve.level, points: [], differencePer1000: hiddenFigure }
              : curve,
          ),
          worst:
            evidence.data.worst !== null &&
            evidence.data.curves.some((curve) => isRateGone(curve.level))
              ? null
              : evidence.data.worst,
        },
      };
    case 'worst-group': {
      const { level } = evidence.data;
      return level !== null && isRateGone(level)
        ? {
            ...evidence,
            data: { ...evidence.data, level: null, raw: hiddenFigure, corrected: hiddenFigure },
          }
        : evidence;
    }
    case 'tipping-point':
      return {
        ...evidence,
        data: {
          ...evidence.data,
          rows: evidence.data.rows.map((row) =>
            isRateGone(row.level)
              ? {
                  ...row,
                  verdict: 'not-assessable',
                  flips: null,
                  flipShare: null,
                  becomes: '',
                  reason,
                }
              : isSmall(row.flips, below)
                ? { ...row, flips: null, flipShare: null, reason }
                : row,
          ),
        },
      };
    case 'label-uncertainty':
      return { ...evidence, data: suppressLabelUncertainty(evidence.data, plan, task, model) };
    case 'label-noise':
      return { ...evidence, data: suppressLabelNoise(evidence.data, plan, task, model) };
    case 'model-among-readers':
      return { ...evidence, data: suppressAmongReaders(evidence.data, below) };
    case 'sites': {
      const name = evidence.data.attribute;
      const isSiteGone = (level: string): boolean =>
        plan.isLevelRateHidden(task, model, name, level);
      const isTouched = evidence.data.sites.some((site) => isSiteGone(site.level));
      return {
        ...evidence,
        data: {
          ...evidence.data,
          sites: evidence.data.sites.map((site) =>
            isSiteGone(site.level)
              ? {
                  level: site.level,
                  ...hiddenCounts,
                  metric: hiddenFigure,
                  weight: null,
                  pooledWithout: hiddenFigure,
                }
              : // With the mean and every other mean without a site, a hidden site could be solved for.
                isTouched
                ? { ...site, weight: null, pooledWithout: hiddenFigure }
                : site,
          ),
        },
      };
    }
    case 'metric-by-age':
      return {
        ...evidence,
        data: {
          ...evidence.data,
          points: evidence.data.points.filter((point) => !isSmall(point.caseCount, below)),
        },
      };
    case 'acquisition': {
      return {
        ...evidence,
        data: {
          ...evidence.data,
          rows: evidence.data.rows.filter((row) => !isRateGone(row.level)),
          within: evidence.data.within.map((row) =>
            rateOf(row.attribute, row.level)
              ? { ...row, crude: hiddenFigure, within: hiddenFigure }
              : row,
          ),
        },
      };
    }
    case 'model-comparison': {
      const isFew = isSmall(evidence.data.sharedPatientCount, below) && evidence.data.isPaired;
      return {
        ...evidence,
        data: {
          ...evidence.data,
          sharedCaseCount: isFew ? 0 : evidence.data.sharedCaseCount,
          sharedPatientCount: isFew ? 0 : evidence.data.sharedPatientCount,
          difference: isFew ? hiddenFigure : evidence.data.difference,
          pValue: isFew ? null : evidence.data.pValue,
          pHolm: isFew ? null : evidence.data.pHolm,
          statistic: isFew ? null : evidence.data.statistic,
          mcNemarExactP: isFew ? null : evidence.data.mcNemarExactP,
          mcNemarChiSquare: isFew ? null : evidence.data.mcNemarChiSquare,
          mcNemarChiSquareP: isFew ? null : evidence.data.mcNemarChiSquareP,
          gapDifferences: evidence.data.gapDifferences.map((row) =>
            isFew || rateOf(row.attribute, row.level) ? { ...row, difference: hiddenFigure } : row,
          ),
        },
      };
    }
    case 'metric-matrix':
      return { ...evidence, data: suppressMatrix(evidence.data, plan, task, model) };
    case 'confusion-matrix':
      return evidence.data.counts.flat().some((cell) => isSmall(cell, below)) ? null : evidence;
    case 'suitability':
    case 'planted-and-found':
      return evidence;
    default:
      return evidence satisfies never;
  }
}
