import type { Analysis } from '@equipoise/annotation';
import type { RoomCaseLabel } from './case-labels.ts';

/** An analysis of a study in the reading room, and the call of the command that gives the same numbers. */
export interface RoomAnalysis extends Analysis {
  readonly command: readonly string[];
  readonly readingCount: number;
}

/** A consensus with the label of every case beside it. */
export interface RoomConsensus extends RoomAnalysis {
  readonly caseLabels: readonly RoomCaseLabel[];
}

/** How far an analysis is. */
export type OnProgress = (label: string, done: number, total: number) => void;

/** Level of intervals where a command is told none. */
export const roomLevel = 0.95;

/** Seed where a command is told none. */
export const roomSeed = 1;

/** Tolerance of surface Dice where a command is told none, mm. */
export const roomTolerance = 2;

/** An analysis that has nothing to say yet. */
export const emptyAnalysis: Analysis = {
  summary: [],
  facts: [],
  sections: [],
  estimates: [],
  findings: [],
  warnings: [],
  methods: [],
};
