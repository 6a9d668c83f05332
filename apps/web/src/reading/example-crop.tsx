import type { Client } from '@equipoise/api';
import type { ExamplePicture } from '@equipoise/domain';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { readingWords as words } from '../words/reading.ts';

/** An example picture of a label: part of a frame, drawn here from the stored pixels. */
export function ExampleCrop(props: {
  readonly client: Pick<Client, 'image' | 'imageFrame'>;
  readonly studyId: string;
  readonly example: ExamplePicture;
  readonly labelText: string;
}): ReactNode {
  const { client, studyId, example, labelText } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    const stopper = new AbortController();
    const { imageId, frame, crop } = example;
    const draw = async (): Promise<void> => {
      const [{ drawCrop }, image, { bytes }] = await Promise.all([
        import('./draw-crop.ts'),
        client.image({ params: { studyId, imageId } }, stopper.signal),
        client.imageFrame({ params: { studyId, imageId, frame } }, stopper.signal),
      ]);
      const { width, height, pixels } = await drawCrop(image, bytes, crop);
      const here = canvas.current;
      if (stopper.signal.aborted || here === null) return;
      here.width = width;
      here.height = height;
      here.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
    };
    draw().catch(() => {
      if (!stopper.signal.aborted) setFailed(true);
    });
    return () => stopper.abort();
  }, [client, studyId, example]);
  const kind = words.exampleKind[example.kind];
  return (
    <figure className={`example-crop is-${example.kind}`}>
      {hasFailed ? (
        <p>{words.exampleFailed}</p>
      ) : (
        <canvas
          ref={canvas}
          width={160}
          height={160}
          role="img"
          aria-label={words.exampleAlt(kind, labelText)}
        />
      )}
      <figcaption>
        <strong>{kind}</strong>
        {example.caption !== '' && <span> {example.caption}</span>}
      </figcaption>
    </figure>
  );
}
