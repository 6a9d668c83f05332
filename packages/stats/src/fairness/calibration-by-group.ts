import {
  type WeakCalibration,
  type WeakCalibrationOptions,
  weakCalibration,
} from '../calibration/weak.ts';
import type { GroupCodes } from './group-codes.ts';

/** Logistic recalibration of one group. */
export interface GroupWeakCalibration {
  readonly label: string;
  readonly rowCount: number;
  readonly positiveCount: number;
  readonly calibration: WeakCalibration;
}

/**
 * Calibration slope and calibration in the large of each group, with standard errors for independent rows.
 *
 * @param y labels 0 or 1
 * @param probability predicted probabilities, 0 to 1
 * @param groups group of each row
 * @param options clip of the probabilities and level
 * @returns one entry per group, in the order of the labels; a value is missing with its reason
 * @throws stats/bad-argument, stats/not-a-number
 * @see Cox 1958, doi:10.1093/biomet/45.3-4.562; Van Calster et al. 2016, doi:10.1016/j.jclinepi.2015.12.005
 */
export function calibrationByGroup(
  y: ArrayLike<number>,
  probability: ArrayLike<number>,
  groups: GroupCodes,
  options: WeakCalibrationOptions = {},
): GroupWeakCalibration[] {
  const rows = groups.labels.map((): number[] => []);
  for (let i = 0; i < groups.codes.length; i++) rows[groups.codes[i]!]?.push(i);
  return groups.labels.map((label, g) => {
    const own = rows[g]!;
    const labels = Float64Array.from(own, (i) => y[i]!);
    return {
      label,
      rowCount: own.length,
      positiveCount: labels.reduce((a, b) => a + b, 0),
      calibration: weakCalibration(
        labels,
        Float64Array.from(own, (i) => probability[i]!),
        options,
      ),
    };
  });
}
