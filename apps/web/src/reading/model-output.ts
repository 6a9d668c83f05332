import type { Answer } from '@equipoise/domain';
import type { ReaderStage } from '@equipoise/web/stage';
import { showModel } from './model-drawings.ts';

/** What a model says to a case, and whether its drawings are in sight. */
export class ModelOutput {
  /** Null: the reader sees none, or none yet. */
  answers: readonly Answer[] | null;
  areDrawingsShown = true;

  /** @param answers of the model, when the case is served */
  constructor(answers: readonly Answer[] | null) {
    this.answers = answers;
  }

  /** Draws them on a stage, or takes them away from it. */
  draw(stage: ReaderStage | null): void {
    if (stage !== null && this.answers !== null) {
      showModel(stage, this.answers, this.areDrawingsShown);
    }
  }

  /** Shows or hides what the model drew. */
  toggle(stage: ReaderStage | null): void {
    this.areDrawingsShown = !this.areDrawingsShown;
    this.draw(stage);
  }
}
