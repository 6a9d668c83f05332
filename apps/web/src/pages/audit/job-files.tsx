import { Button, Table } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { DownloadLink } from '../../parts/download-link.tsx';
import type { Job } from '../../parts/job-progress.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Section } from '../../parts/section.tsx';
import { addressOf } from '../../shell/address.ts';
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
  // The files of the folder itself first, pictures and tables after them.
  const sorted = [...job.files].sort(
    (a, b) => Number(a.includes('~')) - Number(b.includes('~')) || (a < b ? -1 : 1),
  );
  const shown = isWhole ? sorted : sorted.slice(0, firstFiles);
  return (
    <Section title={words.files} lead={words.filesLead}>
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
                  {/* Folders stand in names with a tilde. */}
                  <DownloadLink
                    href={addressOf('jobFile', { params: { studyId, jobId, name } })}
                    name={name}
                    label={words.getThat(name.replaceAll('~', '/'))}
                    words={words.get}
                  />
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
