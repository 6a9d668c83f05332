import type { Question, Shape } from '@equipoise/domain';
import {
  type Command,
  frameStore,
  loadAnswers,
  openStage,
  type ReaderStage,
  stageShape,
  tilePlace,
} from '@equipoise/web/stage';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { frameFetcher } from '../../look/frames.ts';
import { fitLabel, labelsOf, segmentsOf } from '../../reading/drawn-answers.ts';
import { hangingOf, hungImages } from '../../reading/hang.ts';
import { caseKeys } from '../../reading/key-maps.ts';
import '../../stage/stage.css';
import { adjudicationWords as words } from '../../words/adjudication.ts';
import type { Overlay } from './overlays.ts';
import type { Adjudication, Protocol } from './view-types.ts';

/** Segments that belong to others begin here: own ones fill the first page of eight. */
const othersFrom = 9;

/** Letters stand for colours in the stage's list of labels. */
const colourLabel = (colour: number): string => `~colour-${colour}`;

/** Segment of drawings of others: on the second page of eight, by its colour. */
function overlaySegment(colour: number): number {
  return othersFrom + colour - 1;
}

/** Images with own drawings and those of others. */
export function JudgeStage(props: {
  readonly studyId: string;
  readonly view: Pick<Adjudication, 'images' | 'related'>;
  readonly protocol: Protocol;
  readonly questions: readonly Question[];
  /** Whether one may draw. */
  readonly isEditing: boolean;
  readonly overlays: readonly Overlay[];
  readonly stage: RefObject<ReaderStage | null>;
  readonly onReady: () => void;
  readonly onDrawn: (questionId: string | null) => void;
  readonly onCommand: (command: Command) => boolean;
  readonly onChange: () => void;
}): ReactNode {
  const { studyId, view, protocol, questions, stage, overlays, isEditing } = props;
  const root = useRef<HTMLDivElement>(null);
  const now = useRef(props);
  now.current = props;
  useEffect(() => {
    if (root.current === null) return;
    const task = { images: view.images, related: view.related, isFlipped: false };
    const labels = [
      ...labelsOf(questions),
      ...Array.from({ length: 8 - labelsOf(questions).length }, (_, at) => ({
        questionId: '~',
        label: colourLabel(at + 1 + labelsOf(questions).length),
      })),
    ];
    const opened = openStage({
      root: root.current,
      images: hungImages(task),
      hanging: hangingOf(protocol.hanging, task),
      framesOf: (image) => frameStore({ image, fetchFrame: frameFetcher(studyId, image.imageId) }),
      segments: segmentsOf(questions),
      labels,
      now: () => performance.now(),
      newId: () => crypto.randomUUID(),
      keyMap: caseKeys(questions),
      get isReadOnly() {
        return !now.current.isEditing;
      },
      onEvent: ({ kind, payload }) => {
        if (kind === 'stroke' || kind === 'shape') now.current.onDrawn(payload.questionId);
        else if (kind === 'remove-shape') now.current.onDrawn(null);
      },
      onCommand: (command) => now.current.onCommand(command),
      onChange: () => {
        const open = stage.current;
        if (open !== null) open.label = fitLabel(questions, open.tool, open.label);
        now.current.onChange();
      },
    });
    stage.current = opened;
    now.current.onReady();
    return () => {
      stage.current = null;
      opened.close();
    };
  }, [studyId, view, protocol, questions, stage]);
  useEffect(() => {
    const opened = stage.current;
    if (opened !== null) layOver(opened, questions, overlays, isEditing);
  }, [stage, questions, overlays, isEditing]);
  return (
    <section className="eq-judge-stage" aria-label={words.image}>
      <div ref={root} />
    </section>
  );
}

/** Shows drawings of others: masks in segments of their own, outlines as guides. */
function layOver(
  stage: ReaderStage,
  questions: readonly Question[],
  overlays: readonly Overlay[],
  isEditing: boolean,
): void {
  const ownLabels = labelsOf(questions);
  const labelOf = (colour: number): string => ownLabels[colour - 1]?.label ?? colourLabel(colour);
  // Segments of others are emptied before they are filled anew.
  for (const layer of stage.drawing.layers.values()) {
    for (const key of [...layer.mask.tiles.keys()]) {
      if (tilePlace(layer.mask, key).page > 0) layer.mask.tiles.delete(key);
    }
  }
  const known = new Set(stage.drawing.layers.keys());
  for (const { colour, shapes } of overlays) {
    const masks = shapes.filter(({ shape }) => shape.kind === 'mask' && known.has(shape.imageId));
    loadAnswers(stage.drawing, masks, () => overlaySegment(colour));
  }
  const outlines = overlays.flatMap(({ colour, shapes }, place) =>
    shapes.flatMap(({ questionId, shape }) =>
      shape.kind === 'mask'
        ? []
        : [stageShape(recoloured(shape, labelOf(colour), place), questionId)],
    ),
  );
  stage.setGuides(outlines);
  stage.setLook({
    isShown: (segment) => segment >= othersFrom || isEditing,
    opacity: 0.4,
  });
  for (const viewport of stage.viewports) viewport.maskChanged(null);
  stage.redraw();
}

function recoloured<S extends Shape>(shape: S, label: string, place: number): S {
  return { ...shape, label, shapeId: `${place} ${shape.shapeId}` };
}
