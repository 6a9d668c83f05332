import {
  type Command,
  frameStore,
  type JournalEntry,
  loadAnswers,
  openStage,
  type ReaderStage,
  type StageEvent,
  type StageLabel,
  type StageSegment,
} from '@equipoise/web/stage';
import type { CaseOptions } from './case-options.ts';
import { hangingOf, hungImages } from './hang.ts';
import { caseKeys } from './key-maps.ts';
import { shapesOf } from './model-drawings.ts';
import type { PickUp } from './pick-up.ts';

/** What a case hears from its stage. */
export interface StageEars {
  readonly onEvent: (event: StageEvent) => void;
  readonly onJournal: (entries: readonly JournalEntry[]) => void;
  readonly onCommand: (command: Command) => boolean;
  readonly onChange: () => void;
}

/** Builds the stage of a case: its images, hung by the protocol, with the frames that were fetched ahead. */
export function openCaseStage(
  root: HTMLElement,
  options: CaseOptions,
  segments: readonly StageSegment[],
  labels: readonly StageLabel[],
  ears: StageEars,
): ReaderStage {
  const { task, protocol, clock, stores, calls } = options;
  const { studyId } = protocol;
  return openStage({
    root,
    images: hungImages(task),
    hanging: hangingOf(protocol.hanging, task),
    framesOf: (image) =>
      stores.get(image.imageId) ??
      frameStore({
        image,
        fetchFrame: async (frame, signal) => {
          const params = { studyId, imageId: image.imageId, frame };
          return (await calls.call(() => calls.client.imageFrame({ params }, signal))).bytes;
        },
      }),
    segments,
    labels,
    now: clock.now,
    newId: clock.newId,
    keyMap: caseKeys(protocol.questions),
    ...ears,
  });
}

/** Brings back what was drawn, from wherever the work goes on; new strokes are numbered from `sequence` up. */
export async function restoreDrawing(
  stage: ReaderStage,
  options: CaseOptions,
  segments: readonly StageSegment[],
  source: PickUp,
  sequence: number,
): Promise<void> {
  if (source.kind === 'server') {
    await stage.restore(source.document.drawing, [], sequence);
  } else if (source.kind !== 'fresh') {
    const { base, strokes } = source.work;
    const events = strokes.map(({ event }) => event);
    await stage.restore(base?.drawing ?? null, events, sequence);
  } else {
    loadAnswers(
      stage.drawing,
      shapesOf(options.task.answer?.answers ?? []),
      ({ questionId, shape }) =>
        segments.find((one) => one.questionId === questionId && one.label === shape.label)
          ?.segment ?? 1,
    );
  }
}

/** Calls back once every image that hangs is on the screen. */
export function whenShown(stage: ReaderStage, onShown: () => void): void {
  const look = (): void => {
    if (stage.signal.aborted) return;
    if (stage.viewports.some((one) => one.layer !== null && one.isLoading)) {
      requestAnimationFrame(look);
    } else onShown();
  };
  requestAnimationFrame(look);
}
