import { Button, Checkbox, Group, Modal, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { overviewWords as words } from '../../words/overview.ts';

/** Closes the study, once it was said what that means. */
export function CloseStudy(props: {
  readonly studyId: string;
  readonly onClose: () => void;
}): ReactNode {
  const [isSure, setSure] = useState(false);
  const close = useChange('closeStudy');
  return (
    <Modal opened onClose={props.onClose} title={words.closeTitle}>
      <Text mb="md">{words.closeText}</Text>
      <Checkbox
        label={words.closeCheck}
        checked={isSure}
        onChange={(event) => setSure(event.currentTarget.checked)}
      />
      <ProblemNotice error={close.error} />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={props.onClose}>
          {words.cancel}
        </Button>
        <Button
          color="red"
          disabled={!isSure}
          loading={close.isPending}
          onClick={() =>
            close.mutate({ params: { studyId: props.studyId } }, { onSuccess: props.onClose })
          }
        >
          {words.closeConfirm}
        </Button>
      </Group>
    </Modal>
  );
}
