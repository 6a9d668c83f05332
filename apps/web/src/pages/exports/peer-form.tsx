import { Button, Checkbox, Group, Radio, Stack, Table, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { isUnderWay, JobProgress } from '../../parts/job-progress.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Section } from '../../parts/section.tsx';
import { useJobs } from '../../parts/use-jobs.ts';
import { Instant } from '../../shell/instant.tsx';
import { useChange } from '../../shell/queries.ts';
import { Answered, ProblemNotice } from '../../shell/states.tsx';
import { exportsWords as words } from '../../words/exports.ts';
import { jobWords } from '../../words/jobs.ts';

const kinds = ['seg', 'sr'] as const;
type Kind = (typeof kinds)[number];

/** Sends segmentations and reports to a DICOMweb server, and lists what was sent. */
export function PeerForm({ studyId }: { readonly studyId: string }): ReactNode {
  const [url, setUrl] = useState('');
  const [chosen, setChosen] = useState<readonly Kind[]>(kinds);
  const [identity, setIdentity] = useState<'peer' | 'pseudonym'>('peer');
  const send = useChange('sendToPeer', ['jobs']);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send.mutate({ params: { studyId }, body: { url, kinds: [...chosen], identity } });
  };
  return (
    <Section title={words.peer} lead={words.peerLead}>
      <form onSubmit={submit}>
        <Stack gap="sm" maw={560}>
          <TextInput
            label={words.url}
            description={words.urlHelp}
            type="url"
            required
            withAsterisk={false}
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <Checkbox.Group
            label={words.kinds}
            value={[...chosen]}
            onChange={(values) => setChosen(kinds.filter((kind) => values.includes(kind)))}
          >
            <Group gap="md" mt={4}>
              {kinds.map((kind) => (
                <Checkbox key={kind} value={kind} label={words[kind]} />
              ))}
            </Group>
          </Checkbox.Group>
          <Radio.Group
            label={words.identity}
            value={identity}
            onChange={(value) => setIdentity(value === 'pseudonym' ? 'pseudonym' : 'peer')}
          >
            <Stack gap={4} mt={4}>
              <Radio value="peer" label={words.atPeer} />
              <Radio value="pseudonym" label={words.pseudonym} />
            </Stack>
          </Radio.Group>
          <ProblemNotice error={send.error} />
          <div>
            <Button type="submit" loading={send.isPending} disabled={chosen.length === 0}>
              {words.send}
            </Button>
          </div>
        </Stack>
      </form>
      <Sends studyId={studyId} />
    </Section>
  );
}

function Sends({ studyId }: { readonly studyId: string }): ReactNode {
  const jobs = useJobs(studyId);
  return (
    <Answered of={jobs}>
      {({ jobs: all }) => {
        const sends = all.filter(({ kind }) => kind === 'send');
        if (sends.length === 0) {
          return (
            <Text size="sm" mt="sm">
              {words.noSends}
            </Text>
          );
        }
        return (
          <ScrollBox label={words.sendTable}>
            <Table mt="sm">
              <Table.Caption>{words.sends}</Table.Caption>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{jobWords.begun}</Table.Th>
                  <Table.Th scope="col">{jobWords.progress}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {sends.map((job) => (
                  <Table.Tr key={job.jobId}>
                    <Table.Th scope="row">
                      <Instant at={job.createdAt} />
                    </Table.Th>
                    <Table.Td>
                      <JobProgress studyId={studyId} job={job} mayCancel={isUnderWay(job)} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        );
      }}
    </Answered>
  );
}
