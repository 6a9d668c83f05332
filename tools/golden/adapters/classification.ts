import {
  agrestiCoull,
  auroc,
  averagePrecision,
  binaryMetrics,
  brierDecomposition,
  brierScore,
  brierSkill,
  calibrationIndices,
  clopperPearson,
  clusteredAuroc,
  confusionCounts,
  confusionMatrix,
  delong,
  delongPaired,
  delongUnpaired,
  diagnosticTable,
  expectedCalibrationError,
  fBeta,
  hanleyMcNeilSe,
  type Interval,
  jeffreys,
  logLoss,
  mcNemar,
  miettinenNurminen,
  multiclassAuroc,
  multiclassCalibration,
  multiclassMetrics,
  netBenefit,
  newcombe,
  normalisedExpectedCost,
  observedOverExpected,
  operatingPoint,
  pairedDifference,
  partialAuroc,
  predictiveValuesAt,
  proportionDifference,
  proportionInterval,
  spiegelhalter,
  wald,
  weakCalibration,
  weightedKappa,
  wilson,
  youdenMaximum,
} from '@equipoise/stats';
import { columns, type Input, list, number, optional, withoutMissingRows } from './input.ts';

function triple(interval: Interval): unknown[] {
  return [interval.estimate.value, interval.limits?.[0] ?? null, interval.limits?.[1] ?? null];
}

