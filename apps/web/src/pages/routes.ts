import type { StudyRole } from '@equipoise/domain';
import type { ComponentType } from 'react';
import { navWords as words } from '../words/nav.ts';

/** A page of the app. */
export interface PageEntry {
  /** As the router has it: parameters as `$name`. */
  readonly path: string;
  /** `desk`: within menus, signed in; `bare`: the page alone. */
  readonly frame: 'desk' | 'bare';
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
  /** Its name in the menu; without one it is not in it. */
  readonly nav?: string;
  /** Who finds it in the menu; the server decides who may open it. Without it, everybody. */
  readonly roles?: readonly StudyRole[];
  /** Only owners of the server find it. */
  readonly isForOwners?: boolean;
}

const leads = ['owner', 'curator'] as const;
const viewers = ['owner', 'curator', 'viewer'] as const;

/** Every page, in the order of the menu. */
export const pages: readonly PageEntry[] = [
  {
    path: '/sign-in',
    frame: 'bare',
    load: () => import('./sign-in/sign-in.page.tsx'),
  },
  {
    path: '/join',
    frame: 'bare',
    load: () => import('./join/join.page.tsx'),
  },
  {
    path: '/reset',
    frame: 'bare',
    load: () => import('./reset/reset.page.tsx'),
  },
  {
    path: '/studies/$studyId/read',
    frame: 'bare',
    load: () => import('./reading/reading.page.tsx'),
  },
  {
    path: '/studies/$studyId',
    frame: 'desk',
    nav: words.overview,
    load: () => import('./overview/overview.page.tsx'),
  },
  {
    path: '/studies/$studyId/queue',
    frame: 'desk',
    nav: words.queue,
    load: () => import('./queue/queue.page.tsx'),
    roles: ['reader'],
  },
  {
    path: '/studies/$studyId/adjudications',
    frame: 'desk',
    nav: words.adjudications,
    load: () => import('./adjudications/adjudications.page.tsx'),
    roles: ['adjudicator', 'reader'],
  },
  {
    path: '/studies/$studyId/adjudications/$adjudicationId',
    frame: 'desk',
    load: () => import('./adjudication/adjudication.page.tsx'),
  },
  {
    path: '/studies/$studyId/instructions',
    frame: 'desk',
    nav: words.instructions,
    load: () => import('./instructions/instructions.page.tsx'),
  },
  {
    path: '/studies/$studyId/images',
    frame: 'desk',
    nav: words.images,
    load: () => import('./images/images.page.tsx'),
    roles: leads,
  },
  {
    path: '/studies/$studyId/protocol',
    frame: 'desk',
    nav: words.protocol,
    load: () => import('./protocol/protocol.page.tsx'),
    roles: leads,
  },
  {
    path: '/studies/$studyId/people',
    frame: 'desk',
    nav: words.people,
    load: () => import('./people/people.page.tsx'),
    roles: leads,
  },
  {
    path: '/studies/$studyId/progress',
    frame: 'desk',
    nav: words.progress,
    load: () => import('./progress/progress.page.tsx'),
    roles: viewers,
  },
  {
    path: '/studies/$studyId/agreement',
    frame: 'desk',
    nav: words.agreement,
    load: () => import('./agreement/agreement.page.tsx'),
    roles: viewers,
  },
  {
    path: '/studies/$studyId/consensus',
    frame: 'desk',
    nav: words.consensus,
    load: () => import('./consensus/consensus.page.tsx'),
    roles: viewers,
  },
  {
    path: '/studies/$studyId/gallery',
    frame: 'desk',
    nav: words.gallery,
    load: () => import('./gallery/gallery.page.tsx'),
    roles: viewers,
  },
  {
    path: '/studies/$studyId/cases/$caseId',
    frame: 'desk',
    load: () => import('./case/case.page.tsx'),
  },
  {
    path: '/studies/$studyId/audits',
    frame: 'desk',
    nav: words.audits,
    load: () => import('./audits/audits.page.tsx'),
    roles: viewers,
  },
  {
    path: '/studies/$studyId/audits/$jobId',
    frame: 'desk',
    load: () => import('./audit/audit.page.tsx'),
  },
  {
    path: '/studies/$studyId/exports',
    frame: 'desk',
    nav: words.exports,
    load: () => import('./exports/exports.page.tsx'),
    roles: leads,
  },
  {
    path: '/studies/$studyId/log',
    frame: 'desk',
    nav: words.log,
    load: () => import('./log/log.page.tsx'),
    roles: leads,
  },
  {
    path: '/',
    frame: 'desk',
    nav: words.studies,
    load: () => import('./studies/studies.page.tsx'),
  },
  {
    path: '/account',
    frame: 'desk',
    nav: words.account,
    load: () => import('./account/account.page.tsx'),
  },
  {
    path: '/server',
    frame: 'desk',
    nav: words.server,
    load: () => import('./server/server.page.tsx'),
    isForOwners: true,
  },
];
