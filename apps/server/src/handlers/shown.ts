import type { RouteOutput, Routes } from '@equipoise/api';
import type {
  Account,
  ApiKey,
  Invitation,
  Job,
  Member,
  ProtocolVersion,
  Study,
} from '@equipoise/store';
import { activeMemberships } from '@equipoise/store';
import type { StudyRights } from '../auth/authorise.ts';
import type { Caller } from '../auth/caller.ts';
import { csrfOf } from '../auth/tokens.ts';
import type { Call } from '../services.ts';

/** An account as shown. */
export function shownAccount(account: Account): RouteOutput<Routes['changeName']['answer']> {
  return {
    accountId: account.id,
    email: account.email,
    displayName: account.displayName,
    isOwner: account.isOwner,
    state: account.state,
    hasPassword: account.passwordHash !== null,
    hasSecondFactor: account.secondFactor !== null,
    needsSecondFactor: account.needsSecondFactor,
    createdAt: account.createdAt,
  };
}

/** A session as shown. */
export async function shownSession(
  call: Call,
  account: Account,
  token: string,
  expiresAt: string,
): Promise<RouteOutput<Routes['session']['answer']>> {
  const roles = await call.services.store.read((tx) => activeMemberships(tx, account.id));
  return {
    account: shownAccount(account),
    csrf: csrfOf(token),
    expiresAt,
    memberships: roles.map(({ studyId, role }) => ({ studyId, role })),
  };
}

/** An invitation as shown. */
export function shownInvitation(
  row: Invitation,
  now: string,
): RouteOutput<Routes['inviteToStudy']['answer']>['invitation'] {
  const state =
    row.usedAt !== null
      ? 'used'
      : row.revokedAt !== null
        ? 'revoked'
        : row.expiresAt <= now
          ? 'expired'
          : 'open';
  return {
    invitationId: row.id,
    role: row.role,
    email: row.email,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    state,
  };
}

/** A key as shown. */
export function shownKey(row: ApiKey): RouteOutput<Routes['addApiKey']['answer']>['key'] {
  return {
    keyId: row.id,
    name: row.name,
    studyId: row.studyId,
    scopes: row.scopes as ('read' | 'write' | 'export')[], // checked when it was made
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    lastUsedAt: row.lastUsedAt,
    isRevoked: row.revokedAt !== null,
  };
}

/** A member as shown. */
export function shownMember(
  row: Member,
): RouteOutput<Routes['members']['answer']>['members'][number] {
  const { accountId, displayName, email, role, state, why, changedAt } = row;
  return { accountId, displayName, email, role, state, why, changedAt };
}

/** A study as shown to somebody in it. */
export function shownStudy(
  study: Study,
  roles: StudyRights['roles'],
): RouteOutput<Routes['study']['answer']> {
  const isLead = roles.includes('owner') || roles.includes('curator');
  return {
    studyId: study.id,
    title: study.title,
    state: study.state,
    roles: [...roles],
    createdAt: study.createdAt,
    lockedAt: study.lockedAt,
    protocolVersion: isLead ? study.protocolVersion : null,
  };
}

/** A protocol as shown. */
export function shownProtocol(
  row: ProtocolVersion,
): RouteOutput<Routes['protocolVersion']['answer']> {
  const { version, hash, document, createdBy, createdAt, lockedAt, why } = row;
  return { version, hash, document, createdBy, createdAt, lockedAt, why };
}

type Asked = NonNullable<RouteOutput<Routes['job']['answer']>['asked']>;

/** What an analysis was asked; of other jobs nothing is shown: addresses of peers name patients' studies. */
function askedOf(row: Job): Asked | null {
  if (row.kind !== 'audit' && row.kind !== 'label-errors') return null;
  const input = row.input as Partial<Asked>; // checked by the contract when it came
  return {
    question: input.question ?? '',
    option: input.option ?? null,
    score: input.score ?? '',
    positive: input.positive ?? null,
    groups: input.groups ?? null,
    caseColumn: input.caseColumn ?? '',
    seed: input.seed ?? 1,
  };
}

/** A job as shown. */
export function shownJob(row: Job): RouteOutput<Routes['job']['answer']> {
  const result = row.result as { files?: readonly { readonly name: string }[] } | null;
  return {
    jobId: row.id,
    kind: row.kind,
    asked: askedOf(row),
    state: row.state,
    progress: row.progress,
    stage: row.stage,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    isCancelAsked: row.cancelAskedAt !== null,
    files: (result?.files ?? []).map(({ name }) => name),
    failure: row.failure as RouteOutput<Routes['job']['answer']>['failure'], // ours
    result: row.result,
  };
}

/** The session's token of a caller; empty for keys. */
export function tokenOf(caller: Caller): string {
  return caller.kind === 'session' || caller.kind === 'half' ? caller.token : '';
}
