import { isShapeQuestion } from '@equipoise/annotation';
import { Button, Fieldset, FileInput, Group, List, NativeSelect, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { useEditor } from './editor-context.ts';
import type { TakenDrawings } from './known-files.ts';
import { knownImages } from './known-images.ts';

/** Takes known drawings from files; of questions that are not drawn there is nothing to take. */
export function KnownDrawings(props: {
  readonly onTaken: (caseIds: ReadonlySet<string>) => void;
}): ReactNode {
  const { draft, change, studyId, isReadOnly } = useEditor();
  const [files, setFiles] = useState<File[]>([]);
  const drawn = draft.questions.filter(isShapeQuestion);
  const meanings = drawn
    .filter(({ kind }) => kind === 'mask')
    .flatMap(({ id, labels }) =>
      labels.map(({ value }) => ({ key: `${id}: ${value}`, questionId: id, label: value })),
    );
  const [chosen, setChosen] = useState('');
  const meant = meanings.find(({ key }) => key === chosen) ?? meanings[0] ?? null;
  const take = useMutation({
    mutationFn: async (): Promise<TakenDrawings> => {
      const { readKnownFiles, withDrawings } = await import('./known-files.ts');
      const images = await knownImages(studyId);
      const found = await readKnownFiles(files, images, draft.questions, meant);
      return withDrawings(draft.cases, found, words.notInProtocol);
    },
    onSuccess: (taken) => {
      const known = new Map(taken.cases.map((one) => [one.caseId, one.reference]));
      change((old) => ({
        ...old,
        cases: old.cases.map((one) =>
          taken.caseIds.has(one.caseId)
            ? { ...one, reference: known.get(one.caseId) ?? one.reference }
            : one,
        ),
      }));
      setFiles([]);
      props.onTaken(taken.caseIds);
    },
  });
  if (drawn.length === 0) return null;
  return (
    <Fieldset legend={words.knownFiles} mb="sm">
      <Group align="flex-end">
        <FileInput
          label={words.drawingFiles}
          description={words.drawingFilesHelp}
          multiple
          accept=".json,.nii,.gz"
          miw={280}
          disabled={isReadOnly}
          value={files}
          onChange={setFiles}
        />
        {meanings.length > 1 && (
          <NativeSelect
            label={words.masksMean}
            value={meant?.key ?? ''}
            data={meanings.map(({ key }) => key)}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        )}
        <Button
          variant="default"
          disabled={isReadOnly || files.length === 0}
          loading={take.isPending}
          onClick={() => take.mutate()}
        >
          {words.takeDrawings}
        </Button>
      </Group>
      <div role="status">
        {take.data !== undefined && (
          <>
            <Text size="sm" mt="xs">
              {words.drawingsTaken(take.data.shapeCount, take.data.caseIds.size)}
            </Text>
            {take.data.leftOut.size > 0 && (
              <List size="sm">
                {[...take.data.leftOut].map(([why, count]) => (
                  <List.Item key={why}>{words.drawingsLeft(count, why)}</List.Item>
                ))}
              </List>
            )}
          </>
        )}
      </div>
      {take.error !== null && (
        <Text role="alert" size="sm" mt="xs">
          {words.drawingsFailed(take.error.message)}
        </Text>
      )}
    </Fieldset>
  );
}
