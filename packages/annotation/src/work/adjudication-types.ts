import type { AdjudicationEntry, Answer } from '@equipoise/domain';

/** What is next for a case. */
export type AdjudicationStep =
  | { readonly kind: 'waiting-for-reads'; readonly missing: number }
  | {
      readonly kind: 'assign';
      readonly stage: AdjudicationEntry['stage'];
      readonly round: number;
      /** Who may take it; none when nobody is left. */
      readonly candidates: readonly string[];
      /** How many of them are needed for this stage. */
      readonly count: number;
    }
  | {
      readonly kind: 'settled';
      readonly answers: readonly Answer[];
      readonly how: 'agreement' | 'third-reader' | 'senior' | 'round-robin' | 'panel' | 'majority';
      /** Readings and entries that the answers rest on. */
      readonly sources: readonly string[];
      readonly rounds: number;
    }
  | { readonly kind: 'unresolved'; readonly rounds: number };
