import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ProofForm } from '../../parts/second-factor/proof-form.tsx';
import { RecoveryCodes } from '../../parts/second-factor/recovery-codes.tsx';
import { SetUp } from '../../parts/second-factor/set-up.tsx';
import { useChange } from '../../shell/queries.ts';
import { useSession } from '../../shell/session.ts';
import { secondFactorWords as words } from '../../words/second-factor.ts';

/** What may be done with the own second factor. */
export type FactorTask = 'set-up' | 'move' | 'codes' | 'off';

const titles: Readonly<Record<FactorTask, string>> = {
  'set-up': words.enrolTitle,
  move: words.move,
  codes: words.renew,
  off: words.turnOff,
};

/** One of the tasks, step by step. While recovery codes are shown it is left by their own button alone. */
export function FactorDialog(props: {
  readonly task: FactorTask;
  /** @param done null when it was left undone */
  readonly onEnd: (done: FactorTask | null) => void;
}): ReactNode {
  const { task, onEnd } = props;
  const queries = useQueryClient();
  const [isHeld, setHeld] = useState(false);
  const done = (): void => {
    void queries.invalidateQueries();
    onEnd(task);
  };
  return (
    <Modal
      opened
      onClose={() => onEnd(null)}
      title={titles[task]}
      lockScroll={false}
      closeOnClickOutside={false}
      closeOnEscape={!isHeld}
      withCloseButton={!isHeld}
    >
      {task === 'off' ? (
        <TurnOff onDone={done} />
      ) : task === 'codes' ? (
        <Renew onCodes={() => setHeld(true)} onDone={done} />
      ) : (
        <SetUp
          asksPassword
          asksCode={task === 'move'}
          onCodes={() => setHeld(true)}
          onDone={done}
        />
      )}
    </Modal>
  );
}

function TurnOff({ onDone }: { readonly onDone: () => void }): ReactNode {
  const off = useChange('turnOffSecondFactor', []);
  return (
    <ProofForm
      lead={words.turnOffLead}
      asksPassword
      asksCode
      confirm={words.turnOff}
      isDangerous
      isSending={off.isPending}
      error={off.error}
      onSend={(body) => off.mutate({ body }, { onSuccess: onDone })}
    />
  );
}

function Renew(props: { readonly onCodes: () => void; readonly onDone: () => void }): ReactNode {
  const session = useSession();
  const renew = useChange('renewRecoveryCodes', []);
  if (renew.data !== undefined) {
    return (
      <RecoveryCodes
        codes={renew.data.recoveryCodes}
        email={session.data?.account.email ?? ''}
        onDone={props.onDone}
      />
    );
  }
  return (
    <ProofForm
      lead={words.renewLead}
      asksPassword
      asksCode
      confirm={words.renew}
      isSending={renew.isPending}
      error={renew.error}
      onSend={(body) => renew.mutate({ body }, { onSuccess: props.onCodes })}
    />
  );
}
