import { type ReactNode, useState } from 'react';
import { basePath } from '../shell/base-path.ts';
import { lookWords as words } from '../words/look.ts';
import './look.css';

/** Where the small picture of an image is. */
export function thumbnailAddress(studyId: string, imageId: string): string {
  return `${basePath()}/api/studies/${encodeURIComponent(studyId)}/images/${encodeURIComponent(imageId)}/thumbnail`;
}

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
      src={thumbnailAddress(studyId, imageId)}
      alt={alt}
      width={side}
      height={side}
      loading="lazy"
      decoding="async"
      onError={() => setFailed(true)}
    />
  );
}
