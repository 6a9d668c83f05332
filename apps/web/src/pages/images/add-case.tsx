import type { RelatedCase } from '@equipoise/domain';
import {
  Autocomplete,
  Button,
  Fieldset,
  Group,
  Modal,
  NativeSelect,
  TextInput,
} from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { UpMark } from '../../look/marks.tsx';
import { shortId } from '../../look/short-id.ts';
import { Thumbnail } from '../../look/thumbnail.tsx';
import { useChange, useRead } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { imagesWords as words } from '../../words/images.ts';
import { type Keyed, RowFields } from './row-fields.tsx';

/** Names of cases that are offered while one is typed. */
const namesOffered = 20;

const relations = ['prior', 'contralateral', 'other-view'] as const;

/** Makes a case of images that are there. */
export function AddCase(props: {
  readonly studyId: string;
  readonly imageIds: readonly string[];
  readonly onClose: () => void;
  readonly onMade: () => void;
}): ReactNode {
  const { studyId } = props;
  const [imageIds, setImageIds] = useState(props.imageIds);
  const [named, setCaseId] = useState<string | null>(null);
  const [sought, setSought] = useState('');
  const all = useRead('cases', { params: { studyId }, query: { count: 0 } });
  const like = useRead(
    'cases',
    { params: { studyId }, query: { find: sought, count: namesOffered } },
    { isWanted: sought !== '', keepsLast: true },
  );
  const next = all.data === undefined ? '' : String(all.data.total + 1).padStart(4, '0');
  const caseId = named ?? (next === '' ? '' : `case-${next}`);
  const [patientId, setPatientId] = useState('');
  const [attributes, setAttributes] = useState<
    readonly Keyed<{ readonly name: string; readonly value: string }>[]
  >([]);
  const [related, setRelated] = useState<readonly Keyed<RelatedCase>[]>([]);
  const add = useChange('addCase', ['cases', 'images', 'gallery']);
  const names = (like.data?.cases ?? []).map((one) => one.caseId);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate(
      {
        params: { studyId },
        body: {
          caseId: caseId.trim(),
          patientId: patientId.trim() === '' ? null : patientId.trim(),
          imageIds: [...imageIds],
          related: related
            .filter((one) => one.caseId.trim() !== '')
            .map((one) => ({ caseId: one.caseId.trim(), relation: one.relation })),
          attributes: attributes
            .filter(({ name }) => name.trim() !== '')
            .map(({ name, value }) => ({ name: name.trim(), value })),
        },
      },
      { onSuccess: props.onMade },
    );
  };
  const up = (at: number): void => {
    const next = [...imageIds];
    next.splice(at - 1, 0, ...next.splice(at, 1));
    setImageIds(next);
  };
  return (
    <Modal opened size="lg" onClose={props.onClose} title={words.addCase}>
      <form onSubmit={save}>
        <TextInput
          label={words.caseName}
          description={words.caseNameHelp}
          required
          data-autofocus
          maxLength={200}
          value={caseId}
          onChange={(event) => setCaseId(event.currentTarget.value)}
        />
        <TextInput
          label={words.patient}
          description={words.patientHelp}
          mt="sm"
          maxLength={200}
          value={patientId}
          onChange={(event) => setPatientId(event.currentTarget.value)}
        />
        <Fieldset legend={words.imagesOfCase} mt="sm">
          {imageIds.map((imageId, at) => (
            <Group key={imageId} gap="xs" mb={4}>
              <Thumbnail studyId={studyId} imageId={imageId} alt="" side={40} />
              <span>{shortId(imageId)}</span>
              {at > 0 && (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={words.up(shortId(imageId))}
                  onClick={() => up(at)}
                >
                  <UpMark />
                </Button>
              )}
            </Group>
          ))}
        </Fieldset>
        <RowFields
          legend={words.attributes}
          rows={attributes}
          onRows={setAttributes}
          fresh={{ name: '', value: '' }}
          addWords={words.addAttribute}
          fields={(one, change) => (
            <>
              <TextInput
                label={words.attribute}
                value={one.name}
                onChange={(event) => change({ name: event.currentTarget.value })}
              />
              <TextInput
                label={words.value}
                value={one.value}
                onChange={(event) => change({ value: event.currentTarget.value })}
              />
            </>
          )}
        />
        <RowFields<RelatedCase>
          legend={words.related}
          rows={related}
          onRows={setRelated}
          fresh={{ caseId: '', relation: 'prior' }}
          addWords={words.addRelated}
          fields={(one, change) => (
            <>
              <NativeSelect
                label={words.relation}
                value={one.relation}
                data={relations.map((value) => ({ value, label: words.relations[value] }))}
                onChange={(event) =>
                  // The values of the list above.
                  change({ relation: event.currentTarget.value as RelatedCase['relation'] })
                }
              />
              <Autocomplete
                label={words.relatedCase}
                data={names}
                limit={20}
                value={one.caseId}
                onChange={(value) => {
                  change({ caseId: value });
                  setSought(value.trim());
                }}
              />
            </>
          )}
        />
        <ProblemNotice error={add.error} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={props.onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={caseId.trim() === ''}>
            {words.save}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
