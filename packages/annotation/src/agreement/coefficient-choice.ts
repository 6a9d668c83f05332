import type { AgreementCoefficient } from '@equipoise/stats';
import type { RatedQuestion } from './rated-question.ts';

/** A coefficient with the names it goes by. */
export interface NamedCoefficient {
  readonly id: string;
  readonly title: string;
  readonly coefficient: AgreementCoefficient;
  /** True for shares, which are no agreement beyond chance. */
  readonly isShare: boolean;
}

/** The coefficients of a question, and the one that speaks for it. */
export interface CoefficientChoice {
  readonly all: readonly NamedCoefficient[];
  readonly headline: NamedCoefficient;
  /** Share of equal answers; null for numbers. */
  readonly percent: NamedCoefficient | null;
  /** Coefficient of a pair of readers. */
  readonly pair: NamedCoefficient;
}

const named = (
  id: string,
  title: string,
  coefficient: AgreementCoefficient,
  isShare = false,
): NamedCoefficient => ({ id, title, coefficient, isShare });

const percent = named('percent-agreement', 'Equal answers', { kind: 'percent' }, true);
const cohen = named('cohen-kappa', 'Cohen’s kappa', { kind: 'cohen' });
const cohenLinear = named('cohen-kappa-linear', 'Cohen’s kappa, linear weights', {
  kind: 'cohen',
  weights: 'linear',
});
const cohenQuadratic = named('cohen-kappa-quadratic', 'Cohen’s kappa, quadratic weights', {
  kind: 'cohen',
  weights: 'quadratic',
});
const fleiss = named('fleiss-kappa', 'Fleiss’ kappa', { kind: 'fleiss' });
const light = named('light-kappa', 'Mean pairwise kappa (Light)', { kind: 'light' });
const conger = named('conger-kappa', 'Conger’s kappa', { kind: 'conger' });
const congerQuadratic = named('conger-kappa-quadratic', 'Conger’s kappa, quadratic weights', {
  kind: 'conger',
  weights: 'quadratic',
});
const alphaNominal = named('krippendorff-alpha', 'Krippendorff’s alpha', {
  kind: 'krippendorff',
  metric: 'nominal',
});
const alphaOrdinal = named('krippendorff-alpha-ordinal', 'Krippendorff’s alpha, ordinal', {
  kind: 'krippendorff',
  metric: 'ordinal',
});
const alphaInterval = named('krippendorff-alpha-interval', 'Krippendorff’s alpha, interval', {
  kind: 'krippendorff',
  metric: 'interval',
});
const gwet = named('gwet-ac1', 'Gwet’s AC1', { kind: 'gwet' });
const gwetOrdinal = named('gwet-ac2', 'Gwet’s AC2, ordinal weights', {
  kind: 'gwet',
  weights: 'ordinal',
});
const iccAgreement = named('icc-agreement', 'ICC(A,1), absolute agreement', {
  kind: 'icc-agreement',
});
const iccConsistency = named('icc-consistency', 'ICC(C,1), consistency', {
  kind: 'icc-consistency',
});
const concordance = named('concordance', 'Lin’s concordance', { kind: 'concordance' });

/** Share of answers at most one step apart, as a weight table. */
function withinOne(classCount: number): NamedCoefficient {
  const weights = new Float64Array(classCount * classCount);
  for (let i = 0; i < classCount; i++)
    for (let j = 0; j < classCount; j++) weights[i * classCount + j] = Math.abs(i - j) <= 1 ? 1 : 0;
  const coefficient: AgreementCoefficient = { kind: 'percent', weights };
  return named('within-one-step', 'Answers at most one step apart', coefficient, true);
}

/** Above this the tables of all pairs of readers no longer pay. */
const mostPairReaders = 30;
/** Above this intraclass totals of all pairs of readers do not fit. */
const mostMeasuredReaders = 60;

/**
 * Chooses the coefficients of a question: by kind of answer, number of readers, and whether every reader answered
 * about every case. Fleiss where the design is complete, Krippendorff where it is not; the intraclass correlation
 * of absolute agreement for numbers; ordered classes count the distance.
 *
 * @param question answers to one question
 * @param areSlots readers are exchangeable places: coefficients that need persons are left out
 */
export function chooseCoefficients(question: RatedQuestion, areSlots: boolean): CoefficientChoice {
  const readers = question.readers.length;
  const isPair = readers === 2 && !areSlots;
  if (question.kind === 'numeric') return chooseNumeric(question, isPair, areSlots);
  const hasTables = readers <= mostPairReaders && !areSlots;
  const classes = question.classes?.length ?? 0;
  if (question.kind === 'ordinal' && classes > 2) {
    const near = withinOne(classes);
    if (isPair) {
      return {
        all: [percent, near, cohen, cohenLinear, cohenQuadratic, alphaOrdinal, gwetOrdinal],
        headline: cohenQuadratic,
        percent,
        pair: cohenQuadratic,
      };
    }
    const persons = areSlots || readers > mostMeasuredReaders * 4 ? [] : [congerQuadratic];
    return {
      all: [percent, near, alphaOrdinal, alphaNominal, ...persons, gwetOrdinal],
      headline: alphaOrdinal,
      percent,
      pair: cohenQuadratic,
    };
  }
  if (isPair) {
    const all = [percent, cohen, fleiss, alphaNominal, gwet];
    return { all, headline: cohen, percent, pair: cohen };
  }
  const persons = areSlots || readers > mostMeasuredReaders * 4 ? [] : [conger];
  return {
    all: [percent, fleiss, alphaNominal, ...persons, ...(hasTables ? [light] : []), gwet],
    headline: question.isComplete ? fleiss : alphaNominal,
    percent,
    pair: cohen,
  };
}

function chooseNumeric(
  question: RatedQuestion,
  isPair: boolean,
  areSlots: boolean,
): CoefficientChoice {
  const hasMoments = question.readers.length <= mostMeasuredReaders && !areSlots;
  const isComplete = question.isComplete && hasMoments;
  const two = isPair ? [concordance] : [];
  const moments = hasMoments ? [iccAgreement, iccConsistency] : [];
  return {
    all: [...moments, ...two, alphaInterval],
    headline: isComplete || isPair ? iccAgreement : alphaInterval,
    percent: null,
    pair: concordance,
  };
}
