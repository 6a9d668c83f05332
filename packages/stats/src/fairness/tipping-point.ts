import type { ConfusionCounts } from '../classification/confusion.ts';
import { fail } from '../errors.ts';
import { hybridDifference } from '../rates/difference.ts';
import { wilsonWithCritical } from '../rates/proportion-interval.ts';
import { checkShare } from '../special/check.ts';
import { twoSidedZ } from '../special/normal.ts';
import { none, some, type Value } from '../value.ts';

/** Which labels change: of one group, one label, one decision. */
export interface LabelFlips {
  /** First or second group. */
  readonly group: 'a' | 'b';
  /** The label as it is now; the flip makes it the other. */
  readonly from: 'positive' | 'negative';
  /** The decision of the rows, which stays. */
  readonly decision: 'positive' | 'negative';
  /** How many labels change. */
  readonly count: number;
}

/** How few wrong labels would overturn a finding. */
export interface TippingPoint {
  /** Whether the gap is beyond the margin as the labels stand. */
  readonly isBeyondMargin: boolean;
  /** Gap as it is, a minus b. */
  readonly gap: Value;
  /** Fewest flips that change it; `cannot-tip` when no flips do. */
  readonly flips: Value;
  /** Where these flips lie (at most one kind in each group). */
  readonly plan: readonly LabelFlips[];
  /** Share of all labels of the two groups. */
  readonly share: Value;
  /** Gap after the flips. */
  readonly gapAfter: Value;
  /** Fewest flips of each single kind alone, fewest first; kinds that cannot do it alone are absent. */
  readonly single: readonly LabelFlips[];
}

/** Settings of {@link tippingPoint}. */
export interface TippingOptions {
  readonly metric: 'sensitivity' | 'specificity';
  /** Largest gap that is accepted, at least 0. */
  readonly margin: number;
  /**
   * What counts as beyond: the gap itself, or its whole Newcombe interval (default). With the interval and
   * margin 0 the finding is a gap that excludes 0.
   */
  readonly criterion?: 'estimate' | 'interval';
  readonly level?: number;
  /** Design effect of repeated rows of a patient, at least 1: counts are divided by it in the interval. */
  readonly designEffect?: number;
}

/** One class of one group: right and wrong calls, and rows that a flip would bring in. */
interface Cell {
  readonly right: number;
  readonly wrong: number;
  /** Rows of the other label with the decision that would be right, and wrong, here. */
  readonly spareRight: number;
  readonly spareWrong: number;
}

/** The four ways to move a rate: two raise it, two lower it. */
type Move = 'drop-wrong' | 'add-right' | 'drop-right' | 'add-wrong';

const MOVES: readonly Move[] = ['drop-wrong', 'add-right', 'drop-right', 'add-wrong'];

function cellOf(c: ConfusionCounts, metric: TippingOptions['metric']): Cell {
  return metric === 'sensitivity'
    ? { right: c.tp, wrong: c.fn, spareRight: c.fp, spareWrong: c.tn }
    : { right: c.tn, wrong: c.fp, spareRight: c.fn, spareWrong: c.tp };
}

function capacity(cell: Cell, move: Move): number {
  switch (move) {
    case 'drop-wrong':
      return cell.wrong;
    case 'drop-right':
      return cell.right;
    case 'add-right':
      return cell.spareRight;
    case 'add-wrong':
      return cell.spareWrong;
    default:
      return move satisfies never;
  }
}

/** What one flip of a kind adds to the right calls and to all rows of the class. */
const steps: Readonly<Record<Move, readonly [right: number, total: number]>> = {
  'drop-wrong': [0, -1],
  'drop-right': [-1, -1],
  'add-right': [1, 1],
  'add-wrong': [0, 1],
};

/** Right calls and all rows of the class after some flips of one kind. */
function after(cell: Cell, move: Move, count: number): [right: number, total: number] {
  const [right, total] = steps[move];
  return [cell.right + count * right, cell.right + cell.wrong + count * total];
}

/**
 * Fewest label flips that would remove a gap beyond the margin, or create one where there is none, for
 * sensitivity or specificity: decisions stay, labels change. Exact up to 256 flips (one kind in each group);
 * above, the division between the groups is searched in 65 steps.
 *
 * @param a counts of the first group
 * @param b counts of the second group
 * @param options metric, margin, criterion
 * @returns `empty-class` for all values when a group lacks the class
 * @throws stats/bad-argument
 * @see Walsh et al. 2014 (fragility), doi:10.1016/j.jclinepi.2013.10.019
 */
