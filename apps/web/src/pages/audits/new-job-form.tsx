import type { StudyProtocol } from '@equipoise/domain';
import { Button, FileInput, Group, NumberInput, Radio, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useMemo, useState } from 'react';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { auditsWords as words } from '../../words/audits.ts';
import { type ChosenColumns, ColumnFields, noColumns } from './column-fields.tsx';
import { type ChosenQuestion, firstQuestion, QuestionFields } from './question-fields.tsx';
import { guessColumns, readTableHead, type TableHead } from './table-head.ts';

type Kind = 'audit' | 'label-errors';

/** Begins an audit or a search for label errors: what of the study, and which columns of the file. */
export function NewJobForm(props: {
  readonly studyId: string;
  readonly protocol: StudyProtocol;
}): ReactNode {
  const { studyId, protocol } = props;
  const caseIds = useMemo(
    () => new Set(protocol.cases.map(({ caseId }) => caseId)),
    [protocol.cases],
  );
  const [kind, setKind] = useState<Kind>('audit');
  const [asked, setAsked] = useState<ChosenQuestion>(() => firstQuestion(protocol));
  const [file, setFile] = useState<File | null>(null);
  const [head, setHead] = useState<TableHead | null>(null);
  const [columns, setColumns] = useState<ChosenColumns>(noColumns);
  const [seed, setSeed] = useState(1);
  const add = useChange('addJob', ['jobs']);
  const navigate = useNavigate();

  const take = async (chosen: File | null): Promise<void> => {
    setFile(chosen);
    const found = chosen === null ? null : await readTableHead(chosen, caseIds);
    setHead(found);
    if (found !== null) setColumns({ ...guessColumns(found), groups: strataOf(protocol) });
    else setColumns({ ...noColumns, groups: strataOf(protocol) });
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (file === null) return;
    add.mutate(
      {
        params: { studyId },
        fields: {
          kind,
          question: asked.question,
          ...(asked.option === '' ? {} : { option: asked.option }),
          ...(asked.positive === '' ? {} : { positive: asked.positive }),
          caseColumn: columns.caseColumn,
          score: columns.scores.join(','),
          groups: columns.groups.join(','),
          seed,
        },
        // The name of the file stays here: it may tell of people.
        files: [
          {
            name: /\.parquet$/i.test(file.name) ? 'predictions.parquet' : 'predictions.csv',
            bytes: file,
          },
        ],
      },
      {
        onSuccess: ({ jobId }) =>
          void navigate({
            to: `/studies/${encodeURIComponent(studyId)}/audits/${encodeURIComponent(jobId)}`,
          }),
      },
    );
  };
  const isReady = file !== null && columns.caseColumn !== '' && columns.scores.length > 0;
  return (
    <form onSubmit={send} aria-label={words.begin}>
      <Stack gap="md" maw={640}>
        <Radio.Group
          label={words.kind}
          value={kind}
          onChange={(value) => setKind(value === 'audit' ? 'audit' : 'label-errors')}
        >
          <Stack gap={4} mt={4}>
            <Radio value="audit" label={words.audit} />
            <Radio value="label-errors" label={words.labelErrors} />
          </Stack>
        </Radio.Group>
        <QuestionFields protocol={protocol} value={asked} onChange={setAsked} />
        <FileInput
          label={words.file}
          description={words.fileHelp}
          placeholder={words.choose}
          accept=".csv,.tsv,.txt,.parquet"
          required
          withAsterisk={false}
          value={file}
          onChange={(chosen) => void take(chosen)}
        />
        {file !== null && (
          <>
            <Text size="sm" role="status">
              {head === null ? words.noHead : words.columnsOf(head.columns.length, head.rowCount)}
            </Text>
            <ColumnFields
              head={head}
              strata={strataOf(protocol)}
              value={columns}
              onChange={setColumns}
            />
          </>
        )}
        <Group align="flex-end">
          <NumberInput
            label={words.seed}
            min={0}
            allowDecimal={false}
            w={110}
            hideControls
            value={seed}
            onChange={(value) => setSeed(Number(value))}
          />
          <Button type="submit" loading={add.isPending} disabled={!isReady}>
            {words.start}
          </Button>
        </Group>
        <ProblemNotice error={add.error} />
      </Stack>
    </form>
  );
}

function strataOf(protocol: StudyProtocol): string[] {
  return [...new Set(protocol.cases.flatMap(({ strata }) => Object.keys(strata)))].sort();
}
