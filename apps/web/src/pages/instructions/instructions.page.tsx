import type { Client } from '@equipoise/api';
import type { Question } from '@equipoise/domain';
import { Alert, Button, Card, NativeSelect, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ExampleCrop } from '../../reading/example-crop.tsx';
import { optionText } from '../../reading/say-answer.ts';
import { client } from '../../shell/client.ts';
import { showInstant } from '../../shell/instants.ts';
import { useStudyId } from '../../shell/params.ts';
import { useChange, useRead } from '../../shell/queries.ts';
import { rolesIn, useSession } from '../../shell/session.ts';
import { Answered, PageHead, ProblemNotice } from '../../shell/states.tsx';
import { instructionsWords as words } from '../../words/instructions.ts';
import { ChangesCard } from './changes-card.tsx';
import './instructions.css';

type Version = Awaited<ReturnType<Client['instructions']>>['versions'][number];

/** What readers are told, in all its versions, and what changed between them. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const versions = useRead('instructions', { params: { studyId } });
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Answered of={versions}>
        {(data) =>
          data.versions.length === 0 ? (
            <Text>{words.none}</Text>
          ) : data.versions.some(({ arm }) => arm !== undefined) ? (
            <Arms studyId={studyId} versions={data.versions} />
          ) : (
            <Versions studyId={studyId} versions={data.versions} />
          )
        }
      </Answered>
    </>
  );
}

const armOf = ({ arm }: Version): string => arm?.id ?? '';

/** Versions that readers were given at random: one arm at a time, each beside any other. Readers never get here. */
function Arms(props: {
  readonly studyId: string;
  readonly versions: readonly Version[];
}): ReactNode {
  const { studyId, versions } = props;
  const [arm, setArm] = useState('');
  const nameOf = ({ arm: own }: Version): string =>
    own === undefined ? words.ofStudy : words.armOf(own.id, own.title);
  const firsts = versions.filter((one, at) => versions.findIndex(isOfArm(armOf(one))) === at);
  const others = versions.filter((one) => armOf(one) !== arm);
  return (
    <>
      <Text mb="sm">{words.comparedLead}</Text>
      <NativeSelect
        label={words.whose}
        mb="md"
        value={arm}
        onChange={(event) => setArm(event.currentTarget.value)}
        data={firsts.map((one) => ({ value: armOf(one), label: nameOf(one) }))}
      />
      <Versions
        key={arm}
        studyId={studyId}
        versions={versions.filter(isOfArm(arm))}
        others={others.map((one) => ({
          version: one,
          name: `${nameOf(one)}: ${words.version(one.number, showInstant(one.createdAt))}`,
        }))}
      />
    </>
  );
}

function isOfArm(arm: string): (version: Version) => boolean {
  return (version) => armOf(version) === arm;
}

function Versions(props: {
  readonly studyId: string;
  readonly versions: readonly Version[];
  /** Versions of other arms, to compare with. */
  readonly others?: readonly { readonly version: Version; readonly name: string }[];
}): ReactNode {
  const { studyId, versions, others = [] } = props;
  const [beside, setBeside] = useState('');
  const session = useSession();
  const roles = session.data === undefined ? [] : rolesIn(session.data, studyId);
  const isReader = roles.includes('reader') || roles.includes('adjudicator');
  const newest = versions.at(-1)!; // the list is not empty
  const [number, setNumber] = useState<number | null>(null);
  const shown = versions.find((one) => one.number === number) ?? newest;
  const at = versions.indexOf(shown);
  const lastConfirmed = versions.findLast((one) => one.isConfirmed);
  // A reader who has confirmed an older version sees what changed since then.
  const isNews = isReader && shown === newest && !newest.isConfirmed && lastConfirmed !== undefined;
  const other = others.find(({ version }) => String(version.number) === beside)?.version;
  const before = other ?? (isNews ? lastConfirmed : versions[at - 1]);
  const protocol = useRead('readerProtocol', { params: { studyId } }, { isWanted: isReader });
  const questions = protocol.data?.questions ?? [];
  return (
    <>
      {isReader && <Confirm studyId={studyId} newest={newest} isChanged={isNews} />}
      {versions.length > 1 && (
        <NativeSelect
          label={words.showVersion}
          mb="md"
          value={shown.number}
          onChange={(event) => setNumber(Number(event.currentTarget.value))}
          data={versions.toReversed().map((one) => {
            const text = words.version(one.number, showInstant(one.createdAt));
            return {
              value: String(one.number),
              label: one === newest ? words.newest(text) : text,
            };
          })}
        />
      )}
      {others.length > 0 && (
        <NativeSelect
          label={words.compareWith}
          mb="md"
          value={beside}
          onChange={(event) => setBeside(event.currentTarget.value)}
          data={[
            { value: '', label: words.versionBefore },
            ...others.map(({ version, name }) => ({ value: String(version.number), label: name })),
          ]}
        />
      )}
      {shown !== newest && (
        <Text mb="md" role="status">
          {words.old}
        </Text>
      )}
      {before !== undefined && (
        <ChangesCard
          before={before}
          after={shown}
          questions={questions}
          isBeside={other !== undefined}
        />
      )}
      <Shown studyId={studyId} version={shown} questions={questions} />
    </>
  );
}

function Confirm(props: {
  readonly studyId: string;
  readonly newest: Version;
  readonly isChanged: boolean;
}): ReactNode {
  const { studyId, newest, isChanged } = props;
  const confirm = useChange('confirmInstructions', ['instructions', 'queue']);
  const link = `/studies/${encodeURIComponent(studyId)}/queue`;
  if (newest.isConfirmed) {
    return (
      <Alert color="teal" variant="outline" mb="md" role="status" title={words.confirmed}>
        <Button component={Link} to={link} variant="default" size="xs">
          {words.toReading}
        </Button>
      </Alert>
    );
  }
  return (
    <Alert
      color="orange"
      variant="outline"
      mb="md"
      styles={{ label: { color: 'var(--mantine-color-text)' } }}
      title={isChanged ? words.changed : words.needed}
    >
      <ProblemNotice error={confirm.error} />
      <Button
        loading={confirm.isPending}
        onClick={() => confirm.mutate({ params: { studyId }, body: { version: newest.version } })}
      >
        {words.confirm}
      </Button>
    </Alert>
  );
}

function Shown(props: {
  readonly studyId: string;
  readonly version: Version;
  readonly questions: readonly Question[];
}): ReactNode {
  const { studyId, version, questions } = props;
  const { text, labels } = version.instructions;
  const ids = [...new Set(labels.map(({ questionId }) => questionId))];
  return (
    <>
      {text !== '' && <Text className="instructions-text">{text}</Text>}
      {ids.map((questionId) => {
        const own = labels.filter((one) => one.questionId === questionId);
        const question = questions.find(({ id }) => id === questionId);
        return (
          <section key={questionId}>
            <Title order={2} size="h4" mt="md" mb="xs">
              {question?.text ?? questionId}
            </Title>
            {own.map((one) => {
              const name = question === undefined ? one.label : optionText(question, one.label);
              return (
                <Card withBorder mb="sm" key={one.label}>
                  <Title order={3} size="h5">
                    {name}
                  </Title>
                  <Text className="instructions-text">{one.text}</Text>
                  <div className="instructions-examples">
                    {one.examples.map((example) => (
                      <ExampleCrop
                        key={JSON.stringify(example)}
                        client={client}
                        studyId={studyId}
                        example={example}
                        labelText={name}
                      />
                    ))}
                  </div>
                </Card>
              );
            })}
          </section>
        );
      })}
    </>
  );
}
