import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { studiesWords as words } from '../../words/studies.ts';

/** Begins a study, and goes there. */
export function NewStudy({ onClose }: { readonly onClose: () => void }): ReactNode {
  const [title, setTitle] = useState('');
  // Who begins a study owns it: the session tells of it too.
  const add = useChange('addStudy', ['studies', 'session']);
  const navigate = useNavigate();
  const begin = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const study = await add.mutateAsync({ body: { title: title.trim() } }).catch(() => null);
    if (study === null) return;
    await navigate({ to: '/studies/$studyId', params: { studyId: study.studyId } });
  };
  return (
    <Modal opened onClose={onClose} title={words.dialog}>
      <form onSubmit={(event) => void begin(event)}>
        <TextInput
          label={words.name}
          description={words.titleHelp}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          maxLength={500}
          required
          data-autofocus
        />
        <ProblemNotice error={add.error} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={title.trim() === ''}>
            {words.begin}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
