import type { ProtocolCase, RelatedCase } from '@equipoise/domain';
import {
  Autocomplete,
  Button,
  Fieldset,
  Group,
  Modal,
  NativeSelect,
  Textarea,
  TextInput,
} from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { CrossMark } from '../../look/marks.tsx';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { useEditor } from './editor-context.ts';
import { KnownField } from './known-fields.tsx';
import { without } from './path.ts';

/** How a case is used. */
export const caseUses = ['measured', 'gold', 'exam', 'training'] as const;

const relations = ['prior', 'contralateral', 'other-view'] as const;

/** Everything about one case of the protocol. */
export function CaseDialog(props: {
  readonly one: ProtocolCase;
  readonly onChange: (one: ProtocolCase) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { one, onChange, onClose } = props;
  const { draft, room, isReadOnly } = useEditor();
  const [stratum, setStratum] = useState('');
  const [value, setValue] = useState('');
  const names = room.cases.map(({ caseId }) => caseId).filter((id) => id !== one.caseId);
  const setRelated = (related: readonly RelatedCase[]): void => onChange({ ...one, related });
  return (
    <Modal opened size="lg" onClose={onClose} title={words.caseTitle(one.caseId)}>
      <div className="eq-fields">
        <NativeSelect
          label={words.use}
          disabled={isReadOnly}
          value={one.use}
          data={caseUses.map((use) => ({ value: use, label: words.uses[use] }))}
          onChange={
            (event) => onChange({ ...one, use: event.currentTarget.value as ProtocolCase['use'] }) // of the list
          }
          data-autofocus
        />
        <Fieldset legend={words.reference} className="eq-fields">
          {draft.questions.map((question) => (
            <KnownField
              key={question.id}
              one={one}
              question={question}
              isDisabled={isReadOnly}
              onChange={onChange}
            />
          ))}
          <Textarea
            label={words.explanation}
            description={words.explanationHelp}
            autosize
            maxLength={5000}
            disabled={isReadOnly}
            value={one.explanation}
            onChange={(event) => onChange({ ...one, explanation: event.currentTarget.value })}
          />
        </Fieldset>
        <Fieldset legend={words.strata}>
          {Object.entries(one.strata).map(([name, said]) => (
            <Group key={name} align="flex-end" mb={4}>
              <TextInput
                label={name}
                value={said}
                disabled={isReadOnly}
                onChange={({ currentTarget: { value: text } }) =>
                  onChange({ ...one, strata: { ...one.strata, [name]: text } })
                }
              />
              <Button
                variant="subtle"
                disabled={isReadOnly}
                aria-label={words.removeStratum(name)}
                onClick={() =>
                  onChange({
                    ...one,
                    strata: Object.fromEntries(
                      Object.entries(one.strata).filter(([key]) => key !== name),
                    ),
                  })
                }
              >
                <CrossMark />
              </Button>
            </Group>
          ))}
          <Group align="flex-end">
            <TextInput
              label={words.stratum}
              value={stratum}
              maxLength={200}
              disabled={isReadOnly}
              onChange={(event) => setStratum(event.currentTarget.value)}
            />
            <TextInput
              label={words.value}
              value={value}
              maxLength={200}
              disabled={isReadOnly}
              onChange={(event) => setValue(event.currentTarget.value)}
            />
            <Button
              variant="default"
              disabled={isReadOnly || stratum.trim() === '' || value === ''}
              onClick={() => {
                onChange({ ...one, strata: { ...one.strata, [stratum.trim()]: value } });
                setStratum('');
                setValue('');
              }}
            >
              {words.addStratum}
            </Button>
          </Group>
        </Fieldset>
        <Fieldset legend={words.related}>
          {one.related.map((link, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited
            <Group key={at} align="flex-end" mb={4}>
              <NativeSelect
                label={words.relation}
                disabled={isReadOnly}
                value={link.relation}
                data={relations.map((relation) => ({
                  value: relation,
                  label: words.relations[relation],
                }))}
                onChange={({ currentTarget: { value: relation } }) =>
                  setRelated(
                    one.related.map((r, k) =>
                      // The values of the list above.
                      k === at ? { ...r, relation: relation as RelatedCase['relation'] } : r,
                    ),
                  )
                }
              />
              <Autocomplete
                label={words.relatedCase}
                data={names}
                limit={20}
                disabled={isReadOnly}
                value={link.caseId}
                onChange={(caseId) =>
                  setRelated(one.related.map((r, k) => (k === at ? { ...r, caseId } : r)))
                }
              />
              <Button
                variant="subtle"
                disabled={isReadOnly}
                aria-label={words.removeRelated}
                onClick={() => setRelated(without(one.related, at))}
              >
                <CrossMark />
              </Button>
            </Group>
          ))}
          <Button
            size="compact-sm"
            variant="default"
            disabled={isReadOnly || names.length === 0}
            onClick={() =>
              setRelated([...one.related, { caseId: names[0] ?? '', relation: 'prior' }])
            }
          >
            {words.addRelated}
          </Button>
        </Fieldset>
      </div>
      <Group justify="flex-end" mt="md">
        <Button onClick={onClose}>{words.done}</Button>
      </Group>
    </Modal>
  );
}
