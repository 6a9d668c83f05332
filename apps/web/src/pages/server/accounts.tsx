import type { Client } from '@equipoise/api';
import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Instant } from '../../shell/instant.tsx';
import { useChange } from '../../shell/queries.ts';
import { useSession } from '../../shell/session.ts';
import { serverWords as words } from '../../words/server.ts';
import { ResetLinkDialog } from './reset-link-dialog.tsx';

type Account = Awaited<ReturnType<Client['accounts']>>['accounts'][number];

interface Step {
  readonly account: Account;
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  /** The change; null: the second factor is reset, for a reason. */
  readonly body: {
    readonly state?: 'active' | 'disabled';
    readonly isOwner?: boolean;
    readonly needsSecondFactor?: boolean;
  } | null;
}

/** What may be done with an account. */
function stepsOf(account: Account): readonly Step[] {
  const name = account.displayName;
  return [
    account.state === 'active'
      ? {
          account,
          title: words.disableThat(name),
          text: words.disableText,
          confirm: words.disable,
          body: { state: 'disabled' },
        }
      : {
          account,
          title: words.enableThat(name),
          text: words.enableText,
          confirm: words.enable,
          body: { state: 'active' },
        },
    account.isOwner
      ? {
          account,
          title: words.takeOwnerThat(name),
          text: words.takeOwnerText,
          confirm: words.takeOwner,
          body: { isOwner: false },
        }
      : {
          account,
          title: words.makeOwnerThat(name),
          text: words.makeOwnerText,
          confirm: words.makeOwner,
          body: { isOwner: true },
        },
    ...factorSteps(account),
  ];
}

/** What may be done about an account's second factor. */
function factorSteps(account: Account): readonly Step[] {
  const name = account.displayName;
  return [
    ...(account.hasPassword
      ? [
          account.needsSecondFactor
            ? {
                account,
                title: words.notWantFactorThat(name),
                text: words.notWantFactorText,
                confirm: words.notWantFactor,
                body: { needsSecondFactor: false },
              }
            : {
                account,
                title: words.wantFactorThat(name),
                text: words.wantFactorText,
                confirm: words.wantFactor,
                body: { needsSecondFactor: true },
              },
        ]
      : []),
    ...(account.hasSecondFactor
      ? [
          {
            account,
            title: words.resetFactorThat(name),
            text: words.resetFactorText,
            confirm: words.resetFactor,
            body: null,
          },
        ]
      : []),
  ];
}

function factorState(account: Account): string {
  if (account.hasSecondFactor) return words.factorOn;
  return account.needsSecondFactor ? words.factorWanted : words.factorOff;
}

/** The accounts of the server. */
export function Accounts({ accounts }: { readonly accounts: readonly Account[] }): ReactNode {
  const session = useSession();
  const change = useChange('changeAccount', ['accounts', 'serverLog']);
  const reset = useChange('resetSecondFactor', ['accounts', 'serverLog']);
  const [step, setStep] = useState<Step | null>(null);
  const [forgetful, setForgetful] = useState<Account | null>(null);
  const close = (): void => {
    change.reset();
    reset.reset();
    setStep(null);
  };
  const go = (why: string): void => {
    if (step === null) return;
    const params = { accountId: step.account.accountId };
    if (step.body === null) reset.mutate({ params, body: { why } }, { onSuccess: close });
    else change.mutate({ params, body: step.body }, { onSuccess: close });
  };
  const heads = [
    words.name,
    words.email,
    words.kind,
    words.signsIn,
    words.factor,
    words.since,
    words.state,
    words.actions,
  ];
  return (
    <>
      <ScrollBox label={words.accountTable}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {heads.map((head) => (
                <Table.Th scope="col" key={head}>
                  {head}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {accounts.map((one) => (
              <Table.Tr key={one.accountId}>
                <Table.Th scope="row" className="eq-name">
                  {one.displayName}
                </Table.Th>
                <Table.Td>{one.email}</Table.Td>
                <Table.Td>{one.isOwner ? words.ownerOfServer : words.plain}</Table.Td>
                <Table.Td>{one.hasPassword ? words.password : words.provider}</Table.Td>
                <Table.Td>{factorState(one)}</Table.Td>
                <Table.Td>
                  <Instant at={one.createdAt} />
                </Table.Td>
                <Table.Td>
                  <Badge variant="default" tt="none" miw="max-content">
                    {words.states[one.state]}
                  </Badge>
                </Table.Td>
                <Table.Td>
                  {one.accountId === session.data?.account.accountId ? (
                    <Text size="sm">{words.own}</Text>
                  ) : (
                    <Group gap="xs" miw={180}>
                      {stepsOf(one).map((offered) => (
                        <Button
                          key={offered.confirm}
                          size="compact-sm"
                          variant="default"
                          aria-label={offered.title}
                          onClick={() => setStep(offered)}
                        >
                          {offered.confirm}
                        </Button>
                      ))}
                      {one.hasPassword && one.state === 'active' && (
                        <Button
                          size="compact-sm"
                          variant="default"
                          aria-label={words.resetPasswordThat(one.displayName)}
                          onClick={() => setForgetful(one)}
                        >
                          {words.resetPassword}
                        </Button>
                      )}
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      <ResetLinkDialog account={forgetful} onClose={() => setForgetful(null)} />
      <ConfirmDialog
        isOpen={step !== null}
        title={step?.title ?? ''}
        confirm={step?.confirm ?? ''}
        isDangerous={step?.body === null || step?.body.state === 'disabled'}
        needsReason={step?.body === null}
        isSending={change.isPending || reset.isPending}
        error={change.error ?? reset.error}
        onClose={close}
        onConfirm={go}
      >
        <Text size="sm">{step?.text}</Text>
      </ConfirmDialog>
    </>
  );
}
