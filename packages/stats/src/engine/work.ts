import { drawCounts } from '../random.ts';
import { countPair, pairDraws, passAurocPair, rowsToPair } from './auroc-passes.ts';
import { type PermutationScratch, permutationScratch } from './permutation-scratch.ts';
import { permuteAttribute } from './permute.ts';
import type { Plan } from './plan.ts';
import { evaluate } from './replicate.ts';
import { type ReplicateScratch, replicateScratch } from './replicate-scratch.ts';
import { exceedanceBound } from './sequential-p.ts';

/** A piece of a job: replicates or permutations `from` to `to`, for one attribute in the latter case. */
export interface WorkPiece {
  readonly kind: 'replicates' | 'permutations';
  readonly from: number;
  readonly to: number;
  readonly attribute: number;
  /** its place among the pieces */
  readonly index: number;
  /** place of the first piece of the attribute */
  readonly first: number;
}

/** Where pieces write; shared between threads in a pool. */
export interface WorkOutput {
  /** column × replicates */
  readonly replicates: Float64Array;
  /** (1 + permutation) × metric × attribute × 2, the observed one first */
  readonly permutations: Float64Array;
  readonly original: Float64Array;
  /** per piece 1 once it is done */
  readonly done: Int32Array;
}

/** What a second replicate beside the first needs; null where replicates go one by one. */
interface PairScratch {
  readonly rows: Int32Array;
  readonly second: ReplicateScratch;
}

function pairScratch(plan: Plan): PairScratch | null {
  const rows = rowsToPair(plan);
  return rows === null ? null : { rows, second: replicateScratch(plan) };
}

/** Permutations of one attribute counted so far, in their order. */
interface Counted {
  readonly attribute: number;
  /** next permutation, and the piece it is in */
  next: number;
  piece: number;
  /** per metric, those that reach the observed statistic */
  readonly exceedances: Int32Array;
}

/** One thread's side of a job: scratch arrays and the plan. */
export class Worker {
  private readonly plan: Plan;
  private readonly output: WorkOutput;
  private scratch: ReplicateScratch | null = null;
  /** undefined before the first replicates */
  private pairs: PairScratch | null | undefined;
  /** replicates of a piece × columns */
  private rows: Float64Array | null = null;
  private attribute = -1;
  private shuffled: PermutationScratch | null = null;

  private readonly enough: number;
  private counted: Counted = { attribute: -1, next: 1, piece: 0, exceedances: new Int32Array(0) };

  /** @param enough exceedances at which a permutation test stops */
  constructor(plan: Plan, output: WorkOutput, enough: number) {
    this.plan = plan;
    this.output = output;
    this.enough = enough;
  }

  /**
   * Does one piece. Its numbers depend on seed, stream and index alone. Permutations that no test needs any more
   * are left out.
   */
  run(piece: WorkPiece): void {
    if (piece.kind === 'replicates') this.replicates(piece);
    else if (!this.isSettled(piece)) this.permutations(piece);
    Atomics.store(this.output.done, piece.index, 1);
  }

  /** Whether the pieces before settle every metric's test: those that are done without a gap are counted. */
  private isSettled({ attribute, first, index }: WorkPiece): boolean {
    const { plan, output, enough } = this;
    const metrics = plan.metrics.length;
    if (this.counted.attribute !== attribute) {
      this.counted = { attribute, next: 1, piece: first, exceedances: new Int32Array(metrics) };
    }
    const { counted } = this;
    const width = 2 * metrics * plan.attributes.length;
    const statistic = (i: number, m: number): number =>
      output.permutations[i * width + 2 * (m * plan.attributes.length + attribute)]!;
    for (
      ;
      counted.piece < index && Atomics.load(output.done, counted.piece) === 1;
      counted.piece++
    ) {
      const end = (counted.piece - first + 1) * permutationPiece;
      for (; counted.next < end; counted.next++) {
        for (let m = 0; m < metrics; m++) {
          if (statistic(counted.next, m) >= exceedanceBound(statistic(0, m))) {
            counted.exceedances[m]!++;
          }
        }
      }
    }
    return counted.exceedances.every(
      (count, m) => count >= enough || (counted.piece > first && Number.isNaN(statistic(0, m))),
    );
  }

  private replicates({ from, to }: WorkPiece): void {
    this.scratch ??= replicateScratch(this.plan);
    const { plan, scratch, output } = this;
    const width = plan.columns.columnCount;
    this.rows ??= new Float64Array(replicatePiece * width);
    const { rows: piece } = this;
    let b = from;
    if (this.pairs === undefined) this.pairs = pairScratch(plan);
    for (; this.pairs !== null && b + 1 < to; b += 2) {
      const { rows, second } = this.pairs;
      drawCounts(plan.seed, plan.stream, b, plan.patientCount, scratch.draws);
      drawCounts(plan.seed, plan.stream, b + 1, plan.patientCount, second.draws);
      if (pairDraws(rows, scratch.draws, second.draws)) {
        passAurocPair(plan, plan.columns, scratch, second);
        countPair(scratch, second);
      }
      evaluate(plan, plan.columns, scratch, piece, (b - from) * width);
      evaluate(plan, plan.columns, second, piece, (b + 1 - from) * width);
    }
    for (; b < to; b++) {
      drawCounts(plan.seed, plan.stream, b, plan.patientCount, scratch.draws);
      evaluate(plan, plan.columns, scratch, piece, (b - from) * width);
    }
    const { replicates } = output;
    const count = replicates.length / width;
    for (let c = 0; c < width; c++) {
      const at = c * count + from;
      for (let r = 0; r < to - from; r++) replicates[at + r] = piece[r * width + c]!;
    }
  }

  private permutations({ from, to, attribute }: WorkPiece): void {
    const { plan, output } = this;
    if (this.shuffled === null || this.attribute !== attribute) {
      this.shuffled = permutationScratch(plan, attribute);
      this.attribute = attribute;
    }
    const width = 2 * plan.metrics.length * plan.attributes.length;
    const { exceedances } = this.counted;
    const isSettled = (m: number): boolean => exceedances[m]! >= this.enough;
    for (let i = from; i < to; i++) {
      const at = i * width;
      // Place 0 is the observed arrangement, place i the permutation i - 1.
      permuteAttribute(
        plan,
        attribute,
        i - 1,
        this.shuffled,
        output.original,
        output.permutations,
        at,
        isSettled,
      );
    }
  }
}

/** Replicates in a piece; even, so that they go in pairs. */
const replicatePiece = 26;
/** Permutations in a piece. */
const permutationPiece = 25;

/**
 * Cuts a job into pieces of fixed length.
 *
 * @param replicates number of replicates
 * @param permutations number of permutations
 * @param attributes number of attributes
 */
export function cutWork(replicates: number, permutations: number, attributes: number): WorkPiece[] {
  const pieces: WorkPiece[] = [];
  for (let from = 0; from < replicates; from += replicatePiece) {
    const to = Math.min(replicates, from + replicatePiece);
    const index = pieces.length;
    pieces.push({ kind: 'replicates', from, to, attribute: -1, index, first: 0 });
  }
  if (permutations === 0) return pieces;
  for (let attribute = 0; attribute < attributes; attribute++) {
    const first = pieces.length;
    for (let from = 0; from < permutations + 1; from += permutationPiece) {
      const to = Math.min(permutations + 1, from + permutationPiece);
      const index = pieces.length;
      pieces.push({ kind: 'permutations', from, to, attribute, index, first });
    }
  }
  return pieces;
}
