import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ProblemNotice } from '../shell/states.tsx';
import { commonWords as words } from '../words/parts.ts';

/** Asks before something is done that is not lightly undone; with a reason where one is due. */
export function ConfirmDialog(props: {
  readonly isOpen: boolean;
  readonly title: string;
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly needsReason?: boolean;
  readonly isSending: boolean;
  readonly error: unknown;
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}): ReactNode {
  const [reason, setReason] = useState('');
  const close = (): void => {
    setReason('');
    props.onClose();
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    props.onConfirm(reason.trim());
  };
  return (
    <Modal
      opened={props.isOpen}
      onClose={close}
      title={props.title}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      <form onSubmit={send}>
        <Stack gap="sm">
          {props.children}
          {props.needsReason === true && (
            <Textarea
              label={words.reason}
              description={words.reasonHelp}
              required
              withAsterisk={false}
              maxLength={2000}
              data-autofocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          <ProblemNotice error={props.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {words.cancel}
            </Button>
            <Button
              type="submit"
              {...(props.isDangerous === true ? { color: 'red' } : {})}
              loading={props.isSending}
            >
              {props.confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
