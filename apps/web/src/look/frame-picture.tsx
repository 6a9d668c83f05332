import type { ImageRecord } from '@equipoise/domain';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { lookWords as words } from '../words/look.ts';
import { frameFetcher } from './frames.ts';
import './look.css';
import type { Crop } from './paint.ts';

/** A frame of an image, or a part of it, as a still picture. */
export function FramePicture(props: {
  readonly studyId: string;
  readonly image: ImageRecord;
  readonly frame?: number;
  readonly crop?: Crop | null;
  readonly mostPixels?: number;
  /** What the picture shows; empty where the words beside it say so. */
  readonly alt: string;
}): ReactNode {
  const { studyId, image, frame = 0, crop = null, mostPixels = 512, alt } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hasFailed, setFailed] = useState(false);
  const [x, y, width, height] = [crop?.x, crop?.y, crop?.width, crop?.height];
  useEffect(() => {
    const stopper = new AbortController();
    const part =
      x === undefined || y === undefined || width === undefined || height === undefined
        ? null
        : { x, y, width, height };
    const paint = async (): Promise<void> => {
      setFailed(false);
      const stored = await frameFetcher(studyId, image.imageId)(frame, stopper.signal);
      const { paintFrame } = await import('./paint.ts');
      if (stopper.signal.aborted || canvas.current === null) return;
      await paintFrame(canvas.current, { image, stored, crop: part, mostPixels });
    };
    paint().catch(() => {
      if (!stopper.signal.aborted) setFailed(true);
    });
    return () => stopper.abort();
  }, [studyId, image, frame, x, y, width, height, mostPixels]);
  return (
    <span className="eq-picture">
      <canvas
        ref={canvas}
        {...(alt === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': alt })}
      />
      {hasFailed && <span className="eq-picture-failed">{words.pictureFailed}</span>}
    </span>
  );
}
