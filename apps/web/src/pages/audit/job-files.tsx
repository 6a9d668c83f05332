import { Button, Table } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ScrollBox } from '../../charts/scroll-box.tsx';
import type { Job } from '../../parts/job-progress.tsx';
import { saveBytes } from '../../parts/save-bytes.ts';
import { Section } from '../../parts/section.tsx';
import { client } from '../../shell/client.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { auditWords as words } from '../../words/audit.ts';

const firstFiles = 8;

/** Every file that a job made, to be downloaded. */
export function JobFiles({
  studyId,
  job,
}: {
  readonly studyId: string;
  readonly job: Job;
}): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const { jobId } = job;
  const download = useMutation({
    mutationFn: async (name: string) =>
      // Folders stand in names with a tilde.
      saveBytes(await client.jobFile({ params: { studyId, jobId, name } }), name),
  });
  // The files of the folder itself first, pictures and tables after them.
  const sorted = [...job.files].sort(
    (a, b) => Number(a.includes('~')) - Number(b.includes('~')) || (a < b ? -1 : 1),
  );
  const shown = isWhole ? sorted : sorted.slice(0, firstFiles);
  return (
    <Section title={words.files} lead={words.filesLead}>
      <ProblemNotice error={download.error} />
      <ScrollBox label={words.fileTable}>
        <Table maw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.file}</Table.Th>
              <Table.Th scope="col">{words.get}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((name) => (
              <Table.Tr key={name}>
                <Table.Th scope="row">
                  <code>{name.replaceAll('~', '/')}</code>
                </Table.Th>
                <Table.Td>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={words.getThat(name.replaceAll('~', '/'))}
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
      {shown.length < sorted.length && (
        <Button mt="xs" variant="default" onClick={() => setWhole(true)}>
          {words.showFiles(sorted.length)}
        </Button>
      )}
    </Section>
  );
}
