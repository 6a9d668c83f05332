import {
  adjustedProbabilities,
  classOverlaps,
  confidenceWeightedEntropy,
  confidentJoint,
  ensembleScores,
  findLabelIssues,
  labelIssueCount,
  multilabelIssues,
  nearestNeighbours,
  noiseMatrices,
  normalizedMargin,
  offDiagonalRows,
  predictionCertainty,
  type ScoredLabels,
  scoredLabels,
  segmentationScore,
  selfConfidence,
  typicality,
  worstFirst,
} from '@equipoise/annotation';
import { type Input, list, number } from './input.ts';

type Rows = readonly (readonly number[])[];

/** Functions behind every `lab.*` case. */
export const labelerrorsAdapters: Record<string, (input: Input) => unknown> = {
  'lab.confidentJoint': (input) => {
    const scored = scoredOf(input);
    const joint = confidentJoint(scored);
    const k = scored.classCount;
    const { trueShares, noise, inverse } = noiseMatrices(joint.calibrated, k);
    return {
      thresholds: joint.thresholds,
      rawJoint: matrix(joint.raw, k),
      calibratedJoint: matrix(joint.calibrated, k),
      py: trueShares,
      noiseMatrix: matrix(noise, k),
      inverseNoiseMatrix: matrix(inverse, k),
      offDiagonal: offDiagonalRows(scored, joint),
    };
  },
  'lab.findIssues': (input) => {
    const scored = scoredOf(input);
    const joint = confidentJoint(scored);
    const find = (filter: Parameters<typeof findLabelIssues>[1]): readonly number[] =>
      findLabelIssues(scored, filter, joint).rows;
    let offDiagonal = 0;
    joint.calibrated.forEach((count, at) => {
      if (at % (scored.classCount + 1) !== 0) offDiagonal += count;
    });
    return {
      prune_by_noise_rate: find('prune-by-noise-rate'),
      prune_by_class: find('prune-by-class'),
      both: find('both'),
      confident_learning: find('confident-learning'),
      predicted_neq_given: find('predicted-not-given'),
      low_normalized_margin: find('low-normalized-margin'),
      low_self_confidence: find('low-self-confidence'),
      rankedSelfConfidence: worstFirst(find('prune-by-noise-rate'), selfConfidence(scored)),
      rankedMargin: worstFirst(find('both'), normalizedMargin(scored)),
      numLabelIssues: labelIssueCount(scored, joint),
      numOffDiagonalCalibrated: offDiagonal,
    };
  },
  'lab.qualityScores': (input) => {
    const scored = scoredOf(input);
    const joint = confidentJoint(scored);
    const adjusted = adjustedProbabilities(scored, joint.thresholds);
    return {
      self_confidence: selfConfidence(scored),
      normalized_margin: normalizedMargin(scored),
      confidence_weighted_entropy: confidenceWeightedEntropy(scored),
      adjustedSelfConfidence: selfConfidence(adjusted),
      adjustedMargin: normalizedMargin(adjusted),
      health: 1 - labelIssueCount(scored, joint) / scored.rowCount,
    };
  },
  'lab.ensembleScores': (input) => {
    const members = (input['predProbsList'] as readonly Rows[]).map((rows) =>
      scoredLabels(list(input, 'labels'), rows.flat(), rows[0]?.length ?? 0),
    );
    return {
      agreement: ensembleScores(members),
      uniform: ensembleScores(members, 'uniform'),
    };
  },
  'lab.multilabel': (input) => {
    const labels = input['labels'] as Rows;
    const result = multilabelIssues(
      labels.flat(),
      (input['predProbs'] as Rows).flat(),
      labels[0]?.length ?? 0,
    );
    return { scores: result.scores, issuesRanked: result.rows };
  },
  'lab.segmentation': (input) => {
    const labels = input['labels'] as readonly Rows[];
    const probabilities = input['predProbs'] as readonly Rows[];
    return {
      imageScores: labels.map((image, i) =>
        segmentationScore(image.flat(), (probabilities[i] ?? []).flat()),
      ),
    };
  },
  'lab.overlap': (input) => {
    const found = classOverlaps(confidentJoint(scoredOf(input)));
    return {
      pairs: found.map(({ pair }) => pair),
      numOverlap: found.map(({ count }) => count),
      joint: found.map(({ share }) => share),
    };
  },
  'lab.outlier': (input) => {
    const features = input['features'] as Rows;
    const dimension = features[0]?.length ?? 0;
    const neighbours = nearestNeighbours(features.flat(), dimension, number(input, 'k'));
    const knn = typicality(neighbours, features.length);
    const probabilities = input['predProbs'] as Rows;
    return {
      knn,
      entropy: predictionCertainty(probabilities.flat(), probabilities[0]?.length ?? 0),
      order: worstFirst([...features.keys()], knn).slice(0, 3),
    };
  },
};

function scoredOf(input: Input): ScoredLabels {
  const rows = input['predProbs'] as Rows;
  return scoredLabels(list(input, 'labels'), rows.flat(), rows[0]?.length ?? 0);
}

function matrix(values: Float64Array, columns: number): number[][] {
  return Array.from({ length: values.length / columns }, (_, r) => [
    ...values.subarray(r * columns, (r + 1) * columns),
  ]);
}
