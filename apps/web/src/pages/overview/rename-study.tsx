import { Button, Group, Modal, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { overviewWords as words } from '../../words/overview.ts';

/** Gives the study another title. */
export function RenameStudy(props: {
  readonly studyId: string;
  readonly title: string;
  readonly onClose: () => void;
}): ReactNode {
  const [title, setTitle] = useState(props.title);
  const rename = useChange('renameStudy', ['study', 'studies']);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    rename.mutate(
      { params: { studyId: props.studyId }, body: { title: title.trim() } },
      { onSuccess: props.onClose },
    );
  };
  return (
    <Modal opened onClose={props.onClose} title={words.renameTitle}>
      <form onSubmit={save}>
        <TextInput
          label={words.title}
          value={title}
          maxLength={500}
          required
          data-autofocus
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <ProblemNotice error={rename.error} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={props.onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={rename.isPending} disabled={title.trim() === ''}>
            {words.save}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
