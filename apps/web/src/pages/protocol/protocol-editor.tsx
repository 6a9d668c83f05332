import type { ProtocolIssue } from '@equipoise/annotation';
import type { Client } from '@equipoise/api';
import type { StudyProtocol } from '@equipoise/domain';
import { Alert, Badge, Button, Group, Tabs, Text } from '@mantine/core';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { PageHead, ProblemNotice } from '../../shell/states.tsx';
import { protocolWords as words } from '../../words/protocol.ts';
import { AmendDialog } from './amend-dialog.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { type Editor, EditorContext, type Room } from './editor-context.ts';
import { IssuePanel } from './issue-panel.tsx';
import { LockDialog } from './lock-dialog.tsx';
import { fieldId, type Path } from './path.ts';
import { sectionParts } from './section-parts.tsx';
import { placeOfIssue, placeWords, type Section, sections } from './sections.ts';
import { useCheck } from './use-check.ts';
import { type StoredProtocol, useDraft } from './use-draft.ts';

/** Puts the focus on the field of a place, or on what is nearest around it. */
function focusOn(path: Path): void {
  for (let length = path.length; length > 0; length -= 1) {
    const element = document.getElementById(fieldId(path.slice(0, length)));
    if (element === null) continue;
    element.scrollIntoView({ block: 'center' });
    element.focus();
    return;
  }
}

/** The form over the whole protocol. */
export function ProtocolEditor(props: {
  readonly study: Awaited<ReturnType<Client['study']>>;
  readonly room: Room;
  readonly stored: StoredProtocol | null;
  readonly begun: StudyProtocol | null;
}): ReactNode {
  const { study, room, stored, begun } = props;
  const { studyId } = study;
  const work = useDraft({ studyId, stored, begun, isLocked: study.state === 'locked' });
  const { draft } = work;
  const [section, setSection] = useState<Section>('study');
  const [target, setTarget] = useState<Editor['target']>(null);
  const [isLocking, setLocking] = useState(false);
  const caseNames = useMemo(() => new Set(room.cases.map(({ caseId }) => caseId)), [room.cases]);
  const roles = useMemo(
    () =>
      new Set(
        room.members
          .filter(({ state }) => state === 'active')
          .map(({ accountId, role }) => `${accountId} ${role}`),
      ),
    [room.members],
  );
  const names = useMemo(
    () => new Map(room.members.map((one) => [one.accountId, one.displayName])),
    [room.members],
  );
  const { issues, isChecking } = useCheck(draft, { caseNames, roles });
  const isReadOnly = study.state === 'closed';
  const isAmending = study.state === 'locked';
  useEffect(() => {
    if (target === null) return;
    // After the section was drawn.
    const timer = setTimeout(() => focusOn(target.path), 60);
    return () => clearTimeout(timer);
  }, [target]);
  useEffect(() => {
    if (!work.isChanged) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [work.isChanged]);
  const go = (issue: ProtocolIssue): void => {
    const place = placeOfIssue(issue, draft);
    setSection(place.section);
    setTarget((old) => ({ path: place.path, count: (old?.count ?? 0) + 1 }));
  };
  const editor: Editor = {
    studyId,
    draft,
    change: work.change,
    issues,
    room,
    isReadOnly,
    isAmending,
    target,
  };
  const blocked = issues.some(({ blocks }) => blocks === 'reading');
  const mayLock =
    study.state === 'draft' && !work.isChanged && stored !== null && issues.length === 0;
  const countOf = (name: Section): number =>
    issues.filter((issue) => placeOfIssue(issue, draft).section === name).length;
  return (
    <EditorContext.Provider value={editor}>
      <PageHead title={words.title} lead={words.lead}>
        <Badge variant="outline" color="gray" tt="none" className="eq-plain-badge">
          {stored === null ? words.noVersion : words.version(stored.version)}
        </Badge>
        <Text size="sm" role="status">
          {stored === null ? '' : work.isChanged ? words.unsaved : words.saved}
        </Text>
        {!isReadOnly && (
          <Button
            disabled={!work.isChanged || blocked || isChecking}
            loading={work.isSaving}
            onClick={work.save}
          >
            {isAmending ? words.amend : words.save}
          </Button>
        )}
        {work.isChanged && stored !== null && (
          <Button variant="default" onClick={work.drop}>
            {words.drop}
          </Button>
        )}
        {study.state === 'draft' && (
          <Button
            variant="outline"
            disabled={!mayLock}
            {...(mayLock ? {} : { title: words.lockNeeds })}
            onClick={() => setLocking(true)}
          >
            {words.lock}
          </Button>
        )}
      </PageHead>
      {isReadOnly && <Alert variant="outline">{words.closedState}</Alert>}
      {isAmending && <Alert variant="outline">{words.amendState}</Alert>}
      {work.kept !== null && (
        <Alert variant="outline" my="sm" title={words.kept}>
          <Group>
            <Button size="compact-sm" onClick={work.takeUp}>
              {words.takeUp}
            </Button>
            <Button size="compact-sm" variant="default" onClick={work.forget}>
              {words.forget}
            </Button>
          </Group>
        </Alert>
      )}
      {work.phase === 'idle' && <ProblemNotice error={work.error} />}
      {!isReadOnly && (
        <IssuePanel
          issues={issues}
          isChecking={isChecking}
          isAmending={isAmending}
          placeOf={(issue) => placeWords(issue, draft, names)}
          onGo={go}
        />
      )}
      <Tabs
        value={section}
        onChange={(value) => setSection(sections.find((one) => one === value) ?? 'study')}
        keepMounted={false}
      >
        <Tabs.List aria-label={words.parts} mb="md">
          {sections.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {words.sectionIssues(words.section[name], countOf(name))}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {sections.map((name) => {
          const Part = sectionParts[name];
          return (
            <Tabs.Panel key={name} value={name}>
              <Part />
            </Tabs.Panel>
          );
        })}
      </Tabs>
      {isLocking && stored !== null && (
        <LockDialog version={stored.version} onClose={() => setLocking(false)} />
      )}
      {work.phase === 'amending' && stored !== null && (
        <AmendDialog
          before={stored.document}
          after={draft}
          isSaving={work.isSaving}
          error={work.error}
          onSave={work.amend}
          onClose={work.cancel}
        />
      )}
      {work.conflict !== null && (
        <ConflictDialog
          stored={work.conflict.document}
          storedVersion={work.conflict.version}
          mine={draft}
          onMine={work.keepMine}
          onTheirs={work.takeTheirs}
          onClose={work.cancel}
        />
      )}
    </EditorContext.Provider>
  );
}
