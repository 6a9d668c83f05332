import { proposeMask } from '../core/box-mask/propose-mask.ts';
import type { DrawEvent } from '../core/draw-event.ts';
import type { Drawing } from '../core/drawing.ts';
import { boundsOf } from '../core/geometry.ts';
import type { StageShape } from '../core/shape.ts';
import { cutPlane } from '../core/volume.ts';
import type { StageWords } from '../core/words.ts';
import { boxMaskWords } from '../core/words-box-mask.ts';
import type { FrameStore } from './frame-store.ts';

/** What is needed of a stage, which fetches this file when it is first needed. */
interface BoxMaskStage {
  readonly drawing: Drawing;
  readonly signal: AbortSignal;
  readonly words: StageWords;
  readonly notices: { readonly say: (text: string) => void };
  readonly store: (imageId: string) => FrameStore;
  readonly apply: (events: readonly DrawEvent[]) => void;
}

/**
 * Paints what is proposed within a box into a segment: one step of its own name, which the reader may undo
 * or mend, and which the log tells from what was painted by hand.
 *
 * @param stage the stage
 * @param box a box on one of its planes
 * @param segment from 1
 */
export function proposeInBox(stage: BoxMaskStage, box: StageShape, segment: number): void {
  const { imageId, axis, slice } = box;
  const layer = stage.drawing.layers.get(imageId);
  if (!layer || stage.signal.aborted) return;
  const plane = cutPlane(layer.image, layer.grid, layer.frames, axis, slice);
  if (!plane.isComplete) {
    const store = stage.store(imageId);
    store.requestAll().catch(() => stage.notices.say(stage.words.failed));
    stage.notices.say(boxMaskWords.imageLoads);
    return;
  }
  const found = proposeMask(plane, boundsOf(box.points));
  if (!found) {
    stage.notices.say(boxMaskWords.nothing);
    return;
  }
  stage.apply([{ kind: 'box-mask', imageId, axis, slice, segment, runs: found.runs }]);
  stage.notices.say(boxMaskWords.proposed(found.pixelCount));
}
