import type { AuditContext } from '../frame/audit-spec.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';

/** A partition of a run's rows by the levels of some attributes. */
export interface Strata {
  readonly names: readonly string[];
  readonly codes: Int32Array;
  readonly count: number;
}

const maxDefaultLevels = 6;

/**
 * The strata that a comparison by one attribute is adjusted for: the declared case-mix attributes,
 * else up to two other groups that have at most six levels and do not describe how the image was made.
 *
 * @returns null where there is nothing to adjust for
 */
export function caseMixStrata(
  run: PredictionRun,
  attribute: RunAttribute,
  _context: AuditContext,
): Strata | null {
  const cache = known.get(run.attributes) ?? new Map<RunAttribute, Strata | null>();
  known.set(run.attributes, cache);
  const found = cache.get(attribute);
  if (found !== undefined) return found;
  const made = makeStrata(run, attribute);
  cache.set(attribute, made);
  return made;
}

/** Runs of the same rows share their attributes, and so the strata. */
const known = new WeakMap<readonly RunAttribute[], Map<RunAttribute, Strata | null>>();

function makeStrata(run: PredictionRun, attribute: RunAttribute): Strata | null {
  const declared = run.attributes.filter(
    (other) => other.role === 'case-mix' && other.name !== attribute.name,
  );
  const others = run.attributes.filter(
    (other) =>
      other.name !== attribute.name &&
      other.role === 'group' &&
      other.levels.length <= maxDefaultLevels &&
      other.levels.length > 1,
  );
  const chosen = declared.length > 0 ? declared : others.slice(0, 2);
  return chosen.length === 0 ? null : crossStrata(chosen);
}

/** Crosses the levels of several attributes. */
export function crossStrata(attributes: readonly RunAttribute[]): Strata {
  const rowCount = attributes[0]?.codes.length ?? 0;
  const codes = new Int32Array(rowCount);
  let count = 1;
  for (const attribute of attributes) {
    for (let i = 0; i < rowCount; i += 1)
      codes[i] = codes[i]! * attribute.levels.length + attribute.codes[i]!;
    count *= attribute.levels.length;
  }
  return { names: attributes.map((attribute) => attribute.name), codes, count };
}

const ofLevels = new WeakMap<RunAttribute, Strata>();

/** The levels of one attribute as strata. */
export function levelStrata(attribute: RunAttribute): Strata {
  const found = ofLevels.get(attribute) ?? crossStrata([attribute]);
  ofLevels.set(attribute, found);
  return found;
}

const ofOne = new WeakMap<RunAttribute, Strata>();

/** All rows of an attribute as one stratum. */
export function oneStratum(attribute: RunAttribute): Strata {
  const found = ofOne.get(attribute) ?? {
    names: [],
    codes: new Int32Array(attribute.codes.length),
    count: 1,
  };
  ofOne.set(attribute, found);
  return found;
}
