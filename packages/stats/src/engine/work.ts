import { drawCounts } from '../random.ts';
import { type PermutationScratch, permutationScratch } from './permutation-scratch.ts';
import { permuteAttribute } from './permute.ts';
import type { Plan } from './plan.ts';
import { evaluate, type ReplicateScratch, replicateScratch } from './replicate.ts';

/** A piece of a job: replicates or permutations `from` to `to`, for one attribute in the latter case. */
export interface WorkPiece {
  readonly kind: 'replicates' | 'permutations';
  readonly from: number;
  readonly to: number;
  readonly attribute: number;
}

/** Where pieces write; shared between threads in a pool. */
export interface WorkOutput {
  /** replicate × columns */
  readonly replicates: Float64Array;
  /** (1 + permutation) × metric × attribute × 2, the observed one first */
  readonly permutations: Float64Array;
  readonly original: Float64Array;
}

/** One thread's side of a job: scratch arrays and the plan. */
export class Worker {
  private readonly plan: Plan;
  private readonly output: WorkOutput;
  private scratch: ReplicateScratch | null = null;
  private attribute = -1;
  private shuffled: PermutationScratch | null = null;

  constructor(plan: Plan, output: WorkOutput) {
    this.plan = plan;
    this.output = output;
  }

  /** Does one piece. Its numbers depend on seed, stream and index alone. */
  run(piece: WorkPiece): void {
    if (piece.kind === 'replicates') this.replicates(piece);
    else this.permutations(piece);
  }

  private replicates({ from, to }: WorkPiece): void {
    this.scratch ??= replicateScratch(this.plan);
    const { plan, scratch, output } = this;
    for (let b = from; b < to; b++) {
      drawCounts(plan.seed, plan.stream, b, plan.patientCount, scratch.draws);
      const at = b * plan.columns.columnCount;
      evaluate(plan, plan.columns, scratch, output.replicates, at);
    }
  }

  private permutations({ from, to, attribute }: WorkPiece): void {
    const { plan, output } = this;
    if (this.shuffled === null || this.attribute !== attribute) {
      this.shuffled = permutationScratch(plan, attribute);
      this.attribute = attribute;
    }
    const width = 2 * plan.metrics.length * plan.attributes.length;
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
      );
    }
  }
}

/** Replicates and permutations in a piece. */
const pieceLength = 25;

/**
 * Cuts a job into pieces of fixed length.
 *
 * @param replicates number of replicates
 * @param permutations number of permutations
 * @param attributes number of attributes
 */
export function cutWork(replicates: number, permutations: number, attributes: number): WorkPiece[] {
  const pieces: WorkPiece[] = [];
  for (let from = 0; from < replicates; from += pieceLength) {
    const to = Math.min(replicates, from + pieceLength);
    pieces.push({ kind: 'replicates', from, to, attribute: -1 });
  }
  if (permutations === 0) return pieces;
  for (let attribute = 0; attribute < attributes; attribute++) {
    for (let from = 0; from < permutations + 1; from += 2 * pieceLength) {
      const to = Math.min(permutations + 1, from + 2 * pieceLength);
      pieces.push({ kind: 'permutations', from, to, attribute });
    }
  }
  return pieces;
}
