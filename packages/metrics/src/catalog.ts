import { brier } from './calibration/brier.ts';
import { calibrationIntercept } from './calibration/calibration-intercept.ts';
import { calibrationSlope } from './calibration/calibration-slope.ts';
import { ece } from './calibration/ece.ts';
import { logLoss } from './calibration/log-loss.ts';
import { observedExpected } from './calibration/observed-expected.ts';
import { accuracy } from './decision/accuracy.ts';
import { balancedAccuracy } from './decision/balanced-accuracy.ts';
import { f1 } from './decision/f1.ts';
import { fnr } from './decision/fnr.ts';
import { fpr } from './decision/fpr.ts';
import { kappa } from './decision/kappa.ts';
import { lrNegative } from './decision/lr-negative.ts';
import { lrPositive } from './decision/lr-positive.ts';
import { macroF1 } from './decision/macro-f1.ts';
import { mcc } from './decision/mcc.ts';
import { netBenefit } from './decision/net-benefit.ts';
import { npv } from './decision/npv.ts';
import { ppv } from './decision/ppv.ts';
import { prevalence } from './decision/prevalence.ts';
import { selectionRate } from './decision/selection-rate.ts';
import { sensitivity } from './decision/sensitivity.ts';
import { specificity } from './decision/specificity.ts';
import { youden } from './decision/youden.ts';
import { auprc } from './discrimination/auprc.ts';
import { auroc } from './discrimination/auroc.ts';
import { aurocOvo } from './discrimination/auroc-ovo.ts';
import { aurocOvr } from './discrimination/auroc-ovr.ts';
import type { MetricSpec } from './metric-spec.ts';
import { linearKappa } from './ordinal/linear-kappa.ts';
import { meanAbsoluteError } from './ordinal/mean-absolute-error.ts';
import { quadraticKappa } from './ordinal/quadratic-kappa.ts';
import { bias } from './regression/bias.ts';
import { concordance } from './regression/concordance.ts';
import { mae } from './regression/mae.ts';
import { r2 } from './regression/r2.ts';
import { rmse } from './regression/rmse.ts';

/** Every metric of the house. A test holds this list, the files and the pages in docs/methods together. */
export const metricCatalog: readonly MetricSpec[] = [
  auroc,
  auprc,
  aurocOvr,
  aurocOvo,
  sensitivity,
  specificity,
  fnr,
  fpr,
  ppv,
  npv,
  accuracy,
  balancedAccuracy,
  f1,
  macroF1,
  mcc,
  kappa,
  youden,
  selectionRate,
  prevalence,
  lrPositive,
  lrNegative,
  netBenefit,
  brier,
  logLoss,
  ece,
  calibrationSlope,
  calibrationIntercept,
  observedExpected,
  quadraticKappa,
  linearKappa,
  meanAbsoluteError,
  mae,
  rmse,
  bias,
  r2,
  concordance,
];

function byName(specs: readonly MetricSpec[]): Map<string, MetricSpec> {
  const names = new Map<string, MetricSpec>();
  for (const spec of specs) for (const name of [...spec.aliases, spec.id]) names.set(name, spec);
  return names;
}

const catalogByName = byName(metricCatalog);

/**
 * The metric of an id or an alias.
 *
 * @param idOrAlias as in the catalogue; upper case and underscores are understood (`Brier_score`)
 * @returns the declaration, undefined when there is none
 */
export function findMetric(idOrAlias: string): MetricSpec | undefined {
  return catalogByName.get(idOrAlias) ?? catalogByName.get(normalised(idOrAlias));
}

function normalised(name: string): string {
  return name.trim().toLowerCase().replaceAll('_', '-');
}
