import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { Instant } from '../../shell/instant.tsx';
import { useChange } from '../../shell/queries.ts';
import { commonWords } from '../../words/parts.ts';
import { serverWords as words } from '../../words/server.ts';

/** Makes a link by which somebody sets a new password, and shows it once. */
export function ResetLinkDialog(props: {
  /** Whose password; null closes the dialog. */
  readonly account: { readonly accountId: string; readonly displayName: string } | null;
  readonly onClose: () => void;
}): ReactNode {
  const make = useChange('makeResetLink', ['serverLog']);
  const { account } = props;
  const title = account === null ? '' : words.resetPasswordThat(account.displayName);
  const close = (): void => {
    make.reset();
    props.onClose();
  };
  if (make.data !== undefined) {
    return (
      <Modal
        opened={account !== null}
        onClose={close}
        title={title}
        lockScroll={false}
        closeButtonProps={{ 'aria-label': commonWords.close }}
      >
        <Stack gap="sm">
          <CopyField label={words.link} help={words.resetLinkHelp} value={make.data.link} />
          <Text size="sm">
            {words.resetLinkUntil} <Instant at={make.data.expiresAt} />
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {commonWords.close}
            </Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <ConfirmDialog
      isOpen={account !== null}
      title={title}
      confirm={words.makeLink}
      needsReason
      isSending={make.isPending}
      error={make.error}
      onClose={close}
      onConfirm={(why) => {
        if (account === null) return;
        make.mutate({ params: { accountId: account.accountId }, body: { why } });
      }}
    >
      <Text size="sm">{words.resetPasswordText}</Text>
    </ConfirmDialog>
  );
}
