import {
  activeLab,
  agreementWithVote,
  crowdlab,
  dawidSkene,
  glad,
  type LabelPosterior,
  mace,
  majorityVote,
  makeReadings,
  maskEm,
  maskMajority,
  maskRasa,
  oneCoin,
  posteriorEntropy,
  posteriorFromRows,
  type Readings,
  readingsFromMatrix,
  staple,
  weightedVote,
} from '@equipoise/annotation';
import { type Input, list, number } from './input.ts';

type Rows = readonly (readonly number[])[];

/** Functions behind every `cons.*` case. */
export const consensusAdapters: Record<string, (input: Input) => unknown> = {
  'cons.majority': (input) => {
    const vote = majorityVote(longReadings(input));
    const labels = [...vote.labels].map((one) => (one < 0 ? null : one));
    return { posterior: rows(vote.posterior), tie: vote.isTied, labels };
  },
  'cons.majorityWeighted': (input) => ({
    posterior: rows(weightedVote(longReadings(input), list(input, 'skill')).posterior),
  }),
  'cons.wawa': (input) => ({ skill: agreementWithVote(longReadings(input)) }),
  'cons.entropy': (input) => ({
    entropy: posteriorEntropy(majorityVote(longReadings(input)).posterior),
  }),
  'cons.dawidSkene': (input) => {
    const readings = longReadings(input);
    const fit = dawidSkene(readings, {
      maxRounds: number(input, 'maxIter'),
      tolerance: number(input, 'tol'),
    });
    const k = readings.classCount;
    const confusion = Object.fromEntries(
      Array.from({ length: readings.readerCount }, (_, r) => [
        String(r),
        matrix(fit.confusion.subarray(r * k * k, (r + 1) * k * k), k),
      ]),
    );
    return {
      priors: fit.prevalence,
      posterior: rows(fit.posterior),
      confusion,
      labels: fit.labels,
    };
  },
  'cons.oneCoin': (input) => {
    const fit = oneCoin(longReadings(input));
    return { skill: fit.skill, posterior: rows(fit.posterior) };
  },
  'cons.mace': (input) => {
    const fit = mace(longReadings(input), {
      method: input['method'] === 'em' ? 'em' : 'vb',
      rounds: number(input, 'iterations'),
      smoothing: number(input, 'smoothing'),
      betaPrior: number(input, 'betaPrior'),
      dirichletPrior: number(input, 'dirichletPrior'),
      start: {
        spamming: (input['spam0'] as Rows).flat(),
        strategy: (input['strategy0'] as Rows).flat(),
      },
    });
    return {
      posterior: rows(fit.posterior),
      spamming: matrix(fit.spamming, 2),
      strategy: matrix(fit.strategy, fit.posterior.classCount),
    };
  },
  'cons.glad': (input) => {
    const fit = glad(longReadings(input));
    return { alpha: fit.ability, beta: fit.easiness, posterior: rows(fit.posterior) };
  },
  'cons.crowdlab': (input) => {
    const readings = wideReadings(input);
    const fit = crowdlab(
      readings,
      posteriorFromRows(input['predProbs'] as Rows).values,
      input['qualityMethod'] === 'agreement' ? 'agreement' : 'crowdlab',
    );
    const detailed = Array.from({ length: readings.caseCount }, () =>
      Array.from({ length: readings.readerCount }, (): number | null => null),
    );
    for (let t = 0; t < readings.caseCount; t++) {
      for (let i = readings.starts[t]!; i < readings.starts[t + 1]!; i++) {
        detailed[t]![readings.reader[i]!] = fit.answerQuality[i]!;
      }
    }
    return {
      consensus: fit.consensus,
      consensusQuality: fit.consensusQuality,
      annotatorAgreement: fit.readerAgreement,
      numAnnotations: fit.answerCount,
      annotatorQuality: [...fit.readerQuality].map((one) => (one < 0 ? null : one)),
      detailed,
    };
  },
  'cons.activelab': (input) => {
    const result = activeLab(
      wideReadings(input),
      posteriorFromRows(input['predProbs'] as Rows).values,
      posteriorFromRows((input['predProbsUnlabeled'] as Rows | undefined) ?? []).values,
    );
    return { scores: result.scores, scoresUnlabeled: result.scoresUnread };
  },
  'cons.staple': (input) => {
    const { masks, shape } = panel(input);
    const fit = staple(masks, { confidenceWeight: (input['confidenceWeight'] as number) ?? 1 });
    return {
      sensitivity: fit.sensitivity.map((one) => one.value),
      specificity: fit.specificity.map((one) => one.value),
      thresholded: encode(fit.mask, shape),
      sumProbability: fit.sumProbability,
      iterations: fit.rounds,
    };
  },
  'cons.maskMajority': (input) => {
    const { masks, shape } = panel(input);
    return { mask: encode(maskMajority(masks), shape) };
  },
  'cons.maskRasa': (input) => {
    const { masks, shape } = panel(input);
    return { mask: encode(maskRasa(masks).mask, shape) };
  },
  'cons.maskEm': (input) => {
    const { masks, shape } = panel(input);
    return { mask: encode(maskEm(masks).mask, shape) };
  },
};

function longReadings(input: Input): Readings {
  return makeReadings(list(input, 'task'), list(input, 'worker'), list(input, 'label'), {
    classCount: number(input, 'classes'),
  });
}

function wideReadings(input: Input): Readings {
  const labels = input['labels'] as readonly (readonly (number | null)[])[];
  const classCount = (input['predProbs'] as Rows)[0]?.length ?? 0;
  return readingsFromMatrix(
    labels.flat().map((one) => one ?? -1),
    labels[0]?.length ?? 0,
    classCount,
  );
}

function rows({ values, classCount }: LabelPosterior): number[][] {
  return matrix(values, classCount);
}

function matrix(values: Float64Array, columns: number): number[][] {
  return Array.from({ length: values.length / columns }, (_, r) => [
    ...values.subarray(r * columns, (r + 1) * columns),
  ]);
}

interface EncodedMask {
  readonly shape: readonly number[];
  readonly rle: readonly number[];
}

function panel(input: Input): { masks: Uint8Array[]; shape: readonly number[] } {
  const masks = input['masks'] as readonly EncodedMask[];
  return { masks: masks.map(decodeMask), shape: masks[0]?.shape ?? [] };
}

function decodeMask({ shape, rle }: EncodedMask): Uint8Array {
  const out = new Uint8Array(shape.reduce((product, one) => product * one, 1));
  let at = 0;
  rle.forEach((run, i) => {
    out.fill(i % 2, at, at + run);
    at += run;
  });
  return out;
}

function encode(mask: Uint8Array, shape: readonly number[]): EncodedMask {
  const rle: number[] = [];
  let bit = 0;
  let run = 0;
  for (const one of mask) {
    if (one === bit) run++;
    else {
      rle.push(run);
      bit = one;
      run = 1;
    }
  }
  rle.push(run);
  return { shape, rle };
}