export function tippingPoint(
  a: ConfusionCounts,
  b: ConfusionCounts,
  options: TippingOptions,
): TippingPoint {
  const { metric, margin, criterion = 'interval', level = 0.95, designEffect = 1 } = options;
  if (!(margin >= 0 && designEffect >= 1)) {
    fail(
      'stats/bad-argument',
      `The margin is ${margin} and the design effect ${designEffect}.`,
      'Pass a margin of at least 0 and a design effect of at least 1.',
    );
  }
  checkShare(level, 'level');
  const critical = twoSidedZ(level);
  const cellA = cellOf(a, metric);
  const cellB = cellOf(b, metric);
  const totalA = cellA.right + cellA.wrong;
  const totalB = cellB.right + cellB.wrong;
  if (totalA === 0 || totalB === 0) {
    const reason = none('empty-class');
    return {
      isBeyondMargin: false,
      gap: reason,
      flips: reason,
      plan: [],
      share: reason,
      gapAfter: reason,
      single: [],
    };
  }
  const isBeyond = (ka: number, na: number, kb: number, nb: number): boolean => {
    if (na <= 0 || nb <= 0) return false;
    if (criterion === 'estimate') return Math.abs(ka / na - kb / nb) > margin + 1e-12;
    const d = designEffect;
    const shareA = ka / d / (na / d);
    const shareB = kb / d / (nb / d);
    // The interval holds its estimate: most flips need no interval.
    if (Math.abs(shareA - shareB) <= margin) return false;
    const limitsA = wilsonWithCritical(shareA, na / d, critical);
    const limitsB = wilsonWithCritical(shareB, nb / d, critical);
    const [low, high] = hybridDifference(shareA, limitsA, shareB, limitsB);
    return low > margin || high < -margin;
  };
  const gap = cellA.right / totalA - cellB.right / totalB;
  const isBeyondMargin = isBeyond(cellA.right, totalA, cellB.right, totalB);
  const tipper = (moveA: Move, moveB: Move): ((i: number, j: number) => boolean) => {
    const [rightA, stepA] = steps[moveA];
    const [rightB, stepB] = steps[moveB];
    return (i, j) => {
      const na = totalA + i * stepA;
      const nb = totalB + j * stepB;
      if (na <= 0 || nb <= 0) return false;
      return (
        isBeyond(cellA.right + i * rightA, na, cellB.right + j * rightB, nb) !== isBeyondMargin
      );
    };
  };
  let best: { moveA: Move; i: number; moveB: Move; j: number } | null = null;
  const single: LabelFlips[] = [];
  // Every pair of moves: two rates also meet when both rise to 1.
  for (const moveA of MOVES) {
    for (const moveB of MOVES) {
      const limit: number = best === null ? Number.POSITIVE_INFINITY : best.i + best.j - 1;
      const test = tipper(moveA, moveB);
      const found = fewest(capacity(cellA, moveA), capacity(cellB, moveB), limit, test);
      if (found !== null) best = { moveA, i: found[0], moveB, j: found[1] };
    }
    const ofA = tipper(moveA, 'add-right');
    const own = first(capacity(cellA, moveA), (count) => ofA(count, 0));
    if (own !== null) single.push(describe('a', moveA, own, metric));
    const ofB = tipper('add-right', moveA);
    const other = first(capacity(cellB, moveA), (count) => ofB(0, count));
    if (other !== null) single.push(describe('b', moveA, other, metric));
  }
  single.sort((x, y) => x.count - y.count);
  if (best === null) {
    const reason = none('cannot-tip');
    return {
      isBeyondMargin,
      gap: some(gap),
      flips: reason,
      plan: [],
      share: reason,
      gapAfter: reason,
      single,
    };
  }
  const [ka, na] = after(cellA, best.moveA, best.i);
  const [kb, nb] = after(cellB, best.moveB, best.j);
  const rows = sum(a) + sum(b);
  return {
    isBeyondMargin,
    gap: some(gap),
    flips: some(best.i + best.j),
    plan: [
      describe('a', best.moveA, best.i, metric),
      describe('b', best.moveB, best.j, metric),
    ].filter((flips) => flips.count > 0),
    share: some((best.i + best.j) / rows),
    gapAfter: some(ka / na - kb / nb),
    single,
  };
}

function sum(c: ConfusionCounts): number {
  return c.tp + c.fp + c.fn + c.tn;
}

function describe(
  group: 'a' | 'b',
  move: Move,
  count: number,
  metric: TippingOptions['metric'],
): LabelFlips {
  const own = metric === 'sensitivity' ? 'positive' : 'negative';
  const other = own === 'positive' ? 'negative' : 'positive';
  const from = move === 'drop-wrong' || move === 'drop-right' ? own : other;
  const decision = move === 'drop-right' || move === 'add-right' ? own : other;
  return { group, from, decision, count };
}

/** Next count to try: steps grow by a quarter, so that a passing stretch is not jumped over. */
function nextCount(count: number, limit: number): number {
  return Math.min(limit, Math.max(count + 1, Math.floor(count * 1.25)));
}

/** Smallest count that passes a test, found between growing steps; null when none of the steps passes. */
function first(limit: number, test: (count: number) => boolean): number | null {
  let low = 0;
  for (let high = 1; high <= limit; high = nextCount(high, limit)) {
    if (test(high)) {
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (test(middle)) high = middle;
        else low = middle;
      }
      return high;
    }
    low = high;
    if (high === limit) break;
  }
  return null;
}

/** Fewest flips i + j, i in one group and j in the other, that pass a test; null when none up to the limit. */
function fewest(
  capacityA: number,
  capacityB: number,
  limit: number,
  test: (i: number, j: number) => boolean,
): [number, number] | null {
  const split = (total: number): [number, number] | null => {
    const from = Math.max(0, total - capacityB);
    const to = Math.min(capacityA, total);
    // Up to 256 flips every split is tried; above, 65 of them: the best is at an end as a rule.
    const stride = total <= 256 ? 1 : Math.max(1, Math.ceil((to - from) / 64));
    for (let i = to; i >= from; i -= stride) if (test(i, total - i)) return [i, total - i];
    if (from < to && test(from, total - from)) return [from, total - from];
    return null;
  };
  let high = Math.min(limit, capacityA + capacityB);
  let low = 0;
  let found: [number, number] | null = null;
  for (let total = 1; total <= high; total = nextCount(total, high)) {
    found = split(total);
    if (found !== null) {
      high = total;
      break;
    }
    low = total;
    if (total === high) break;
  }
  if (found === null) return null;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const better = split(middle);
    if (better === null) low = middle;
    else {
      high = middle;
      found = better;
    }
  }
  return found;
}
