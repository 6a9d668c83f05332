import { Paper, Tabs, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { PageHead } from '../../shell/states.tsx';
import { imagesWords as words } from '../../words/images.ts';
import { CaseTable } from './case-table.tsx';
import { FileImport } from './file-import.tsx';
import { ImageTable } from './image-table.tsx';
import { PeerPull } from './peer-pull.tsx';

/** Taking images in, and the cases made of them. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const params = { studyId };
  const study = useRead('study', { params });
  const [shown, setShown] = useState<string | null>('cases');
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Paper withBorder p="md" component="section" aria-labelledby="bring-title">
        <Title order={2} size="h4" id="bring-title" mb="sm">
          {words.bring}
        </Title>
        <Tabs defaultValue="files" keepMounted>
          <Tabs.List mb="md">
            <Tabs.Tab value="files">{words.fromFiles}</Tabs.Tab>
            <Tabs.Tab value="server">{words.fromServer}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="files">
            <FileImport studyId={studyId} />
          </Tabs.Panel>
          <Tabs.Panel value="server">
            <PeerPull studyId={studyId} />
          </Tabs.Panel>
        </Tabs>
      </Paper>
      <Tabs value={shown} onChange={setShown} keepMounted={false} mt="lg">
        <Tabs.List mb="md">
          <Tabs.Tab value="cases">{words.cases}</Tabs.Tab>
          <Tabs.Tab value="images">{words.images}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="cases">
          <CaseTable
            studyId={studyId}
            isDraft={study.data?.state === 'draft'}
            onMake={() => setShown('images')}
          />
        </Tabs.Panel>
        <Tabs.Panel value="images">
          <ImageTable studyId={studyId} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
