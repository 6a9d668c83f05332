import type { AuditDocument, Estimate, SliceRef } from '@equipoise/domain';
import { evidenceOf } from '../select.ts';
import { isOverall } from '../words.ts';

/** Name of a slice: the same for the same attributes and levels in any order. */
export function sliceKey(slice: SliceRef): string {
  return JSON.stringify(Object.entries(slice).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Which figures a share-safe copy hides. */
export interface SuppressionPlan {
  readonly below: number;
  /** True where everything about a slice is hidden, in every task. */
  readonly isHidden: (slice: SliceRef) => boolean;
  /** True where everything, or the counted rates of a task and model, are hidden. */
  readonly isRateHidden: (task: string, model: string, slice: SliceRef) => boolean;
  /** {@link SuppressionPlan.isHidden} for one level. */
  readonly isLevelHidden: (attribute: string | null, level: string) => boolean;
  /** {@link SuppressionPlan.isRateHidden} for one level. */
  readonly isLevelRateHidden: (
    task: string,
    model: string,
    attribute: string | null,
    level: string,
  ) => boolean;
  /** Tasks whose left-out rows are too few to be told from the difference of two counts. */
  readonly roundedTasks: ReadonlySet<string>;
}

interface Cell {
  readonly slice: SliceRef;
  people: number;
  isSmall: boolean;
}

/** True for a count of people that must not be shown. */
export function isSmall(count: number | null | undefined, below: number): boolean {
  return typeof count === 'number' && count < below;
}

/**
 * Decides what to hide: first every slice with too few people, positives or negatives in any task,
 * then more cells until no hidden one can be got by subtraction from a total (complementary
 * suppression). Rates whose numerator, or what it lacks to the denominator, is small are hidden per
 * task and model in the same way.
 */
export function planSuppression(document: AuditDocument, below: number): SuppressionPlan {
  const cells = collectCells(document, below);
  const hidden = complement(cells, below);
  const scopes = new Map<string, Set<string>>();
  for (const [scope, small] of smallRates(document, below)) {
    const marked = new Map(
      [...cells].map(([key, cell]) => [
        key,
        { ...cell, isSmall: hidden.has(key) || small.has(key) },
      ]),
    );
    const set = complement(marked, below);
    if (small.has('[]')) set.add('[]');
    scopes.set(scope, set);
  }
  const isHidden = (slice: SliceRef): boolean => {
    if (hidden.has(sliceKey(slice))) return true;
    // A cell of a hidden level is hidden with it.
    const parts = Object.entries(slice);
    return (
      parts.length > 1 && parts.some(([name, level]) => hidden.has(sliceKey({ [name]: level })))
    );
  };
  const isRateHidden = (task: string, model: string, slice: SliceRef): boolean => {
    const set = scopes.get(`${task}\u0000${model}`);
    return isHidden(slice) || set?.has('[]') === true || set?.has(sliceKey(slice)) === true;
  };
  const levelSlice = (attribute: string | null, level: string): SliceRef =>
    attribute === null || isOverall(level) ? {} : { [attribute]: level };
  return {
    below,
    isHidden,
    isRateHidden,
    isLevelHidden: (attribute, level) => isHidden(levelSlice(attribute, level)),
    isLevelRateHidden: (task, model, attribute, level) =>
      isRateHidden(task, model, levelSlice(attribute, level)),
    roundedTasks: new Set(
      document.flow.tasks
        .filter((task) => task.leftOut.some((left) => left.rowCount > 0 && left.rowCount < below))
        .map((task) => task.task),
    ),
  };
}

function collectCells(document: AuditDocument, below: number): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  const see = (slice: SliceRef, people: number, small: boolean): void => {
    const key = sliceKey(slice);
    const before = cells.get(key);
    if (before) {
      before.people = Math.min(before.people, people);
      before.isSmall ||= small;
    } else cells.set(key, { slice, people, isSmall: small });
  };
  const peopleSmall = (counts: {
    readonly patientCount: number;
    readonly caseCount: number;
    readonly positiveCount?: number | null;
    readonly positivePatientCount?: number | null;
    readonly negativePatientCount?: number | null;
  }): boolean =>
    isSmall(counts.patientCount, below) ||
    isSmall(counts.positivePatientCount ?? counts.positiveCount, below) ||
    isSmall(
      counts.negativePatientCount ??
        (typeof counts.positiveCount === 'number' ? counts.caseCount - counts.positiveCount : null),
      below,
    );
  for (const estimate of document.estimates) {
    see(estimate.slice, estimate.patientCount, estimate.class === null && peopleSmall(estimate));
  }
  for (const { attribute, data } of evidenceOf(document, 'gap-family')) {
    for (const level of data.levels)
      see(slice(attribute, level.level), level.patientCount, peopleSmall(level));
  }
  for (const { attribute, data } of evidenceOf(document, 'calibration')) {
    for (const group of data.groups)
      see(slice(attribute, group.level), group.patientCount, peopleSmall(group));
  }
  for (const { data } of evidenceOf(document, 'sites')) {
    for (const site of data.sites)
      see(slice(data.attribute, site.level), site.patientCount, peopleSmall(site));
  }
  for (const { attribute, data } of evidenceOf(document, 'acquisition')) {
    for (const row of data.rows)
      see(slice(attribute, row.level), row.patientCount, isSmall(row.patientCount, below));
  }
  for (const { attribute, data } of evidenceOf(document, 'power')) {
    for (const row of data.rows)
      see(slice(attribute, row.level), row.patientCount, isSmall(row.patientCount, below));
  }
  for (const { data } of evidenceOf(document, 'unit-of-analysis')) {
    for (const row of data.effective) {
      see(slice(row.attribute, row.level), row.patientCount, isSmall(row.patientCount, below));
    }
  }
  for (const { data } of evidenceOf(document, 'intersections')) {
    for (const cell of data.cells) {
      see(
        cell.slice,
        cell.patientCount,
        isSmall(cell.patientCount, below) || isSmallFraction(cell, below),
      );
    }
  }
  for (const row of document.missing) {
    const level = slice(row.attribute, '(missing)');
    if (cells.has(sliceKey(level))) {
      see(level, row.missingPatientCount, isSmall(row.missingPatientCount, below));
    }
  }
  return cells;
}

function slice(attribute: string | null, level: string): SliceRef {
  return attribute === null || isOverall(level) ? {} : { [attribute]: level };
}

function isSmallFraction(
  cell: { readonly numerator?: number | null; readonly denominator?: number | null },
  below: number,
): boolean {
  const { numerator, denominator } = cell;
  if (typeof numerator !== 'number' || typeof denominator !== 'number') return false;
  return numerator < below || denominator - numerator < below;
}

/** Slices with a small numerator or complement, per task and model; rates alone. */
function smallRates(document: AuditDocument, below: number): Map<string, Set<string>> {
  const scopes = new Map<string, Set<string>>();
  const add = (task: string, model: string, key: string): void => {
    const scope = `${task}\u0000${model}`;
    const set = scopes.get(scope) ?? new Set<string>();
    scopes.set(scope, set.add(key));
  };
  for (const entry of document.estimates) {
    if (isSmallFraction(entry, below)) add(entry.task, entry.model, sliceKey(entry.slice));
  }
  for (const { task, model, attribute, data } of evidenceOf(document, 'gap-family')) {
    for (const level of data.levels) {
      if (isSmallFraction(level, below)) add(task, model, sliceKey(slice(attribute, level.level)));
    }
  }
  return scopes;
}

/**
 * The hidden cells and those that must go with them: among the levels of one attribute, and in
 * every line of an intersection, either none is hidden or at least two that together hold enough
 * people.
 */
function complement(cells: ReadonlyMap<string, Cell>, below: number): Set<string> {
  const hidden = new Set([...cells].filter(([, cell]) => cell.isSmall).map(([key]) => key));
  const lines = new Map<string, string[]>();
  for (const [key, cell] of cells) {
    const entries = Object.entries(cell.slice);
    if (entries.length === 0) continue;
    const names = entries.map(([name]) => name).sort();
    for (const [free] of entries) {
      const fixed = entries.filter(([name]) => name !== free);
      const line = `${names.join('\u0001')}\u0002${free}\u0002${sliceKey(Object.fromEntries(fixed))}`;
      const list = lines.get(line);
      if (list) list.push(key);
      else lines.set(line, [key]);
    }
  }
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const line of lines.values()) {
      const gone = line.filter((key) => hidden.has(key));
      if (gone.length === 0 || gone.length === line.length) continue;
      const people = gone.reduce((sum, key) => sum + cells.get(key)!.people, 0);
      if (gone.length >= 2 && people >= below) continue;
      const next = line
        .filter((key) => !hidden.has(key))
        .sort((a, b) => cells.get(a)!.people - cells.get(b)!.people || (a < b ? -1 : 1))[0]!;
      hidden.add(next);
      isChanged = true;
    }
  }
  return hidden;
}

/** An estimate whose value follows from counts: a rate, or anything at a threshold. */
export function isCounted(estimate: Estimate): boolean {
  return (
    typeof estimate.denominator === 'number' ||
    typeof estimate.numerator === 'number' ||
    estimate.labels !== undefined ||
    estimate.threshold !== null
  );
}
