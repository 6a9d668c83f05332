import type { Access } from '@equipoise/api';
import type { StudyRole } from '@equipoise/domain';
import { membershipsOf, type ReadTx, type Study, studyById } from '@equipoise/store';
import { notFound, refuse } from '../http/refuse.ts';
import { refuseResults } from '../study/hidden-results.ts';
import type { Caller, SignedIn } from './caller.ts';

/** The study of a request and what the caller may do in it. */
export interface StudyRights {
  readonly study: Study;
  readonly roles: readonly StudyRole[];
}

function nobodySignedIn(): never {
  return refuse('room/not-signed-in', 'Nobody is signed in.', 'Sign in, or send a living key.');
}

function signedIn(caller: Caller): SignedIn {
  if (caller.kind === 'nobody') return nobodySignedIn();
  if (caller.kind === 'half') {
    return caller.step === 'code'
      ? refuse('room/second-factor', 'The code of the second factor is missing.', 'Give it.')
      : refuse('room/second-factor', 'This server wants a second factor.', 'Set it up.');
  }
  return caller;
}

/** Whether a key may be used so. */
function checkKey(caller: SignedIn, method: string, isExport: boolean): void {
  if (caller.kind !== 'key') return;
  const scopes = Array.isArray(caller.key.scopes) ? caller.key.scopes : [];
  const wanted = isExport ? 'export' : method === 'GET' ? 'read' : 'write';
  if (!scopes.includes(wanted)) {
    refuse('room/not-allowed', `The key has no scope "${wanted}".`, 'Make a key that has it.');
  }
}

/**
 * Lets a caller through to a route, or refuses. To whoever has no part in a study the study does not exist, and
 * what a role may not see does not exist for it.
 *
 * @param route with the `studyId` of the path, null for routes without
 * @param hidesResults whether the study tells no results yet
 * @returns the rights in the study, null for routes without one
 */
export async function authorise(
  tx: ReadTx,
  access: Access,
  caller: Caller,
  route: { readonly method: string; readonly isExport: boolean; readonly studyId: string | null },
  hidesResults: (study: Study) => Promise<boolean>,
): Promise<StudyRights | null> {
  if (access.kind === 'public') return null;
  if (access.kind === 'half') {
    if (caller.kind === 'half' && access.steps.includes(caller.step)) return null;
    // Whoever is signed in all the way owes nothing.
    return caller.kind === 'nobody' ? nobodySignedIn() : notFound();
  }
  if (caller.kind === 'half' && access.kind === 'account' && access.half?.includes(caller.step)) {
    return null;
  }
  const somebody = signedIn(caller);
  if (access.kind !== 'study') {
    // Keys open one study and nothing of the account.
    if (somebody.kind === 'key') return notFound();
    if (access.kind === 'server-owner' && !somebody.account.isOwner) return notFound();
    return null;
  }
  const { studyId } = route;
  if (studyId === null) return notFound();
  if (somebody.kind === 'key' && somebody.key.studyId !== studyId) return notFound();
  const study = await studyById(tx, studyId);
  if (study === null) return notFound();
  const all = await membershipsOf(tx, studyId, somebody.account.id);
  const roles = all.filter(({ state }) => state === 'active').map(({ role }) => role);
  if (!access.roles.some((role) => roles.includes(role))) {
    const isSuspended = all.some(
      ({ state, role }) => state === 'suspended' && access.roles.includes(role),
    );
    if (isSuspended) {
      refuse('room/suspended', 'Your part in this study is suspended.', 'Ask who runs the study.');
    }
    return notFound();
  }
  if (access.unblinds === true && roles.includes('reader') && study.state !== 'closed') {
    return notFound();
  }
  checkKey(somebody, route.method, route.isExport);
  if (access.tellsResults === true && (await hidesResults(study))) refuseResults();
  return { study, roles };
}
