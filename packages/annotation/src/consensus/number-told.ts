import type { ReadersEstimate } from '@equipoise/domain';
import type { FusedNumbers, NumberMethod, NumberModel, NumberReadings } from './number-fusion.ts';
import type { NumberReader } from './number-readers.ts';

/** The labels of one question of numbers. */
export interface NumberLabels {
  readonly task: string;
  readonly method: NumberMethod;
  /** One a case; NaN where nobody answered. */
  readonly value: Float64Array;
  /** NaN where nothing tells how far readers err. */
  readonly standardError: Float64Array;
  /** Half the width of the limits over the standard error. */
  readonly critical: number;
  readonly answerCount: Int32Array;
  readonly cannotTell: Int32Array;
}

/** Figures of every method. */
export interface NumberMethodFigures {
  readonly method: NumberMethod;
  readonly mean: ReadersEstimate;
  readonly error: ReadersEstimate;
  /** Mean distance from the plain mean. */
  readonly distance: ReadersEstimate;
}

/** One question of numbers with everything that is told of it. */
export interface ToldNumbers {
  readonly task: string;
  readonly readings: NumberReadings;
  readonly model: NumberModel | null;
  readonly labels: NumberLabels;
  readonly because: string;
  readonly all: readonly FusedNumbers[];
  readonly readers: readonly NumberReader[];
}
