import { answerRecordSchema, hangingProtocolSchema, singleViewport } from '@equipoise/domain';
import { Checkbox, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { layerColours } from '../../look/layer-colours.ts';
import { LazyStage } from '../../look/lazy-stage.tsx';
import { hangingOf, hungImages } from '../../reading/hang.ts';
import '../../parts/parts.css';
import { useRead } from '../../shell/queries.ts';
import { ProblemNotice, Waiting } from '../../shell/states.tsx';
import { caseWords as words } from '../../words/case.ts';
import { AnswersTable, type ReaderAnswer } from './answers-table.tsx';
import { KnownDialog } from './known-dialog.tsx';
import { layersOf } from './layers.ts';
import { useImages, useRelated } from './use-case-images.ts';
import { useQuestions } from './use-questions.ts';

const noRelated = [] as const;

/** The images of a case with what readers drew on them, and what they said. */
export function CaseReadings(props: {
  readonly studyId: string;
  readonly caseId: string;
  readonly images: readonly { readonly imageId: string }[];
  readonly isLead: boolean;
  readonly state: 'draft' | 'locked' | 'closed';
}): ReactNode {
  const { studyId, caseId, isLead, state } = props;
  const isDraft = state === 'draft';
  const [known, setKnown] = useState<ReaderAnswer | null>(null);
  const [said, setSaid] = useState('');
  const own = props.images;
  const imageIds = useMemo(() => own.map(({ imageId }) => imageId), [own]);
  const params = { studyId, caseId };
  const stored = useRead('case', { params }, { isWanted: isLead });
  const related = useRelated(studyId, stored.data?.record.related ?? noRelated);
  const protocol = useRead('protocol', { params: { studyId } }, { isWanted: isLead && !isDraft });
  const wanted = [...imageIds, ...related.flatMap((one) => one.imageIds)];
  const { images, error } = useImages(studyId, wanted);
  const isWanted = isLead && !isDraft;
  const answers = useRead('caseAnswers', { params }, { isWanted });
  const members = useRead('members', { params: { studyId } }, { isWanted });
  const questions = useQuestions(studyId, isWanted);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const names = useMemo(
    () => new Map((members.data?.members ?? []).map((one) => [one.accountId, one.displayName])),
    [members.data],
  );
  const readings = useMemo(
    () =>
      (answers.data?.answers ?? []).flatMap((row): ReaderAnswer[] => {
        const parsed = answerRecordSchema.safeParse(row);
        if (!parsed.success) return [];
        const name = names.get(parsed.data.readerId) ?? words.unknownReader;
        return [{ record: parsed.data, name }];
      }),
    [answers.data, names],
  );
  // A reader may have read the case more than once, as a repeat or in another arm.
  const layers = useMemo(() => {
    const seen = new Map<string, number>();
    return layersOf(
      readings
        .filter(({ record }) => record.isValid)
        .map(({ record, name }) => {
          const count = (seen.get(name) ?? 0) + 1;
          seen.set(name, count);
          return { name: count === 1 ? name : `${name} ${count}`, answers: record.answers };
        }),
    );
  }, [readings]);
  const task = useMemo(() => {
    if (images === null) return null;
    const byId = new Map(images.map((image) => [image.imageId, image]));
    const records = (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? []);
    return {
      images: records(imageIds),
      related: related.map(({ relation, imageIds: ids }) => ({ relation, images: records(ids) })),
      isFlipped: false,
    };
  }, [images, imageIds, related]);
  const document = protocol.data?.protocol?.document;
  const shown = useMemo(() => (task === null ? null : hungImages(task)), [task]);
  const hanging = useMemo(() => {
    const parsed = hangingProtocolSchema.safeParse(Object(document).hanging);
    const stated = parsed.success ? parsed.data : singleViewport;
    return task === null ? stated : hangingOf(stated, task);
  }, [document, task]);
  const visible = useMemo(
    () => new Set(layers.map(({ name }) => name).filter((name) => !hidden.has(name))),
    [layers, hidden],
  );
  return (
    <>
      <section aria-labelledby="images-title">
        <Title order={2} size="h4" mb="xs" id="images-title">
          {words.images}
        </Title>
        <ProblemNotice error={error} />
        {imageIds.length === 0 && <Text>{words.noImages}</Text>}
        {imageIds.length > 0 && shown === null && error === null && <Waiting />}
        {shown !== null && shown.length > 0 && (
          <LazyStage
            studyId={studyId}
            images={shown}
            hanging={hanging}
            layers={layers}
            seen={visible}
            label={words.stage}
          />
        )}
        <Text size="sm" c="dimmed" mt={4}>
          {words.stageKeys}
        </Text>
        {layers.length > 0 && (
          <Group mt="sm" gap="md" role="group" aria-label={words.drawings}>
            <Text size="sm" fw={600}>
              {words.drawings}
            </Text>
            {layers.map(({ name }, at) => (
              <Checkbox
                key={name}
                checked={visible.has(name)}
                label={
                  <>
                    <span
                      className="eq-swatch"
                      style={{ background: layerColours[at % layerColours.length] }}
                    />
                    {name}
                  </>
                }
                onChange={() =>
                  setHidden((old) => {
                    const next = new Set(old);
                    if (!next.delete(name)) next.add(name);
                    return next;
                  })
                }
              />
            ))}
          </Group>
        )}
      </section>
      {isWanted && (
        <section aria-labelledby="answers-title">
          <Title order={2} size="h4" mt="xl" mb="sm" id="answers-title">
            {words.answers}
          </Title>
          <ProblemNotice error={answers.error} />
          {answers.data !== undefined && (
            <AnswersTable
              readings={readings}
              questions={questions}
              onKnown={state === 'locked' ? setKnown : null}
            />
          )}
          <p className="eq-said" role="status">
            {said}
          </p>
          {known !== null && (
            <KnownDialog
              studyId={studyId}
              caseId={caseId}
              reading={known}
              questions={questions}
              onDone={(version) => {
                setSaid(words.knownSaved(version));
                setKnown(null);
              }}
              onClose={() => setKnown(null)}
            />
          )}
        </section>
      )}
      {!isLead && <Text mt="md">{words.notAllowed}</Text>}
    </>
  );
}
