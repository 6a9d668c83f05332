import { Button, Group, NativeSelect, Table, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { imagesWords as words } from '../../words/images.ts';
import type { CaseWay } from './batches.ts';
import { CaseWays } from './file-import.tsx';
import { PullJob } from './pull-job.tsx';

const modalities = ['', 'CR', 'DX', 'CT', 'MR', 'MG', 'US', 'OP', 'PT', 'XA', 'SM'];

/** Searches a DICOMweb server and pulls studies from it. */
export function PeerPull({ studyId }: { readonly studyId: string }): ReactNode {
  const [url, setUrl] = useState('');
  const [modality, setModality] = useState('');
  const [dates, setDates] = useState('');
  const [way, setWay] = useState<CaseWay>('patient');
  const [jobIds, setJobIds] = useState<readonly string[]>([]);
  const search = useChange('searchPeer', []);
  const pull = useChange('pullImages', []);
  const params = { studyId };
  const find = (event: FormEvent): void => {
    event.preventDefault();
    const query: Record<string, string> = {};
    if (modality !== '') query['ModalitiesInStudy'] = modality;
    if (dates.trim() !== '') query['StudyDate'] = dates.trim();
    search.mutate({ params, body: { url: url.trim(), query } });
  };
  const take = async (studyInstanceUid: string): Promise<void> => {
    const answer = await pull
      .mutateAsync({ params, body: { url: url.trim(), studyInstanceUid, cases: way } })
      .catch(() => null);
    if (answer !== null) setJobIds((old) => [answer.jobId, ...old]);
  };
  const found = search.data?.studies;
  return (
    <>
      <form onSubmit={find}>
        <Group align="flex-end">
          <TextInput
            label={words.address}
            placeholder={words.addressHelp}
            type="url"
            required
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            style={{ flexGrow: 1, minWidth: '14rem' }}
          />
          <NativeSelect
            label={words.modality}
            data={modalities}
            value={modality}
            onChange={(event) => setModality(event.currentTarget.value)}
          />
          <TextInput
            label={words.dates}
            placeholder={words.datesHelp}
            value={dates}
            onChange={(event) => setDates(event.currentTarget.value)}
          />
          <Button type="submit" loading={search.isPending}>
            {words.search}
          </Button>
        </Group>
      </form>
      <ProblemNotice error={search.error} />
      {found !== undefined && (
        <>
          <Text role="status" my="sm">
            {found.length === 0 ? words.nothingFound : words.found(found.length)}
          </Text>
          <CaseWays value={way} onChange={setWay} name="cases-of-pull" />
          <ScrollBox label={words.foundTable}>
            <Table miw={480}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{words.description}</Table.Th>
                  <Table.Th scope="col">{words.date}</Table.Th>
                  <Table.Th scope="col">{words.modalities}</Table.Th>
                  <Table.Th scope="col">{words.instances}</Table.Th>
                  <Table.Th scope="col">{words.do}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {found.map((one) => (
                  <Table.Tr key={one.studyInstanceUid}>
                    <Table.Th scope="row">{one.description ?? words.unnamed}</Table.Th>
                    <Table.Td>{one.date}</Table.Td>
                    <Table.Td>{one.modalities.join(', ')}</Table.Td>
                    <Table.Td>{one.instanceCount}</Table.Td>
                    <Table.Td>
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={words.pullOne(one.description ?? words.unnamed)}
                        onClick={() => void take(one.studyInstanceUid)}
                      >
                        {words.pull}
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        </>
      )}
      <ProblemNotice error={pull.error} />
      {jobIds.map((jobId) => (
        <PullJob key={jobId} studyId={studyId} jobId={jobId} />
      ))}
    </>
  );
}
