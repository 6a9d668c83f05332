import { type Question, studyProtocolSchema } from '@equipoise/domain';
import { Button, Group, Modal, NativeSelect, Table, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { sayAnswer } from '../../reading/say-answer.ts';
import { useChange, useRead } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { caseWords as words } from '../../words/case.ts';
import type { ReaderAnswer } from './answers-table.tsx';
import { type KnownUse, knownUses, withReference } from './with-reference.ts';

/** Takes a reading as the known answer of its case: an amendment of the protocol, with its reason. */
export function KnownDialog(props: {
  readonly studyId: string;
  readonly caseId: string;
  readonly reading: ReaderAnswer;
  readonly questions: readonly Question[];
  readonly onDone: (version: number) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { studyId, caseId, reading, questions, onDone, onClose } = props;
  const stored = useRead('protocol', { params: { studyId } }).data?.protocol;
  const parsed = studyProtocolSchema.safeParse(stored?.document);
  const protocol = parsed.success ? parsed.data : null;
  const before = protocol?.cases.find((one) => one.caseId === caseId);
  const kept = knownUses.find((one) => one === before?.use) ?? 'gold';
  const [chosen, setChosen] = useState<KnownUse | null>(null);
  const use = chosen ?? kept;
  const [why, setWhy] = useState('');
  const save = useChange('saveProtocol', ['protocol', 'protocolVersions', 'study', 'gallery']);
  const submit = (): void => {
    if (protocol === null || stored == null) return;
    const document = withReference(protocol, caseId, reading.record.answers, use);
    const body = { expectedVersion: stored.version, document, why: why.trim() };
    save.mutate({ params: { studyId }, body }, { onSuccess: ({ version }) => onDone(version) });
  };
  return (
    <Modal opened size="lg" onClose={onClose} title={words.knownTitle(caseId)}>
      <Text mb="sm">{words.knownText(reading.name)}</Text>
      <Table mb="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.question}</Table.Th>
            <Table.Th scope="col">{words.knownAnswer}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {questions.map((question) => (
            <Table.Tr key={question.id}>
              <Table.Th scope="row">{question.text}</Table.Th>
              <Table.Td>
                {sayAnswer(
                  question,
                  reading.record.answers.find(({ questionId }) => questionId === question.id),
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {before !== undefined && before.reference.length > 0 && (
        <Text mb="sm">{words.knownReplaced}</Text>
      )}
      <NativeSelect
        label={words.knownUse}
        description={before?.use === 'measured' ? words.knownUseHelp : undefined}
        value={use}
        data={knownUses.map((value) => ({ value, label: words.uses[value] }))}
        onChange={({ currentTarget: { value } }) =>
          setChosen(knownUses.find((one) => one === value) ?? null)
        }
        mb="sm"
      />
      <Textarea
        label={words.knownWhy}
        description={words.knownWhyHelp}
        required
        data-autofocus
        maxLength={2000}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <ProblemNotice error={save.error} />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button
          disabled={why.trim() === '' || protocol === null}
          loading={save.isPending}
          onClick={submit}
        >
          {words.knownSave}
        </Button>
      </Group>
    </Modal>
  );
}
