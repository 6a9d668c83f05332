import { fail } from '../errors.ts';

/** How a long piece of work tells of itself and is stopped. */
export interface Steps {
  /** Told now and then: what is being done, and how much of it. */
  readonly progress?: (what: string, done: number, total: number) => void;
  /** Asked between the parts; true stops the work. */
  readonly isCancelled?: () => boolean;
}

/**
 * Tells how far the work is, and stops it where that was asked.
 *
 * @throws store/cancelled
 */
export function step(steps: Steps, what: string, done: number, total: number): void {
  steps.progress?.(what, done, total);
  if (steps.isCancelled?.() === true) {
    fail('store/cancelled', `${what} was cancelled.`, 'Start it again when wanted.');
  }
}
