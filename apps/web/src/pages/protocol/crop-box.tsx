import type { ImageRecord } from '@equipoise/domain';
import { type PointerEvent, type ReactNode, useRef } from 'react';
import { boxBetween } from '../../look/box-between.ts';
import { FramePicture } from '../../look/frame-picture.tsx';
import type { Crop } from '../../look/paint.ts';
import { partsWords as words } from '../../words/protocol-parts.ts';

/** A frame on which a box is drawn; the numbers beside it do the same by keys. */
export function CropBox(props: {
  readonly studyId: string;
  readonly image: ImageRecord;
  readonly frame: number;
  readonly crop: Crop | null;
  readonly onCrop: (crop: Crop | null) => void;
}): ReactNode {
  const { studyId, image, frame, crop, onCrop } = props;
  const start = useRef<readonly [number, number] | null>(null);
  const area = useRef<HTMLDivElement>(null);
  const pointOf = (event: PointerEvent): readonly [number, number] => {
    const box = area.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0 || box.height === 0) return [0, 0];
    return [
      ((event.clientX - box.left) / box.width) * image.width,
      ((event.clientY - box.top) / box.height) * image.height,
    ];
  };
  const percent = (value: number, of: number): string => `${(value / of) * 100}%`;
  return (
    <div
      ref={area}
      className="eq-crop"
      role="img"
      aria-label={words.cropPicture}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = pointOf(event);
      }}
      onPointerMove={(event) => {
        if (start.current !== null) onCrop(boxBetween(start.current, pointOf(event), image));
      }}
      onPointerUp={(event) => {
        const from = start.current;
        start.current = null;
        if (from === null) return;
        const box = boxBetween(from, pointOf(event), image);
        // A click draws nothing.
        onCrop(box.width < 3 || box.height < 3 ? null : box);
      }}
    >
      <FramePicture studyId={studyId} image={image} frame={frame} mostPixels={640} alt="" />
      {crop !== null && (
        <span
          className="eq-crop-box"
          style={{
            left: percent(crop.x, image.width),
            top: percent(crop.y, image.height),
            width: percent(crop.width, image.width),
            height: percent(crop.height, image.height),
          }}
        />
      )}
    </div>
  );
}
