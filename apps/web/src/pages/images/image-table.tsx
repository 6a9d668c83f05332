import type { Client } from '@equipoise/api';
import { Button, Checkbox, Group, Modal, Table, Text } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { LazyStage } from '../../look/lazy-stage.tsx';
import { shortId } from '../../look/short-id.ts';
import { Thumbnail } from '../../look/thumbnail.tsx';
import { pageBack } from '../../parts/page-span.ts';
import { Pager } from '../../parts/pager.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { imagesWords as words } from '../../words/images.ts';
import { AddCase } from './add-case.tsx';
import './images.css';
import { ListChoice, listSize, useListChoice } from './list-choice.tsx';

/** An image as curators see it. */
export type ShownImageRow = Awaited<ReturnType<Client['images']>>['images'][number];

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

/** The images of the study: found, sorted and paged by the server; some may be chosen for a case. */
export function ImageTable({ studyId }: { readonly studyId: string }): ReactNode {
  const list = useListChoice('added');
  const [isFree, setFree] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [looked, setLooked] = useState<ShownImageRow | null>(null);
  const [isAdding, setAdding] = useState(false);
  const query = { ...list.query, ...(isFree ? { free: 'true' as const } : {}) };
  const found = useRead('images', { params: { studyId }, query }, { keepsLast: true });
  const back = pageBack(
    found.isPlaceholderData ? undefined : found.data?.total,
    listSize,
    list.page,
  );
  if (back !== null) list.onPage(back);
  const isNarrowed = isFree || query.find !== undefined;
  const choose = (imageId: string): void =>
    setChosen((old) =>
      old.includes(imageId) ? old.filter((id) => id !== imageId) : [...old, imageId],
    );
  return (
    <Answered of={found}>
      {({ total, images }) => (
        <>
          <Group justify="space-between" mb="xs">
            <ListChoice of={list} label={words.findImages}>
              <Checkbox
                label={words.onlyFree}
                checked={isFree}
                onChange={(event) => {
                  setFree(event.currentTarget.checked);
                  list.onPage(0);
                }}
              />
            </ListChoice>
            <Text role="status">{words.imageCount(total)}</Text>
            <Button disabled={chosen.length === 0} onClick={() => setAdding(true)}>
              {words.addCaseOf(chosen.length)}
            </Button>
          </Group>
          {images.length === 0 ? (
            <Text my="md">{isNarrowed ? words.noneFits : words.noImages}</Text>
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
                  {images.map((row) => {
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
                        <Table.Td>
                          {caseIds.length === 0 ? words.inNone : caseIds.join(', ')}
                        </Table.Td>
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
          <Pager
            total={total}
            size={listSize}
            page={list.page}
            label={words.imagesTable}
            onPage={list.onPage}
          />
          {looked !== null && (
            <Look studyId={studyId} row={looked} onClose={() => setLooked(null)} />
          )}
          {isAdding && (
            <AddCase
              studyId={studyId}
              imageIds={chosen}
              onClose={() => setAdding(false)}
              onMade={() => {
                setAdding(false);
                setChosen([]);
              }}
            />
          )}
        </>
      )}
    </Answered>
  );
}
