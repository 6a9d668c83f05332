import { calibrationByGroup } from './calibration/calibration-by-group.ts';
import { rocByGroup } from './calibration/roc-by-group.ts';
import { acquisitionFields } from './data/acquisition.ts';
import { missingBounds } from './data/missing-bounds.ts';
import { metricSuitability } from './data/suitability.ts';
import { unitOfAnalysis } from './data/unit-of-analysis.ts';
import { subgroupGaps } from './fairness/gaps.ts';
import { intersections } from './fairness/intersections.ts';
import { metricByAge } from './fairness/metric-by-age.ts';
import { performance } from './fairness/performance.ts';
import { power } from './fairness/power.ts';
import { worstOfGroups } from './fairness/worst-of-groups.ts';
import type { AuditSpec } from './frame/audit-spec.ts';
import { labelNoise } from './labels/label-noise.ts';
import { labelNoiseTipping } from './labels/label-noise-tipping.ts';
import { labelUncertainty } from './labels/label-uncertainty.ts';
import { modelAmongReaders } from './labels/model-among-readers.ts';
import { metricMatrix } from './models/metric-matrix.ts';
import { modelComparison } from './models/model-comparison.ts';
import { sitePooling } from './sites/site-pooling.ts';
import { adjustedGaps } from './strata/adjusted-gaps.ts';
import { decomposition } from './strata/decomposition.ts';
import { predictiveValues } from './strata/predictive-values.ts';
import { decisionCurves } from './threshold/decision-curves.ts';
import { thresholdTransfer } from './threshold/threshold-transfer.ts';

/** Every audit of this release, in the order they run. */
export const auditCatalog: readonly AuditSpec[] = [
  performance,
  subgroupGaps,
  missingBounds,
  unitOfAnalysis,
  power,
  intersections,
  adjustedGaps,
  predictiveValues,
  decomposition,
  calibrationByGroup,
  rocByGroup,
  metricByAge,
  thresholdTransfer,
  decisionCurves,
  worstOfGroups,
  labelNoiseTipping,
  labelUncertainty,
  labelNoise,
  modelAmongReaders,
  sitePooling,
  acquisitionFields,
  metricSuitability,
  modelComparison,
  metricMatrix,
];
