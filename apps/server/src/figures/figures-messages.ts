import type { AssignedTasks, CaseStands, ReaderProgress } from '@equipoise/annotation';
import type { StudyMoment } from '@equipoise/store';
import type { ReadingsChoice } from '../ports/room-statistics.ts';

/** An analysis of answers, or of what readers drew of one label of a question. */
export type AnalysisAsk = {
  readonly choice: ReadingsChoice;
  readonly label?: string;
} & (
  | { readonly kind: 'agreement' | 'consensus' }
  /** Of instructions that were given at random, or that followed one another. */
  | { readonly kind: 'instructions'; readonly by: InstructionsBy }
);

/** The column of the export by which instructions are compared. */
export type InstructionsBy = 'instructions' | 'instructions_number';

/** An analysis of what readers drew of a label. */
export type DrawnAsk = AnalysisAsk & { readonly label: string };

/** A figure of a study that rests on all its answers. */
export type FigureAsk = AnalysisAsk | { readonly kind: 'readers' } | { readonly kind: 'progress' };

/** Where cases and readers stand, small enough to be handed over whole. */
export interface ProgressFigure {
  readonly stands: CaseStands;
  readonly readers: readonly ReaderProgress[];
  readonly assigned: readonly AssignedTasks[];
}

/** A figure as it was found: JSON text, or where everybody stands. */
export type FoundFigure = string | ProgressFigure;

/** Which state of a study a figure tells of. */
export interface FigureMoment extends StudyMoment {
  /** When it was read; ISO UTC. */
  readonly at: string;
}

/** What the process of the figures is told. */
export type FigureOrder =
  | {
      readonly kind: 'start';
      readonly connectionString: string;
      /** Where tables of answers are kept between two starts. */
      readonly folder: string;
      readonly version: string;
    }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly studyId: string;
      readonly ask: FigureAsk;
    };

/** What the process of the figures says. */
export type FigureMessage =
  /** It will take longer than a request should wait. */
  | { readonly kind: 'slow'; readonly id: number }
  | { readonly kind: 'share'; readonly id: number; readonly share: number }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly moment: FigureMoment;
      readonly found: FoundFigure;
    }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly code: string;
      readonly sentence: string;
      readonly mend: string;
    };
