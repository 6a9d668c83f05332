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
import { CrossMark, UpMark } from '../../look/marks.tsx';
import { shortId } from '../../look/short-id.ts';
import { Thumbnail } from '../../look/thumbnail.tsx';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { imagesWords as words } from '../../words/images.ts';
import type { ShownCase } from './case-table.tsx';

const relations = ['prior', 'contralateral', 'other-view'] as const;

/** Makes a case of images that are there. */
export function AddCase(props: {
  readonly studyId: string;
  readonly imageIds: readonly string[];
  readonly cases: readonly ShownCase[];
  readonly onClose: () => void;
  readonly onMade: () => void;
}): ReactNode {
  const { studyId, cases } = props;
  const [imageIds, setImageIds] = useState(props.imageIds);
  const [caseId, setCaseId] = useState(`case-${String(cases.length + 1).padStart(4, '0')}`);
  const [patientId, setPatientId] = useState('');
  const [attributes, setAttributes] = useState<
    readonly { readonly key: number; readonly name: string; readonly value: string }[]
  >([]);
  const [related, setRelated] = useState<readonly (RelatedCase & { readonly key: number })[]>([]);
  const add = useChange('addCase', ['cases', 'images', 'gallery']);
  const names = cases.map((one) => one.caseId);
  const nextKey = (list: readonly { readonly key: number }[]): number =>
    (list.at(-1)?.key ?? 0) + 1;
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
        <Fieldset legend={words.attributes} mt="sm">
          {attributes.map((one, at) => (
            <Group key={one.key} mb={4} wrap="nowrap" align="flex-end">
              <TextInput
                label={words.attribute}
                value={one.name}
                onChange={({ currentTarget: { value } }) =>
                  setAttributes(attributes.map((a, k) => (k === at ? { ...a, name: value } : a)))
                }
              />
              <TextInput
                label={words.value}
                value={one.value}
                onChange={({ currentTarget: { value } }) =>
                  setAttributes(attributes.map((a, k) => (k === at ? { ...a, value } : a)))
                }
              />
              <Button
                variant="subtle"
                aria-label={words.removedRow}
                onClick={() => setAttributes(attributes.filter((_, k) => k !== at))}
              >
                <CrossMark />
              </Button>
            </Group>
          ))}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              setAttributes([...attributes, { key: nextKey(attributes), name: '', value: '' }])
            }
          >
            {words.addAttribute}
          </Button>
        </Fieldset>
        <Fieldset legend={words.related} mt="sm">
          {related.map((one, at) => (
            <Group key={one.key} mb={4} wrap="nowrap" align="flex-end">
              <NativeSelect
                label={words.relation}
                value={one.relation}
                data={relations.map((value) => ({ value, label: words.relations[value] }))}
                onChange={({ currentTarget: { value } }) =>
                  setRelated(
                    related.map((r, k) =>
                      // The values of the list above.
                      k === at ? { ...r, relation: value as RelatedCase['relation'] } : r,
                    ),
                  )
                }
              />
              <Autocomplete
                label={words.relatedCase}
                data={names}
                limit={20}
                value={one.caseId}
                onChange={(value) =>
                  setRelated(related.map((r, k) => (k === at ? { ...r, caseId: value } : r)))
                }
              />
              <Button
                variant="subtle"
                aria-label={words.removedRow}
                onClick={() => setRelated(related.filter((_, k) => k !== at))}
              >
                <CrossMark />
              </Button>
            </Group>
          ))}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              setRelated([...related, { key: nextKey(related), caseId: '', relation: 'prior' }])
            }
          >
            {words.addRelated}
          </Button>
        </Fieldset>
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