const calls: Record<string, (input: Input) => unknown> = {
  'cls.auroc': (input) => {
    const area = auroc(list(input, 'y'), list(input, 'score'), optional(input, 'weight'));
    return { auroc: area.value, reason: area.reason };
  },
  'cls.auroc.delong': (input) => {
    const y = list(input, 'y');
    const score = list(input, 'score');
    const wide = delong(y, score);
    return {
      auroc: wide.auroc.value,
      se: wide.se.value,
      ci95: wide.limits,
      ci90: delong(y, score, { level: 0.9 }).limits,
      ci95_logit: wide.logitLimits,
    };
  },
  'cls.auroc.delongPaired': (input) => {
    const test = delongPaired(list(input, 'y'), list(input, 'scoreA'), list(input, 'scoreB'));
    return {
      aucA: test.aucA.value,
      aucB: test.aucB.value,
      diff: test.difference.value,
      varDiff: test.variance.value,
      z: test.z.value,
      p: test.p.value,
      ci95: test.limits,
    };
  },
  'cls.auroc.delongUnpaired': (input) => {
    const test = delongUnpaired(
      list(input, 'yA'),
      list(input, 'scoreA'),
      list(input, 'yB'),
      list(input, 'scoreB'),
    );
    return {
      aucA: test.a.auroc.value,
      aucB: test.b.auroc.value,
      seA: test.a.se.value,
      seB: test.b.se.value,
      t: test.t.value,
      df: test.df.value,
      p: test.p.value,
      p_normal: test.pNormal.value,
    };
  },
  'cls.auroc.partial': (input) => {
    const y = list(input, 'y');
    const score = list(input, 'score');
    const left = partialAuroc(y, score, { axis: 'specificity', low: 0.9, high: 1 });
    const top = partialAuroc(y, score, { axis: 'sensitivity', low: 0.8, high: 1 });
    return {
      'pauc_spec_0.9_1': left.area.value,
      'pauc_spec_0.9_1_mcclish': left.standardised.value,
      'pauc_sens_0.8_1': top.area.value,
      'sklearn_max_fpr_0.1': left.standardised.value,
    };
  },
  'cls.operatingPoint': (input) => {
    const y = list(input, 'y');
    const score = list(input, 'score');
    const sens = operatingPoint(y, score, { fix: 'specificity', atLeast: 0.9 });
    const spec = operatingPoint(y, score, { fix: 'sensitivity', atLeast: 0.95 });
    return {
      'sens_at_spec0.9_interpolated': sens.interpolated.value,
      'sens_at_spec0.9_achievable': sens.achievable.value,
      'spec_at_sens0.95_interpolated': spec.interpolated.value,
      'spec_at_sens0.95_achievable': spec.achievable.value,
      youden_max: youdenMaximum(y, score).youden.value,
    };
  },
  'cls.auroc.hanleyMcNeil': (input) => ({
    se: hanleyMcNeilSe(number(input, 'auc'), number(input, 'nPos'), number(input, 'nNeg')),
  }),
  'cls.auroc.clustered': (input) => {
    const result = clusteredAuroc(
      list(input, 'y'),
      list(input, 'score'),
      input['cluster'] as (number | string)[],
    );
    return {
      auroc: result.auroc.value,
      se: result.se.value,
      seNaive: result.seNaive.value,
      nClusters: result.nClusters,
    };
  },
  'cls.auroc.multiclass': (input) => {
    const result = multiclassAuroc(list(input, 'y'), columns(input, 'proba'));
    return {
      ovo_macro: result.ovoMacro.value,
      ovo_weighted: result.ovoWeighted.value,
      ovr_macro: result.ovrMacro.value,
      ovr_weighted: result.ovrWeighted.value,
    };
  },
  'cls.auprc': (input) => {
    const result = averagePrecision(list(input, 'y'), list(input, 'score'));
    return {
      ap: result.ap.value,
      trapezoid: result.trapezoid.value,
      baseline: result.baseline.value,
      ci95_logit: result.logitLimits,
      reason: result.ap.reason,
    };
  },
  'cls.confusion': (input) => {
    const counts = confusionCounts(list(input, 'y'), list(input, 'pred'));
    const m = binaryMetrics(counts);
    return {
      ...counts,
      sensitivity: m.sensitivity.value,
      specificity: m.specificity.value,
      ppv: m.ppv.value,
      npv: m.npv.value,
      accuracy: m.accuracy.value,
      balancedAccuracy: m.balancedAccuracy.value,
      f1: m.f1.value,
      f2: m.f2.value,
      mcc: m.mcc.value,
      mccZeroConvention: m.mcc.value ?? 0,
      cohenKappa: m.cohenKappa.value,
      lrPos: m.lrPositive.value,
      lrNeg: m.lrNegative.value,
    };
  },
  'cls.multiclass': (input) => {
    const matrix = confusionMatrix(list(input, 'y'), list(input, 'pred'));
    const m = multiclassMetrics(matrix);
    return {
      f1_macro: m.f1Macro.value,
      f1_micro: m.f1Micro.value,
      f1_weighted: m.f1Weighted.value,
      balancedAccuracy: m.balancedAccuracy.value,
      mcc: m.mcc.value,
      kappa: weightedKappa(matrix).value,
      kappaLinear: weightedKappa(matrix, 'linear').value,
      kappaQuadratic: weightedKappa(matrix, 'quadratic').value,
    };
  },
  'cls.proportionCi': (input) => {
    const k = number(input, 'k');
    const n = number(input, 'n');
    const level = input['level'] === undefined ? 0.95 : number(input, 'level');
    const result = proportionInterval(k, n, { level });
    if (n === 0) return { p: result.estimate.value };
    return {
      p: result.estimate.value,
      wilson: wilson(k, n, level),
      clopperPearson: clopperPearson(k, n, level),
      jeffreys: jeffreys(k, n, level),
      agrestiCoull: agrestiCoull(k, n, level),
      wald: wald(k, n, level),
    };
  },
  'cls.proportionDiff': (input) => {
    const table = [
      number(input, 'k1'),
      number(input, 'n1'),
      number(input, 'k2'),
      number(input, 'n2'),
    ] as const;
    const result = proportionDifference(...table);
    if (result.limits === null) return { diff: null };
    return {
      diff: result.estimate.value,
      newcombe: newcombe(...table),
      miettinenNurminen: miettinenNurminen(...table),
    };
  },
  'cls.proportionDiffPaired': (input) => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => number(input, name)) as [
      number,
      number,
      number,
      number,
    ];
    const result = pairedDifference(a, b, c, d);
    const test = mcNemar(b, c);
    return {
      diff: result.difference.value,
      newcombe10: result.limits,
      mcnemarExactP: test.exactP,
      mcnemarMidP: test.midP,
      mcnemarChi2: test.chiSquare.value,
    };
  },
  'cls.diagnosticTable': (input) => {
    const table = diagnosticTable({
      tp: number(input, 'tp'),
      fp: number(input, 'fp'),
      fn: number(input, 'fn'),
      tn: number(input, 'tn'),
    });
    return {
      sensitivity: triple(table.sensitivity),
      specificity: triple(table.specificity),
      ppv: triple(table.ppv),
      npv: triple(table.npv),
      lrPos: triple(table.lrPositive),
      lrNeg: triple(table.lrNegative),
      diagOdds: triple(table.diagnosticOddsRatio),
      apparentPrev: triple(table.apparentPrevalence),
      truePrev: triple(table.truePrevalence),
      youden: triple(table.youden),
    };
  },
  'cls.ppvAtPrevalence': (input) => {
    const result = predictiveValuesAt({
      sensitivity: number(input, 'sens'),
      specificity: number(input, 'spec'),
      nPositive: number(input, 'nPos'),
      nNegative: number(input, 'nNeg'),
      prevalence: number(input, 'prevalence'),
    });
    return {
      ppv: result.ppv.estimate.value,
      npv: result.npv.estimate.value,
      ppvCi: result.ppv.limits,
      npvCi: result.npv.limits,
    };
  },
  'cls.probabilityScores': (input) => {
    const y = list(input, 'y');
    const proba = list(input, 'proba');
    const weak = weakCalibration(y, proba);
    const test = spiegelhalter(y, proba);
    return {
      brier: brierScore(y, proba).value,
      brierSkill: brierSkill(y, proba).value,
      logLoss: logLoss(y, proba).logLoss.value,
      slope: weak.slope.estimate.value,
      interceptWithSlope: weak.interceptWithSlope.estimate.value,
      calibrationInTheLarge: weak.calibrationInTheLarge.estimate.value,
      oe: observedOverExpected(y, proba).value,
      spiegelhalterZ: test.z.value,
      spiegelhalterP: test.p.value,
    };
  },
  'cls.ici': (input) => {
    const result = calibrationIndices(list(input, 'y'), list(input, 'proba'));
    return {
      ici: result.ici.value,
      e50: result.e50.value,
      e90: result.e90.value,
      emax: result.emax.value,
    };
  },
  'cls.logLoss': (input) => {
    const settings = input['eps'] === undefined ? {} : { eps: number(input, 'eps') };
    return { logLoss: logLoss(list(input, 'y'), list(input, 'proba'), settings).logLoss.value };
  },
  'cls.ece': (input) => {
    const y = list(input, 'y');
    const conf = list(input, 'conf');
    const bins = number(input, 'bins');
    const width = expectedCalibrationError(y, conf, { bins, binning: 'equal-width' });
    const mass = expectedCalibrationError(y, conf, { bins, binning: 'equal-mass' });
    return {
      widthL1: width.l1.value,
      widthL2: width.l2.value,
      widthMax: width.max.value,
      massL1: mass.l1.value,
      massL2: mass.l2.value,
      massMax: mass.max.value,
      netcalMCE: width.max.value,
    };
  },
  'cls.eceMulticlass': (input) => {
    const result = multiclassCalibration(list(input, 'y'), columns(input, 'proba'), {
      bins: number(input, 'bins'),
      binning: 'equal-width',
    });
    return {
      topLabel: result.topLabel.l1.value,
      classwiseMean: result.classwiseMean.value,
      classwise: result.classwise.map((c) => c.l1.value),
      brierSum: result.brierSum.value,
      logLoss: result.logLoss.value,
    };
  },
  'cls.brierDecomposition': (input) => {
    const result = brierDecomposition(list(input, 'y'), list(input, 'proba'));
    return {
      brier: result.brier.value,
      reliability: result.reliability.value,
      resolution: result.resolution.value,
      uncertainty: result.uncertainty.value,
    };
  },
  'cls.netBenefit': (input) => {
    const settings =
      input['prevalence'] === undefined ? {} : { prevalence: number(input, 'prevalence') };
    const points = netBenefit(
      list(input, 'y'),
      list(input, 'proba'),
      Array.from(list(input, 'thresholds')),
      settings,
    );
    return {
      model: points.map((p) => p.model.value),
      treatAll: points.map((p) => p.treatAll.value),
      interventionsAvoidedPer100: points.map((p) => p.avoidedPer100.value),
    };
  },
  'cls.metricsReloaded': (input) => {
    const y = list(input, 'y');
    const pred = list(input, 'pred');
    const counts = confusionCounts(y, pred);
    const m = binaryMetrics(counts);
    const table = [counts.tn, counts.fp, counts.fn, counts.tp];
    return {
      accuracy: m.accuracy.value,
      balanced_accuracy: m.balancedAccuracy.value,
      sensitivity: m.sensitivity.value,
      specificity: m.specificity.value,
      positive_predictive_value: m.ppv.value,
      fbeta: fBeta(counts, 1).value,
      matthews_correlation_coefficient: m.mcc.value,
      youden_index: m.youden.value,
      cohens_kappa: m.cohenKappa.value,
      positive_likelihood_ratio: m.lrPositive.value,
      normalised_expected_cost: normalisedExpectedCost(table, 2).value,
    };
  },
  'cls.metricsReloadedMulti': (input) => {
    const matrix = confusionMatrix(list(input, 'y'), list(input, 'pred'));
    const m = multiclassMetrics(matrix);
    return {
      mcc: m.mcc.value,
      balanced_accuracy: m.balancedAccuracy.value,
      weighted_cohens_kappa_unweighted: weightedKappa(matrix).value,
      normalised_expected_cost: normalisedExpectedCost(matrix.table, matrix.classes.length).value,
    };
  },
};

/** The library call behind every golden `fn` of classification. */
export const classificationAdapters: Record<string, (input: Input) => unknown> = Object.fromEntries(
  Object.entries(calls).map(([fn, call]) => [
    fn,
    (input: Input): unknown => call(withoutMissingRows(input)),
  ]),
);
