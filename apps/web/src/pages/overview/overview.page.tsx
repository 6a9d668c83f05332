import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Instant } from '../../shell/instant.tsx';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { overviewWords as words } from '../../words/overview.ts';
import { CloseStudy } from './close-study.tsx';
import { RenameStudy } from './rename-study.tsx';
import { StudySteps } from './study-steps.tsx';

function Way(props: {
  readonly title: string;
  readonly text: string;
  readonly to: string;
  readonly link: string;
  readonly studyId: string;
}): ReactNode {
  return (
    <Paper withBorder p="md" my="md" component="section" aria-label={props.title}>
      <Title order={2} size="h4">
        {props.title}
      </Title>
      <Text my="xs">{props.text}</Text>
      <Button component={Link} to={props.to.replace('$studyId', encodeURIComponent(props.studyId))}>
        {props.link}
      </Button>
    </Paper>
  );
}

/** Where the study stands, and what is next for whoever looks. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const study = useRead('study', { params: { studyId } });
  const [dialog, setDialog] = useState<'rename' | 'close' | null>(null);
  return (
    <Answered of={study}>
      {(one) => {
        const has = (role: (typeof one.roles)[number]): boolean => one.roles.includes(role);
        const isLead = has('owner') || has('curator');
        const isDraft = one.state === 'draft';
        return (
          <>
            <PageHead title={one.title} lead={words.lead[one.state]}>
              {isLead && (
                <Button variant="default" onClick={() => setDialog('rename')}>
                  {words.rename}
                </Button>
              )}
              {has('owner') && one.state === 'locked' && (
                <Button variant="outline" color="red" onClick={() => setDialog('close')}>
                  {words.close}
                </Button>
              )}
            </PageHead>
            <Group gap="lg" mb="md">
              <Text size="sm">
                {words.begun} <Instant at={one.createdAt} />
              </Text>
              {one.lockedAt !== null && (
                <Text size="sm">
                  {words.lockedSince} <Instant at={one.lockedAt} />
                </Text>
              )}
              <Link to="/studies/$studyId/instructions" params={{ studyId }}>
                {words.instructions}
              </Link>
            </Group>
            {has('reader') && (
              <Way
                title={words.readerTitle}
                text={isDraft ? words.notYet : words.readerText}
                to="/studies/$studyId/queue"
                link={words.toQueue}
                studyId={studyId}
              />
            )}
            {has('adjudicator') && (
              <Way
                title={words.judgeTitle}
                text={isDraft ? words.notYet : words.judgeText}
                to="/studies/$studyId/adjudications"
                link={words.toAdjudications}
                studyId={studyId}
              />
            )}
            {isLead && <StudySteps study={one} />}
            {has('viewer') && !isLead && (
              <Way
                title={words.viewerTitle}
                text={words.viewerText}
                to="/studies/$studyId/progress"
                link={words.toProgress}
                studyId={studyId}
              />
            )}
            {dialog === 'rename' && (
              <RenameStudy studyId={studyId} title={one.title} onClose={() => setDialog(null)} />
            )}
            {dialog === 'close' && <CloseStudy studyId={studyId} onClose={() => setDialog(null)} />}
          </>
        );
      }}
    </Answered>
  );
}
