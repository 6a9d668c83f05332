import { exportNames, exportsWithoutResults as withoutResults } from '@equipoise/api';
import { NativeSelect, Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { DownloadLink } from '../../parts/download-link.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Section } from '../../parts/section.tsx';
import { addressOf } from '../../shell/address.ts';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { PageHead } from '../../shell/states.tsx';
import { exportHelp, exportsWords as words } from '../../words/exports.ts';
import { Commands } from './commands.tsx';
import { PeerForm } from './peer-form.tsx';

type Name = (typeof exportNames)[number];

/** Files of a study, the commands that compute its figures again, and sending to a DICOMweb server. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const arms = useRead('analysisChoices', { params: { studyId } }).data?.arms ?? [];
  const [arm, setArm] = useState('');
  const progress = useRead('progress', { params: { studyId }, query: { count: 0 } });
  const isHidden = progress.data?.settledCount === null;
  const [asked, setAsked] = useState<Name | null>(null);
  const address = (name: Name): string =>
    addressOf('export', { params: { studyId, name }, query: arm === '' ? {} : { arm } });
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        {!isHidden && (
          <DownloadLink
            href={address('study.zip')}
            name="study.zip"
            words={words.whole}
            isPrimary
            onClick={() => setAsked('study.zip')}
          />
        )}
      </PageHead>
      <p className="eq-said" role="status">
        {asked === null ? '' : words.asked(asked)}
      </p>
      {isHidden && <Text mb="sm">{words.hidden}</Text>}
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
              {(isHidden ? withoutResults : exportNames).map((name) => (
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
                    <DownloadLink
                      href={address(name)}
                      name={name}
                      label={words.getThat(name)}
                      words={words.get}
                      onClick={() => setAsked(name)}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      </Section>
      {!isHidden && <Commands studyId={studyId} arm={arm} />}
      {!isHidden && <PeerForm studyId={studyId} />}
    </>
  );
}
