import type { AnswerRecord, StudyProtocol } from '@equipoise/domain';
import {
  brierScore,
  type CalibrationError,
  expectedCalibrationError,
  type Interval,
  proportionInterval,
  type Value,
} from '@equipoise/stats';
import { answerKey } from './answer-key.ts';
import { casesById } from './case-lookup.ts';

/** How a reader's confidence stands against being right, on cases with a known answer. */
export interface ConfidenceCheck {
  readonly readerId: string;
  readonly questionId: string;
  readonly count: number;
  /** Share right at each step of the scale, or in each tenth of a percent scale. */
  readonly steps: readonly { readonly step: number; readonly right: Interval }[];
  /** Percent scales only: mean squared distance of confidence and being right. */
  readonly brier: Value | null;
  /** Percent scales only, in tenths. */
  readonly calibration: CalibrationError | null;
}

/**
 * Whether readers are as often right as they say they are: by question with a confidence scale, on hidden gold cases.
 * Named steps have no probability, so they get the share right of each step and no score.
 *
 * @param records all answers of the study
 * @see Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
 */
export function confidenceCheck(
  protocol: StudyProtocol,
  readerId: string,
  records: readonly AnswerRecord[],
): readonly ConfidenceCheck[] {
  const cases = casesById(protocol);
  const gold = records.filter(
    (one) =>
      one.readerId === readerId && one.isValid && one.purpose === 'gold' && one.step === 'final',
  );
  return protocol.questions.flatMap((question): ConfidenceCheck[] => {
    const scale = question.confidence;
    if (scale === null) return [];
    const pairs = gold.flatMap((record) => {
      const given = record.answers.find((answer) => answer.questionId === question.id);
      const known = cases
        .get(record.caseId)
        ?.reference.find((answer) => answer.questionId === question.id);
      if (given === undefined || known === undefined || given.outcome === 'ungradable') return [];
      if (given.confidence === null) return [];
      return [{ confidence: given.confidence, isRight: answerKey(given) === answerKey(known) }];
    });
    const stepOf = (confidence: number): number =>
      scale.kind === 'steps' ? confidence : Math.min(9, Math.floor(confidence / 10));
    const stepCount = scale.kind === 'steps' ? scale.labels.length : 10;
    const steps = Array.from({ length: stepCount }, (_, step) => {
      const own = pairs.filter((pair) => stepOf(pair.confidence) === step);
      return {
        step,
        right: proportionInterval(own.filter((pair) => pair.isRight).length, own.length),
      };
    });
    const right = pairs.map((pair) => (pair.isRight ? 1 : 0));
    const said = pairs.map((pair) => pair.confidence / 100);
    const isPercent = scale.kind === 'percent';
    return [
      {
        readerId,
        questionId: question.id,
        count: pairs.length,
        steps,
        brier: isPercent ? brierScore(right, said) : null,
        calibration: isPercent
          ? expectedCalibrationError(right, said, { bins: 10, binning: 'equal-width' })
          : null,
      },
    ];
  });
}
