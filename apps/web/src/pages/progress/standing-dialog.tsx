import type { ReaderStanding } from '@equipoise/annotation';
import { Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { showInstant } from '../../shell/instants.ts';
import { useChange, useRead } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { progressWords as words } from '../../words/progress.ts';

/** Whose standing is to change, and which way. */
export interface StandingChange {
  readonly readerId: string;
  readonly name: string;
  readonly isOut: boolean;
  /** A {@link ReaderStanding}, as the server gives it. */
  readonly standing: unknown;
}

/** What is done with the answers of a suspended reader, by the protocol's rule. */
type Redo = keyof typeof words.suspendSays;

const touched = ['progress', 'standings', 'agreement', 'consensusAnalysis', 'members'] as const;

/** Suspends or reinstates a reader, with a reason, and says what became of the work. */
export function StandingDialog(props: {
  readonly studyId: string;
  readonly change: StandingChange;
  readonly onClose: () => void;
}): ReactNode {
  const { studyId, change, onClose } = props;
  const [why, setWhy] = useState('');
  const alarm = (change.standing as ReaderStanding | null)?.alarmSince ?? null; // made by this server
  const [since, setSince] = useState(alarm === null ? 'all' : 'alarm');
  const protocol = useRead('protocol', { params: { studyId } });
  const suspend = useChange('suspendReader', touched);
  const reinstate = useChange('reinstateReader', touched);
  const document = protocol.data?.protocol?.document as
    | { suspension?: { redo?: Redo } | null }
    | undefined; // checked by the server when it was saved
  const redo: Redo = document?.suspension?.redo ?? 'all';
  const params = { studyId, readerId: change.readerId };
  const send = (): void => {
    if (change.isOut) reinstate.mutate({ params, body: { why } });
    else
      suspend.mutate({
        params,
        body: { why, since: redo === 'since-alarm' && since === 'alarm' ? alarm : null },
      });
  };
  const isDone = suspend.isSuccess || reinstate.isSuccess;
  const title = change.isOut
    ? words.reinstateReader(change.name)
    : words.suspendReader(change.name);
  return (
    <Modal
      opened
      onClose={onClose}
      lockScroll={false}
      title={title}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      {isDone ? (
        <Stack>
          <Text role="status">
            {suspend.data === undefined
              ? words.reinstated
              : words.suspended(suspend.data.setAside, suspend.data.requeued)}
          </Text>
          {suspend.data !== undefined && suspend.data.withoutReader.length > 0 && (
            <>
              <Text>{words.withoutReader(suspend.data.withoutReader.length)}</Text>
              <Text size="sm">{suspend.data.withoutReader.join(', ')}</Text>
            </>
          )}
          <Button onClick={onClose} data-autofocus ref={(button) => button?.focus()}>
            {words.close}
          </Button>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Stack>
            <Text>{change.isOut ? words.reinstateSays : words.suspendSays[redo]}</Text>
            {!change.isOut && redo === 'since-alarm' && alarm !== null && (
              <Radio.Group label={words.since} value={since} onChange={setSince}>
                <Stack gap="xs" mt="xs">
                  <Radio value="alarm" label={words.sinceAlarm(showInstant(alarm))} />
                  <Radio value="all" label={words.sinceStart} />
                </Stack>
              </Radio.Group>
            )}
            <Textarea
              label={words.why}
              description={words.whyHelp}
              required
              maxLength={2000}
              data-autofocus
              value={why}
              onChange={(event) => setWhy(event.currentTarget.value)}
            />
            <ProblemNotice error={suspend.error ?? reinstate.error} />
            <Group justify="end">
              <Button variant="default" onClick={onClose}>
                {words.cancel}
              </Button>
              <Button
                type="submit"
                disabled={why.trim() === '' || protocol.data === undefined}
                loading={suspend.isPending || reinstate.isPending}
              >
                {change.isOut ? words.reinstateNow : words.suspendNow}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
