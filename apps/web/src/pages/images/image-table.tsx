import type { Client } from '@equipoise/api';
import { Button, Checkbox, Group, Modal, Table, Text, TextInput } from '@mantine/core';
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { ScrollBox } from '../../charts/scroll-box.tsx';
import { LazyStage } from '../../look/lazy-stage.tsx';
import { Pager } from '../../look/pager.tsx';
import { shortId } from '../../look/short-id.ts';
import { Thumbnail } from '../../look/thumbnail.tsx';
import { imagesWords as words } from '../../words/images.ts';
import { AddCase } from './add-case.tsx';
import type { ShownCase } from './case-table.tsx';
import './images.css';

/** An image as curators see it. */
export type ShownImageRow = Awaited<ReturnType<Client['images']>>['images'][number];

const pageSize = 50;

function Look(props: {
  readonly studyId: string;
  readonly row: ShownImageRow;
  readonly onClose: () => void;
}): ReactNode {
  const { record } = props.row;
  const images = useMemo(() => [{ source: 'current' as const, image: record }], [record]);
  return (
    <Modal
      opened
      size="90vw"
      onClose={props.onClose}
      title={words.lookTitle(shortId(record.imageId))}
    >
      <Text size="sm" mb="xs">
        {words.stageKeys}
      </Text>
      <LazyStage studyId={props.studyId} images={images} label={words.stage} />
      <Text size="xs" mt="xs" className="eq-break">
        {words.pixelHash} {record.pixelHash}
      </Text>
    </Modal>
  );
}

/** All images of the study, page by page; some may be chosen for a case. */
export function ImageTable(props: {
  readonly studyId: string;
  readonly images: readonly ShownImageRow[];
  readonly cases: readonly ShownCase[];
}): ReactNode {
  const { studyId, images, cases } = props;
  const [find, setFind] = useState('');
  const [isFree, setFree] = useState(false);
  const [page, setPage] = useState(1);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [looked, setLooked] = useState<ShownImageRow | null>(null);
  const [isAdding, setAdding] = useState(false);
  const wanted = useDeferredValue(find.trim().toLowerCase());
  const kept = useMemo(
    () =>
      images.filter(
        ({ record, caseIds }) =>
          (!isFree || caseIds.length === 0) &&
          (wanted === '' ||
            [record.imageId, record.source.format, ...caseIds]
              .join(' ')
              .toLowerCase()
              .includes(wanted)),
      ),
    [images, isFree, wanted],
  );
  const pageCount = Math.max(1, Math.ceil(kept.length / pageSize));
  const here = Math.min(page, pageCount);
  const choose = (imageId: string): void =>
    setChosen((old) =>
      old.includes(imageId) ? old.filter((id) => id !== imageId) : [...old, imageId],
    );
  return (
    <>
      <Group justify="space-between" mb="xs">
        <Group>
          <TextInput
            aria-label={words.findImages}
            placeholder={words.find}
            value={find}
            onChange={(event) => {
              setFind(event.currentTarget.value);
              setPage(1);
            }}
          />
          <Checkbox
            label={words.onlyFree}
            checked={isFree}
            onChange={(event) => setFree(event.currentTarget.checked)}
          />
        </Group>
        <Text role="status">{words.imageCount(kept.length)}</Text>
        <Button disabled={chosen.length === 0} onClick={() => setAdding(true)}>
          {words.addCaseOf(chosen.length)}
        </Button>
      </Group>
      {kept.length === 0 ? (
        <Text my="md">{images.length === 0 ? words.noImages : words.noneFits}</Text>
      ) : (
        <ScrollBox label={words.imagesTable}>
          <Table miw={720}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{words.choose('')}</Table.Th>
                <Table.Th scope="col">{words.picture}</Table.Th>
                <Table.Th scope="col">{words.image}</Table.Th>
                <Table.Th scope="col">{words.size}</Table.Th>
                <Table.Th scope="col">{words.frames}</Table.Th>
                <Table.Th scope="col">{words.format}</Table.Th>
                <Table.Th scope="col">{words.in}</Table.Th>
                <Table.Th scope="col">{words.do}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {kept.slice((here - 1) * pageSize, here * pageSize).map((row) => {
                const { record, caseIds } = row;
                const name = shortId(record.imageId);
                return (
                  <Table.Tr key={record.imageId}>
                    <Table.Td>
                      <Checkbox
                        aria-label={words.choose(name)}
                        checked={chosen.includes(record.imageId)}
                        onChange={() => choose(record.imageId)}
                      />
                    </Table.Td>
                    <Table.Td>
                      <Thumbnail studyId={studyId} imageId={record.imageId} alt="" />
                    </Table.Td>
                    <Table.Th scope="row" title={record.imageId}>
                      {name}
                    </Table.Th>
                    <Table.Td>{`${record.width} × ${record.height}`}</Table.Td>
                    <Table.Td>{record.frameCount}</Table.Td>
                    <Table.Td>{words.formatOf(record.source.format, record.bits)}</Table.Td>
                    <Table.Td>{caseIds.length === 0 ? words.inNone : caseIds.join(', ')}</Table.Td>
                    <Table.Td>
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={words.lookAt(name)}
                        onClick={() => setLooked(row)}
                      >
                        {words.look}
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
      <Pager page={here} pageCount={pageCount} onPage={setPage} />
      {looked !== null && <Look studyId={studyId} row={looked} onClose={() => setLooked(null)} />}
      {isAdding && (
        <AddCase
          studyId={studyId}
          imageIds={chosen}
          cases={cases}
          onClose={() => setAdding(false)}
          onMade={() => {
            setAdding(false);
            setChosen([]);
          }}
        />
      )}
    </>
  );
}
