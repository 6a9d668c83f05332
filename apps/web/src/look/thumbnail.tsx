import { type ReactNode, useState } from 'react';
import { addressOf } from '../shell/address.ts';
import { lookWords as words } from '../words/look.ts';
import './look.css';

/** The small picture of an image; loaded when it comes into sight. */
export function Thumbnail(props: {
  readonly studyId: string;
  readonly imageId: string;
  /** What it shows; empty where the words beside it say so. */
  readonly alt: string;
  /** Side of its square, CSS pixels. */
  readonly side?: number;
}): ReactNode {
  const { studyId, imageId, alt, side = 56 } = props;
  const [hasFailed, setFailed] = useState(false);
  if (hasFailed) {
    return (
      <span className="eq-thumb eq-thumb-none" style={{ width: side, height: side }}>
        <span className="eq-thumb-word">{words.noPicture}</span>
      </span>
    );
  }
  return (
    <img
      className="eq-thumb"
      src={addressOf('imageThumbnail', { params: { studyId, imageId } })}
      alt={alt}
      width={side}
      height={side}
      loading="lazy"
      decoding="async"
      onError={() => setFailed(true)}
    />
  );
}
