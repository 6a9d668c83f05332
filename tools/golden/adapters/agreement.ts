import type { Limits, Value } from '@equipoise/stats';
import {
  blandAltman,
  blandAltmanRepeated,
  type ChanceCorrected,
  chanceCorrectedAgreement,
  cohenKappa,
  concordanceCorrelation,
  fleissKappa,
  type IntraclassForm,
  intraclassCorrelations,
  kendallW,
  krippendorffAlpha,
  marginalHomogeneity,
  maskAgreement,
  measurementsFromRows,
  type Ratings,
  ratingsFromTable,
  specificAgreement,
} from '@equipoise/stats';
import { type Input, list, number } from './input.ts';

type Rows = readonly (readonly (number | null)[])[];
type Weights = 'unweighted' | 'linear' | 'quadratic' | 'ordinal';
interface RunLengths {
  readonly shape: readonly number[];
  readonly rle: readonly number[];
}

// The case files fix the types of their fields (README of the golden values), so casts here are reads.
const rowsOf = (input: Input): Rows => {
  const rows = input['ratings'] as Rows;
  if (input['orientation'] !== 'raters-by-units') return rows;
  return (rows[0] ?? []).map((_, unit) => rows.map((row) => row[unit] ?? null));
};

function ratingsOf(input: Input): Ratings {
  const rows = rowsOf(input);
  const cells = rows.flatMap((row) => row.map((cell) => cell ?? Number.NaN));
  return ratingsFromTable(cells, rows[0]?.length ?? 1);
}

const bare = (x: Value): number | null => x.value;
const low = (x: Limits | null): number | null => x?.[0] ?? null;
const high = (x: Limits | null): number | null => x?.[1] ?? null;

const coefficient = (x: ChanceCorrected): unknown => ({
  pa: bare(x.observed),
  pe: bare(x.expected),
  value: bare(x.value),
  se: bare(x.se),
  ci95: x.limits,
});

const form = (x: IntraclassForm): unknown => ({
  icc: bare(x.value),
  F: bare(x.F),
  df1: x.df1,
  df2: x.df2,
  p: bare(x.pValue),
  ci95: x.limits,
});

function maskOf(coded: RunLengths): Uint8Array {
  const mask = new Uint8Array(coded.shape.reduce((a, b) => a * b, 1));
  let at = 0;
  coded.rle.forEach((run, i) => {
    if (i % 2 === 1) mask.fill(1, at, at + run);
    at += run;
  });
  return mask;
}

