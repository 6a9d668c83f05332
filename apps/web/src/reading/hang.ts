import { type HangingProtocol, type ImageRecord, singleViewport } from '@equipoise/domain';
import type { HungImage } from '@equipoise/web/stage';

/** The images of a task, with those of related cases. */
export interface TaskImages {
  readonly images: readonly ImageRecord[];
  readonly related: readonly {
    readonly relation: 'prior' | 'contralateral' | 'other-view';
    readonly images: readonly ImageRecord[];
  }[];
  readonly isFlipped: boolean;
}

/** The images with their parts in the case. */
export function hungImages(task: TaskImages): HungImage[] {
  return [
    ...task.images.map((image) => ({ source: 'current' as const, image })),
    ...task.related.flatMap(({ relation, images }) =>
      images.map((image) => ({ source: relation, image })),
    ),
  ];
}

/**
 * How the images of a task hang. A single viewport grows into a grid where the case has more images than it shows, so
 * that none goes unseen; a mirrored case hangs mirrored everywhere.
 */
export function hangingOf(protocol: HangingProtocol, task: TaskImages): HangingProtocol {
  const [only] = protocol.viewports;
  const isSingle = protocol.viewports.length === 1 && only?.source === 'current';
  const count = Math.min(task.images.length, 64);
  let hung = protocol;
  if (isSingle && count > 1) {
    const columns = Math.ceil(Math.sqrt(count));
    hung = {
      columns,
      rows: Math.ceil(count / columns),
      viewports: Array.from({ length: count }, (_, at) => ({
        ...(only ?? singleViewport.viewports[0]!),
        id: `${only?.id ?? 'main'} ${at + 1}`,
        image: at,
        column: at % columns,
        row: Math.floor(at / columns),
        columnSpan: 1,
        rowSpan: 1,
      })),
    };
  }
  if (!task.isFlipped) return hung;
  const viewports = hung.viewports.map((one) => ({ ...one, isFlipped: !one.isFlipped }));
  return { ...hung, viewports };
}
