import { exportNames } from '@equipoise/api';
import { Button, NativeSelect, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ScrollBox } from '../../charts/scroll-box.tsx';
import { saveBytes } from '../../parts/save-bytes.ts';
import { Section } from '../../parts/section.tsx';
import { client } from '../../shell/client.ts';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { PageHead, ProblemNotice } from '../../shell/states.tsx';
import { exportHelp, exportsWords as words } from '../../words/exports.ts';
import { Commands } from './commands.tsx';
import { PeerForm } from './peer-form.tsx';

type Name = (typeof exportNames)[number];

/** Files of a study, the commands that compute its figures again, and sending to a DICOMweb server. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const arms = useRead('analysisChoices', { params: { studyId } }).data?.arms ?? [];
  const [arm, setArm] = useState('');
  const download = useMutation({
    mutationFn: async (name: Name) => {
      const query = arm === '' ? {} : { arm };
      saveBytes(await client.export({ params: { studyId, name }, query }), name);
    },
  });
  const said = (): string => {
    if (download.variables === undefined) return '';
    if (download.isPending) return words.getting(download.variables);
    return download.isSuccess ? words.got(download.variables) : '';
  };
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        <Button
          onClick={() => download.mutate('study.zip')}
          loading={download.isPending && download.variables === 'study.zip'}
        >
          {words.whole}
        </Button>
      </PageHead>
      <p className="eq-said" role="status">
        {said()}
      </p>
      <ProblemNotice error={download.error} />
      {arms.length > 1 && (
        <NativeSelect
          maw={360}
          mb="sm"
          label={words.arm}
          description={words.armHelp}
          value={arm}
          onChange={(event) => setArm(event.currentTarget.value)}
          data={[
            { value: '', label: words.all },
            ...arms.map((value) => ({ value, label: value })),
          ]}
        />
      )}
      <Section title={words.files}>
        <ScrollBox label={words.fileTable}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{words.file}</Table.Th>
                <Table.Th scope="col">{words.holds}</Table.Th>
                <Table.Th scope="col">{words.get}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {exportNames.map((name) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row">
                    <code className="eq-name">{name}</code>
                  </Table.Th>
                  <Table.Td>
                    <Text size="sm" miw={220}>
                      {exportHelp[name]}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={words.getThat(name)}
                      loading={download.isPending && download.variables === name}
                      onClick={() => download.mutate(name)}
                    >
                      {words.get}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      </Section>
      <Commands studyId={studyId} arm={arm} />
      <PeerForm studyId={studyId} />
    </>
  );
}
