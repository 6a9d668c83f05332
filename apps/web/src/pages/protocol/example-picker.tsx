import type { ExamplePicture, ImageRecord } from '@equipoise/domain';
import { Button, Group, Modal, NativeSelect, NumberInput, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Crop } from '../../look/paint.ts';
import { shortId } from '../../look/short-id.ts';
import { Thumbnail } from '../../look/thumbnail.tsx';
import { Pager } from '../../parts/pager.tsx';
import { useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { CropBox } from './crop-box.tsx';
import { useEditor } from './editor-context.ts';

const pageSize = 24;
const kinds = ['positive', 'negative', 'borderline'] as const;

function ImageGrid({ onPick }: { readonly onPick: (image: ImageRecord) => void }): ReactNode {
  const { studyId } = useEditor();
  const [page, setPage] = useState(0);
  const query = { from: page * pageSize, count: pageSize };
  const found = useRead('images', { params: { studyId }, query }, { keepsLast: true });
  if (found.data === undefined) return <Answered of={found}>{() => null}</Answered>;
  const { images, total } = found.data;
  return (
    <>
      <Text size="sm" mb="sm">
        {images.length === 0 ? words.noImages : words.pickText}
      </Text>
      <div className="eq-pick-grid">
        {images.map(({ record, caseIds }) => (
          <button
            key={record.imageId}
            type="button"
            aria-label={words.pick(caseIds[0] ?? shortId(record.imageId))}
            onClick={() => onPick(record)}
          >
            <Thumbnail studyId={studyId} imageId={record.imageId} alt="" side={96} />
            <span>{caseIds[0] ?? shortId(record.imageId)}</span>
          </button>
        ))}
      </div>
      <Pager total={total} size={pageSize} page={page} label={words.pickTitle} onPage={setPage} />
    </>
  );
}

/** Chooses an example picture: an image, its frame, and the part that is shown. */
export function ExamplePicker(props: {
  readonly onClose: () => void;
  readonly onTake: (example: ExamplePicture) => void;
}): ReactNode {
  const { studyId } = useEditor();
  const [image, setImage] = useState<ImageRecord | null>(null);
  const [frame, setFrame] = useState(0);
  const [crop, setCrop] = useState<Crop | null>(null);
  const [kind, setKind] = useState<ExamplePicture['kind']>('positive');
  const [caption, setCaption] = useState('');
  const number = (key: keyof Crop, label: string): ReactNode => (
    <NumberInput
      label={label}
      w={110}
      value={crop?.[key] ?? ''}
      allowDecimal={false}
      onChange={(value) => {
        if (typeof value !== 'number' || image === null) return;
        const old = crop ?? { x: 0, y: 0, width: image.width, height: image.height };
        setCrop({ ...old, [key]: value });
      }}
    />
  );
  return (
    <Modal
      opened
      size="xl"
      onClose={props.onClose}
      title={image === null ? words.pickTitle : words.cropTitle}
    >
      {image === null ? (
        <ImageGrid
          onPick={(one) => {
            setImage(one);
            setFrame(0);
            setCrop(null);
          }}
        />
      ) : (
        <>
          <Text size="sm" mb="xs">
            {words.cropText}
          </Text>
          <CropBox studyId={studyId} image={image} frame={frame} crop={crop} onCrop={setCrop} />
          <Group align="flex-end" my="sm">
            {image.frameCount > 1 && (
              <NumberInput
                label={words.frame}
                w={110}
                min={0}
                max={image.frameCount - 1}
                value={frame}
                onChange={(value) =>
                  setFrame(
                    Math.min(image.frameCount - 1, Math.max(0, Math.round(Number(value) || 0))),
                  )
                }
              />
            )}
            {number('x', words.x)}
            {number('y', words.y)}
            {number('width', words.width)}
            {number('height', words.height)}
            <Button variant="default" onClick={() => setCrop(null)}>
              {words.wholePicture}
            </Button>
          </Group>
          <Group align="flex-end">
            <NativeSelect
              label={words.exampleKind}
              value={kind}
              data={kinds.map((value) => ({ value, label: words.exampleKinds[value] }))}
              onChange={
                (event) => setKind(event.currentTarget.value as ExamplePicture['kind']) // of the list
              }
            />
            <TextInput
              label={words.caption}
              value={caption}
              maxLength={1000}
              style={{ flexGrow: 1 }}
              onChange={(event) => setCaption(event.currentTarget.value)}
            />
          </Group>
        </>
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={props.onClose}>
          {words.cancel}
        </Button>
        {image !== null && (
          <>
            <Button variant="default" onClick={() => setImage(null)}>
              {words.back}
            </Button>
            <Button
              onClick={() => props.onTake({ imageId: image.imageId, frame, kind, caption, crop })}
            >
              {words.takeExample}
            </Button>
          </>
        )}
      </Group>
    </Modal>
  );
}
