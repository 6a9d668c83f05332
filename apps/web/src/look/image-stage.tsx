import type { HangingProtocol } from '@equipoise/domain';
import { singleViewport } from '@equipoise/domain';
import {
  type AnsweredShape,
  frameStore,
  type HungImage,
  loadAnswers,
  openStage,
  type ReaderStage,
} from '@equipoise/web/stage';
import { type ReactNode, useEffect, useRef } from 'react';
import '../stage/stage.css';
import { frameFetcher } from './frames.ts';
import './look.css';

/** What one person drew, laid over the images in a colour of its own. */
export interface Layer {
  /** Shown to the reader; unique. */
  readonly name: string;
  readonly drawn: readonly AnsweredShape[];
}

/** Images on the stage, to look at: nothing can be drawn. */
export function ImageStage(props: {
  readonly studyId: string;
  readonly images: readonly HungImage[];
  readonly hanging?: HangingProtocol;
  readonly layers?: readonly Layer[];
  /** Names of the layers that are seen; all when absent. */
  readonly seen?: ReadonlySet<string>;
  readonly label: string;
}): ReactNode {
  const { studyId, images, hanging = singleViewport, layers = [], seen, label } = props;
  const root = useRef<HTMLDivElement>(null);
  const stage = useRef<ReaderStage | null>(null);
  useEffect(() => {
    if (root.current === null) return;
    const opened = openStage({
      root: root.current,
      images,
      framesOf: (image) => frameStore({ image, fetchFrame: frameFetcher(studyId, image.imageId) }),
      hanging,
      segments: layers.map(({ name }, at) => ({
        segment: at + 1,
        name,
        questionId: name,
        shapeId: name,
        label: name,
      })),
      labels: layers.map(({ name }) => ({ questionId: name, label: name })),
      now: () => performance.now(),
      newId: () => crypto.randomUUID(),
      isReadOnly: true,
    });
    stage.current = opened;
    return () => {
      stage.current = null;
      opened.close();
    };
  }, [studyId, images, hanging, layers]);
  useEffect(() => {
    const opened = stage.current;
    if (opened === null) return;
    opened.drawing.shapes.clear();
    const known = new Set(images.map(({ image }) => image.imageId));
    layers.forEach(({ name, drawn }, at) => {
      const isSeen = seen?.has(name) ?? true;
      const own = drawn
        .filter(({ shape }) => known.has(shape.imageId))
        // Masks stay in their segment and are hidden there; outlines are taken out.
        .filter(({ shape }) => shape.kind === 'mask' || isSeen)
        .map(({ questionId, shape }) => ({
          questionId,
          // The colour is that of the person, and ids of two persons may be the same.
          shape: { ...shape, label: name, shapeId: `${at} ${shape.shapeId}` },
        }));
      loadAnswers(opened.drawing, own, () => at + 1);
    });
    opened.setLook({
      isShown: (segment) => {
        const name = layers[segment - 1]?.name;
        return name !== undefined && (seen?.has(name) ?? true);
      },
      opacity: 0.35,
    });
    for (const viewport of opened.viewports) viewport.maskChanged(null);
    opened.redraw();
  }, [layers, seen, images]);
  return (
    <section className="eq-stage-box" aria-label={label}>
      <div ref={root} />
    </section>
  );
}
