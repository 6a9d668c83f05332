import { type Ratings, ratingsFromTable } from '../../src/agreement/index.ts';
import { randomStream } from '../../src/index.ts';

/** A panel of readers who see a hidden severity through noise of their own. */
export interface Panel {
  readonly patients: number;
  /** Units of patient p: 1 + p mod unitsUpTo. */
  readonly unitsUpTo: number;
  /** Standard deviation of each reader's noise. */
  readonly noise: readonly number[];
  /** What each reader adds to the severity. */
  readonly lean: readonly number[];
  /** Severities at which the next category begins. */
  readonly cuts: readonly number[];
  readonly missing: number;
}

/** Draws the readings of a panel; half of the variance of severity is between patients. */
export function drawPanel(panel: Panel, seed: number): Ratings {
  const uniform = randomStream(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const cells: number[] = [];
  const patients: number[] = [];
  for (let p = 0; p < panel.patients; p++) {
    const shared = normal();
    for (let k = 0; k <= p % panel.unitsUpTo; k++) {
      const severity = Math.SQRT1_2 * (shared + normal());
      panel.noise.forEach((noise, g) => {
        const seen = severity + panel.lean[g]! + noise * normal();
        const grade = panel.cuts.filter((cut) => seen > cut).length;
        cells.push(uniform() < panel.missing ? -1 : grade);
      });
      patients.push(p);
    }
  }
  return ratingsFromTable(cells, panel.noise.length, {
    categoryCount: panel.cuts.length + 1,
    patients,
  });
}

/** Ratings from rows of units; null where missing. */
export function fromRows(
  rows: readonly (readonly (number | null)[])[],
  categoryCount: number,
  patients?: readonly number[],
): Ratings {
  const cells = rows.flatMap((row) => row.map((cell) => cell ?? -1));
  return ratingsFromTable(cells, rows[0]?.length ?? 1, {
    categoryCount,
    ...(patients ? { patients } : {}),
  });
}
