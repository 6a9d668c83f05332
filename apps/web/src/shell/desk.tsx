import { problemOf } from '@equipoise/api';
import { AppShell, Burger, Group, MantineProvider, NavLink, ScrollArea, Text } from '@mantine/core';
import '@mantine/core/styles.css';
import { useDisclosure } from '@mantine/hooks';
import { Link, Navigate, Outlet, useLocation, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type PageEntry, pages } from '../pages/routes.ts';
import { shellWords as words } from '../words/shell.ts';
import { basePath, styleNonce } from './base-path.ts';
import './desk.css';
import { Account } from './account-menu.tsx';
import { useRead } from './queries.ts';
import { isSignedOut, rolesIn, useSession } from './session.ts';
import { ProblemNotice, Waiting } from './states.tsx';
import { theme } from './theme.ts';

/** The frame around every page but the reading page: who one is, where one is, where one can go. */
export function Desk(): ReactNode {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <SignedIn />
    </MantineProvider>
  );
}

function SignedIn(): ReactNode {
  const session = useSession();
  const path = useLocation({ select: (place) => place.href });
  const isSent = useLocation({ select: (place) => place.pathname.endsWith('/sign-in') });
  const [isOpen, opened] = useDisclosure(false);
  const { studyId } = useParams({ strict: false }) as { readonly studyId?: string };
  const study = useRead(
    'study',
    { params: { studyId: studyId ?? '' } },
    { isWanted: studyId !== undefined && session.data !== undefined },
  );
  if (isSignedOut(session.error)) {
    // While that page is loaded the desk still stands: sent twice, it would send itself for ever.
    return isSent ? <Waiting /> : <Navigate to="/sign-in" search={{ to: path }} />;
  }
  if (session.data === undefined) {
    return session.error === null ? <Waiting /> : <ProblemNotice error={session.error} />;
  }
  const roles = studyId === undefined ? [] : rolesIn(session.data, studyId);
  const shown = pages.filter(
    (page) =>
      page.nav !== undefined &&
      (page.path.startsWith('/studies/$studyId') ? studyId !== undefined : true) &&
      (page.roles === undefined || page.roles.some((role) => roles.includes(role))) &&
      (page.isForOwners !== true || session.data.account.isOwner),
  );
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a className="eq-skip" href="#main">
        {words.skipToContent}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={opened.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={words.menu}
              aria-expanded={isOpen}
            />
            <Link to="/" className="eq-brand">
              {words.product}
            </Link>
            {study.data !== undefined && (
              <Text size="sm" c="dimmed" truncate visibleFrom="xs">
                {study.data.title}
              </Text>
            )}
          </Group>
          <Account session={session.data} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={words.navigation}>
        <AppShell.Section grow component={ScrollArea}>
          {shown
            .filter((page) => page.path.startsWith('/studies/$studyId'))
            .map((page) => (
              <PageLink key={page.path} page={page} studyId={studyId ?? ''} onOpen={opened.close} />
            ))}
          {studyId !== undefined && shown.some((page) => !page.path.includes('$studyId')) && (
            <hr className="eq-rule" />
          )}
          {shown
            .filter((page) => !page.path.startsWith('/studies/$studyId'))
            .map((page) => (
              <PageLink key={page.path} page={page} studyId={studyId ?? ''} onOpen={opened.close} />
            ))}
        </AppShell.Section>
        <Text size="xs" className="eq-research">
          {words.researchUse}
        </Text>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        {problemOf(study.error)?.status === 404 ? (
          <ProblemNotice error={study.error} />
        ) : (
          <Outlet />
        )}
        <footer className="eq-footer">{words.researchUse}</footer>
      </AppShell.Main>
    </AppShell>
  );
}

function PageLink(props: {
  readonly page: PageEntry;
  readonly studyId: string;
  readonly onOpen: () => void;
}): ReactNode {
  const to = props.page.path.replace('$studyId', encodeURIComponent(props.studyId));
  const here = useLocation({ select: (place) => place.pathname });
  const isHere = here === to || here === `${basePath()}${to}`;
  return (
    <NavLink
      component={Link}
      to={to}
      label={props.page.nav}
      active={isHere}
      activeOptions={{ exact: true }}
      variant="light"
      onClick={props.onOpen}
      {...(isHere ? { 'aria-current': 'page' as const } : {})}
    />
  );
}
