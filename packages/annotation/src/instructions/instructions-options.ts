import type { MaskSource } from '../agreement/agreement-options.ts';
import type { AnalysisOptions } from '../frame/analysis.ts';

/** Under which version of the instructions each reading was made. */
export interface ReadingVersions {
  /** Names of the versions, as {@link orderVersions} puts them. */
  readonly names: readonly string[];
  /** For each question of the readings the version of each of its readings; −1 where none is known. */
  readonly of: readonly Int32Array[];
}

/** What a comparison of versions of the instructions is told beside the common options. */
export interface InstructionsOptions extends AnalysisOptions {
  readonly versions: ReadingVersions;
  /** Whether readers got their version at random; if not, differences are described and never judged. */
  readonly isRandomised: boolean;
  /** Largest difference between two versions that counts as none; null where none was declared. */
  readonly margin: number | null;
  /**
   * For each question what its readings are held against: class index (one that is no class of the question where the
   * reference says something that nobody may answer) or number, NaN where unknown; null: readers are held against each other.
   */
  readonly truth: readonly (Float64Array | null)[];
  /** Whether answers are scores of readings, such as Dice values computed elsewhere. */
  readonly areScores: boolean;
  readonly masks: MaskSource | null;
  /** Reader whose masks are the reference; counted among nobody. Null: readers are held against each other. */
  readonly reference: number | null;
}

/**
 * Distinct names of versions in their order: by number where all are numbers, else by code point.
 *
 * @param names in any order, with repeats
 */
export function orderVersions(names: Iterable<string>): string[] {
  const distinct = [...new Set(names)];
  const areNumbers = distinct.every((name) => name.trim() !== '' && Number.isFinite(Number(name)));
  return distinct.sort((a, b) =>
    areNumbers && Number(a) !== Number(b) ? Number(a) - Number(b) : a < b ? -1 : 1,
  );
}
