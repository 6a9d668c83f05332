import { Anchor, Button, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { secondFactorWords as words } from '../../words/second-factor.ts';
import { QrPicture } from '../qr/qr-picture.tsx';
import { CodeField } from './code-field.tsx';
import { ProofForm } from './proof-form.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import './second-factor.css';

/**
 * Sets a second factor up: who asks, the picture for the device, its first code, the recovery codes. Nothing of the page
 * around it is read anew before the codes are kept: it may be another page by then.
 */
export function SetUp(props: {
  readonly asksPassword: boolean;
  /** A second factor is on, and moves to another device. */
  readonly asksCode: boolean;
  /** The codes are on the screen, and the page must stay. */
  readonly onCodes: () => void;
  readonly onDone: () => void;
}): ReactNode {
  const offer = useChange('offerSecondFactor', []);
  const confirm = useChange('confirmSecondFactor', []);
  const [code, setCode] = useState('');
  if (confirm.data !== undefined) {
    const { recoveryCodes, account } = confirm.data;
    return <RecoveryCodes codes={recoveryCodes} email={account.email} onDone={props.onDone} />;
  }
  if (offer.data === undefined) {
    return (
      <ProofForm
        {...(props.asksCode ? { lead: words.moveLead } : {})}
        asksPassword={props.asksPassword}
        asksCode={props.asksCode}
        confirm={words.next}
        isSending={offer.isPending}
        error={offer.error}
        onSend={({ password, code: present }) =>
          offer.mutate({
            body: {
              ...(props.asksPassword ? { password } : {}),
              ...(props.asksCode ? { code: present } : {}),
            },
          })
        }
      />
    );
  }
  const { secret, uri } = offer.data;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    confirm.mutate({ body: { code } }, { onSuccess: props.onCodes, onError: () => setCode('') });
  };
  return (
    <form onSubmit={send} className="eq-steps">
      <Text size="sm">{words.scan}</Text>
      <QrPicture text={uri} label={words.picture} />
      <Text size="sm">
        {words.orType} <span className="eq-secret">{secret.match(/.{1,4}/g)?.join(' ')}</span>
      </Text>
      <Anchor size="sm" href={uri} underline="always">
        {words.uri}
      </Anchor>
      <CodeField label={words.firstCode} isDigits hasFocus value={code} onChange={setCode} />
      <ProblemNotice error={confirm.error} />
      <Button type="submit" loading={confirm.isPending}>
        {words.turnOn}
      </Button>
    </form>
  );
}
