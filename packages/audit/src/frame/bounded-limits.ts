import { findMetric } from '@equipoise/metrics';
import {
  clopperPearson,
  type EngineCell,
  type EngineMetricResult,
  type Limits,
  wilson,
} from '@equipoise/stats';

/** Patients of a class below which the limits of a mean over classes come from exact counts. */
export const fewPatientsOfClass = 10;

/** One class within a cell: its patients and the share of its rows that were decided right. */
export interface ClassShare {
  readonly patientCount: number;
  /** 0 to 1 */
  readonly share: number;
}

/** Classes of each cell that have a row there: of everyone, and of each attribute's levels. */
export interface ClassShares {
  readonly overall: readonly ClassShare[];
  /** attribute → level → classes */
  readonly attributes: readonly (readonly (readonly ClassShare[])[])[];
}

/** True where a class that is present has fewer than ten patients. */
export function hasSmallClass(classes: readonly ClassShare[]): boolean {
  return classes.some((one) => one.patientCount < fewPatientsOfClass);
}

/**
 * Puts the limits of a metric of a whole task inside the range that the metric declares.
 *
 * Between two bounds the clustered standard error and its bootstrap-t factor are taken to the log-odds scale
 * of the range (for −1 to 1 this is Fisher's z); at a single bound limits are cut. Balanced accuracy with a
 * class of fewer than ten patients, or at 0 or 1, has the exact limits of each class with its patients as the
 * size, their distances combined by squares (MOVER). Accuracy at 0 or 1, or of fewer than ten patients, has
 * limits on the patients. Gaps are cut at the widest possible difference.
 *
 * @param result of a metric without declared range: given back as it is
 * @param classes classes of the cells; null for a task without classes
 * @param level e.g. .95
 * @see Zou and Donner 2008, doi:10.1002/sim.3095; Wilson 1927, doi:10.1080/01621459.1927.10502953; Clopper
 * and Pearson 1934, doi:10.1093/biomet/26.4.404
 */
export function withinRange(
  metric: string,
  result: EngineMetricResult,
  classes: ClassShares | null,
  level: number,
): EngineMetricResult {
  const range = findMetric(metric)?.range;
  if (range === undefined || !(Number.isFinite(range[0]) || Number.isFinite(range[1])))
    return result;
  const cellOf = (cell: EngineCell, own: readonly ClassShare[] | null): EngineCell =>
    boundCell(metric, cell, own, range, level);
  const bounded = gapsWithinRange(metric, result);
  return {
    ...bounded,
    overall: cellOf(bounded.overall, classes?.overall ?? null),
    attributes: bounded.attributes.map((part, a) => ({
      ...part,
      cells: part.cells.map((cell, k) => cellOf(cell, classes?.attributes[a]?.[k] ?? null)),
    })),
  };
}

/** Cuts the limits of gaps and of their range at the widest difference that the metric's range leaves. */
export function gapsWithinRange(metric: string, result: EngineMetricResult): EngineMetricResult {
  const [low, high] = findMetric(metric)?.range ?? [
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ];
  const widest = high - low;
  if (!Number.isFinite(widest)) return result;
  const cut = (family: EngineFamily): EngineFamily => ({
    ...family,
    gaps: family.gaps.map((gap) => ({
      ...gap,
      simultaneous: clip(gap.simultaneous, -widest, widest),
      unadjusted: clip(gap.unadjusted, -widest, widest),
    })),
  });
  return {
    ...result,
    attributes: result.attributes.map((part) => ({
      ...part,
      versusRest: cut(part.versusRest),
      versusReference: cut(part.versusReference),
      range: { ...part.range, limits: clip(part.range.limits, 0, widest) },
    })),
  };
}

type EngineFamily = EngineMetricResult['attributes'][number]['versusRest'];

/** True where limits of a gap were cut at the widest difference that the metric's range leaves. */
export function isAtWidest(metric: string, limits: Limits | null): boolean {
  const [low, high] = findMetric(metric)?.range ?? [
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ];
  const widest = high - low;
  return (
    limits !== null && Number.isFinite(widest) && (limits[0] <= -widest || limits[1] >= widest)
  );
}

function boundCell(
  metric: string,
  cell: EngineCell,
  classes: readonly ClassShare[] | null,
  range: readonly [number, number],
  level: number,
): EngineCell {
  const value = cell.value.value;
  if (value === null) return cell;
  const give = (limits: Limits, method: string): EngineCell => ({
    ...cell,
    limits,
    studentised: cell.studentised === null ? null : limits,
    method,
  });
  const { patients } = cell.counts;
  const isAtBound = value <= range[0] || value >= range[1];
  if (metric === 'balanced-accuracy' && classes !== null && (isAtBound || hasSmallClass(classes)))
    return give(meanOfShares(classes, level), 'Clopper-Pearson of each class on patients, MOVER');
  if (metric === 'accuracy' && patients > 0 && (isAtBound || patients < fewPatientsOfClass)) {
    const hits = Math.min(1, Math.max(0, value)) * patients;
    return patients < fewPatientsOfClass
      ? give(clopperPearson(hits, patients, level), 'Clopper-Pearson on patients')
      : give(wilson(hits, patients, level), 'Wilson on patients');
  }
  const se = cell.standardError.value;
  if (cell.limits === null || se === null || !(se > 0) || isAtBound) {
    return {
      ...cell,
      limits: clip(cell.limits, ...range),
      studentised: clip(cell.studentised, ...range),
    };
  }
  const [from, to] = cell.limits;
  if (Number.isFinite(range[0]) && Number.isFinite(range[1]))
    return give(onLogOdds(value, (to - from) / 2, range), `${cell.method}, log-odds scale`);
  const isCut = from < range[0] || to > range[1];
  const limits: Limits = [Math.max(from, range[0]), Math.min(to, range[1])];
  return give(limits, isCut ? `${cell.method}, cut at the range` : cell.method);
}

/** Limits value ± half width, made on the log-odds scale of the range. */
function onLogOdds(value: number, half: number, [low, high]: readonly [number, number]): Limits {
  const span = high - low;
  const share = (value - low) / span;
  const reach = half / span / (share * (1 - share));
  const centre = Math.log(share / (1 - share));
  const at = (x: number): number => low + span / (1 + Math.exp(-x));
  return [at(centre - reach), at(centre + reach)];
}

/**
 * Limits of a mean of independent shares: the distances to the exact limits of each, combined by squares; inside
 * 0 to 1 by itself.
 *
 * @param classes at least one, each with at least one patient
 * @param level e.g. .95
 * @see Zou and Donner 2008, doi:10.1002/sim.3095
 */
export function meanOfShares(classes: readonly ClassShare[], level: number): Limits {
  let mean = 0;
  let below = 0;
  let above = 0;
  for (const { patientCount, share } of classes) {
    const [low, high] = clopperPearson(share * patientCount, patientCount, level);
    mean += share / classes.length;
    below += (share - low) * (share - low);
    above += (high - share) * (high - share);
  }
  return [
    Math.max(0, mean - Math.sqrt(below) / classes.length),
    Math.min(1, mean + Math.sqrt(above) / classes.length),
  ];
}

function clip(limits: Limits | null, low: number, high: number): Limits | null {
  return limits === null ? null : [Math.max(low, limits[0]), Math.min(high, limits[1])];
}