/** Library calls behind every `agree.` function of the golden files. */
export const agreementAdapters: Record<string, (input: Input) => unknown> = {
  'agree.cohen': (input) => {
    const result = cohenKappa(list(input, 'a'), list(input, 'b'), number(input, 'categories'));
    return {
      kappa: bare(result.kappa),
      reason: result.kappa.reason,
      se: bare(result.se),
      ci95: result.limits,
      se0: bare(result.nullSe),
      z: bare(result.z),
      p: bare(result.pValue),
      observed: bare(result.observed),
      linear: bare(result.linear.kappa),
      linearSe: bare(result.linear.se),
      quadratic: bare(result.quadratic.kappa),
      quadraticSe: bare(result.quadratic.se),
      maxKappa: bare(result.maximum),
      pabak: bare(result.prevalenceAdjusted),
    };
  },
  'agree.specific': (input) => {
    const result = specificAgreement(list(input, 'a'), list(input, 'b'));
    return {
      positive: bare(result.positive),
      negative: bare(result.negative),
      scottPi: bare(result.scottPi),
      prevalenceIndex: bare(result.prevalenceIndex),
      biasIndex: bare(result.biasIndex),
    };
  },
  'agree.fleiss': (input) => {
    const result = fleissKappa(ratingsOf(input));
    return {
      kappa: bare(result.kappa),
      z: bare(result.z),
      p: bare(result.pValue),
      se0: bare(result.nullSe),
      light: bare(result.light),
      conger: bare(result.conger),
    };
  },
  'agree.cac': (input) => {
    const result = chanceCorrectedAgreement(ratingsOf(input), input['weights'] as Weights);
    return {
      percent: coefficient(result.percent),
      gwet: coefficient(result.gwet),
      fleiss: coefficient(result.fleiss),
      krippendorff: coefficient(result.krippendorff),
      conger: coefficient(result.conger),
      brennanPrediger: coefficient(result.brennanPrediger),
    };
  },
  'agree.krippendorff': (input) => {
    const ratings = ratingsOf(input);
    return {
      nominal: bare(krippendorffAlpha(ratings, 'nominal').alpha),
      ordinal: bare(krippendorffAlpha(ratings, 'ordinal').alpha),
      interval: bare(krippendorffAlpha(ratings, 'interval').alpha),
      ratio: bare(krippendorffAlpha(ratings, 'ratio').alpha),
    };
  },
  'agree.icc': (input) => {
    const result = intraclassCorrelations(measurementsFromRows(rowsOf(input)));
    return {
      ICC1: form(result.oneWay),
      ICC2: form(result.agreement),
      ICC3: form(result.consistency),
      ICC1k: form(result.oneWayMean),
      ICC2k: form(result.agreementMean),
      ICC3k: form(result.consistencyMean),
      ms: result.meanSquares && { ...result.meanSquares, rater: result.meanSquares.reader },
      sem2: bare(result.measurementError),
    };
  },
  'agree.iccListwise': (input) => {
    const result = intraclassCorrelations(measurementsFromRows(rowsOf(input)));
    return {
      ICC2: bare(result.agreement.value),
      ci95: result.agreement.limits,
      nTargets: result.targetCount,
      ICC1k: bare(result.oneWayMean.value),
    };
  },
  'agree.blandAltman': (input) => {
    const result = blandAltman(list(input, 'a'), list(input, 'b'));
    return {
      bias: bare(result.meanDifference),
      sd: bare(result.sd),
      lower: low(result.limitsOfAgreement),
      upper: high(result.limitsOfAgreement),
      biasCi: result.meanLimits,
      loaSe: bare(result.limitSe),
      upperCiExact: result.upperLimits,
      lowerCiExact: result.lowerLimits,
      slope: bare(result.slope),
      slopeP: bare(result.slopePValue),
      repeatabilityCoefficient: bare(result.repeatability),
    };
  },
  'agree.blandAltmanRepeated': (input) => {
    const result = blandAltmanRepeated(list(input, 'diff'), list(input, 'subject'));
    return {
      bias: bare(result.meanDifference),
      withinVar: bare(result.withinVariance),
      betweenVar: bare(result.betweenVariance),
      sdTotal: bare(result.totalSd),
      lower: low(result.limitsOfAgreement),
      upper: high(result.limitsOfAgreement),
    };
  },
  'agree.ccc': (input) => {
    const result = concordanceCorrelation(list(input, 'a'), list(input, 'b'));
    return {
      ccc: bare(result.concordance),
      ci95: result.limits,
      scaleShift: bare(result.scaleShift),
      locationShift: bare(result.locationShift),
      cb: bare(result.biasCorrection),
      pearson: bare(result.pearson),
    };
  },
  'agree.kendallW': (input) => {
    const result = kendallW(measurementsFromRows(rowsOf(input)));
    return { w: bare(result.w), chi2: bare(result.chiSquare), p: bare(result.pValue) };
  },
  'agree.marginalHomogeneity': (input) => {
    const result = marginalHomogeneity(
      list(input, 'a'),
      list(input, 'b'),
      number(input, 'categories'),
    );
    return {
      stuartMaxwell: bare(result.stuartMaxwell),
      p: bare(result.stuartMaxwellPValue),
      bhapkar: bare(result.bhapkar),
      bhapkarP: bare(result.bhapkarPValue),
    };
  },
  'agree.masks': (input) => {
    const result = maskAgreement((input['masks'] as RunLengths[]).map(maskOf));
    return {
      pairwiseDiceMean: bare(result.pairwiseDiceMean),
      pairwiseDiceMin: bare(result.pairwiseDiceMin),
      gci: bare(result.conformity),
      voxelFleiss: bare(result.voxelFleiss),
      volumes: result.volumes,
    };
  },
};
