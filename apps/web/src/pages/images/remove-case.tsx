import { Button, Group, Modal, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { imagesWords as words } from '../../words/images.ts';

/** Takes a case out of the study, with the reason. */
export function RemoveCase(props: {
  readonly studyId: string;
  readonly caseId: string;
  readonly onClose: () => void;
}): ReactNode {
  const { studyId, caseId, onClose } = props;
  const [why, setWhy] = useState('');
  const remove = useChange('removeCase', ['cases', 'images', 'gallery']);
  return (
    <Modal opened onClose={onClose} title={words.removeTitle(caseId)}>
      <Text mb="sm">{words.removeText}</Text>
      <Textarea
        label={words.reason}
        required
        data-autofocus
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <ProblemNotice error={remove.error} />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button
          color="red"
          disabled={why.trim() === ''}
          loading={remove.isPending}
          onClick={() =>
            remove.mutate(
              { params: { studyId, caseId }, query: { why: why.trim() } },
              { onSuccess: onClose },
            )
          }
        >
          {words.remove}
        </Button>
      </Group>
    </Modal>
  );
}
