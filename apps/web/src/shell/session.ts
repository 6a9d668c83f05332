import { type Client, problemOf } from '@equipoise/api';
import type { StudyRole } from '@equipoise/domain';
import type { UseQueryResult } from '@tanstack/react-query';
import { useRead } from './queries.ts';

/** Who is signed in, and what they may do where. */
export type Session = Awaited<ReturnType<Client['session']>>;

/** The session; refused with `room/signed-out` when nobody is signed in. */
export function useSession(): UseQueryResult<Session> {
  return useRead('session');
}

/** Whether a call was refused because nobody is signed in. */
export function isSignedOut(error: unknown): boolean {
  return problemOf(error)?.status === 401;
}

/** Whether a call was refused because something is still owed after the password. */
export function isHalfIn(error: unknown): boolean {
  return problemOf(error)?.code === 'room/second-factor';
}

/** The roles of the one who is signed in, in one study. */
export function rolesIn(session: Session, studyId: string): readonly StudyRole[] {
  return session.memberships.filter((m) => m.studyId === studyId).map((m) => m.role);
}
