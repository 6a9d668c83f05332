import { openApiDocument } from '@equipoise/api';
import {
  accountByEmail,
  accountById,
  accountByOidc,
  addAccount,
  addApiKey,
  addInvitation,
  changeAccount,
  countAccounts,
  endOtherSessions,
  endSession,
  type Invitation,
  invitationByToken,
  listAccounts,
  listApiKeys,
  listSessions,
  membershipsOf,
  readEvents,
  revokeApiKey,
  rotateSession,
  serverChain,
  studyById,
  type Tx,
  useInvitation,
  verifyLog,
} from '@equipoise/store';
import { beginIn, handOut, signInAs } from '../auth/begin-session.ts';
import { cookieName } from '../auth/caller.ts';
import { localPath } from '../auth/local-path.ts';
import { hashPassword, isPassword } from '../auth/passwords.ts';
import { checkNotLocked, noteFailure } from '../auth/proof.ts';
import { hashToken, keyPrefix, newToken } from '../auth/tokens.ts';
import { checkNewPassword } from '../auth/weak-password.ts';
import { accountOf, change } from '../call.ts';
import { found, notFound, refuse } from '../http/refuse.ts';
import type { Call } from '../services.ts';
import { checkRolesTogether } from '../study/roles-together.ts';
import type { Handlers } from './handler.ts';
import { shownAccount, shownInvitation, shownKey, shownSession, tokenOf } from './shown.ts';

type Names =
  | 'health'
  | 'about'
  | 'openApi'
  | 'signIn'
  | 'oidcStart'
  | 'oidcCallback'
  | 'lookInvitation'
  | 'acceptInvitation'
  | 'session'
  | 'rotateSession'
  | 'signOut'
  | 'sessions'
  | 'endOtherSessions'
  | 'endOneSession'
  | 'changePassword'
  | 'changeName'
  | 'apiKeys'
  | 'addApiKey'
  | 'revokeApiKey'
  | 'accounts'
  | 'changeAccount'
  | 'inviteToServer'
  | 'serverLog'
  | 'verifyServerLog';

/** A date so many days ahead. */
export function inDays(now: string, days: number): string {
  return new Date(Date.parse(now) + days * 86_400_000).toISOString();
}

/** The link of an invitation. The token stands behind the hash sign: it reaches no log of any server. */
export function invitationLink(call: Pick<Call, 'services'>, token: string): string {
  return `${call.services.publicUrl()}/join#${token}`;
}

async function useBy(tx: Tx, invitation: Invitation, accountId: string): Promise<void> {
  if (invitation.studyId !== null) {
    const held = await membershipsOf(tx, invitation.studyId, accountId);
    checkRolesTogether(held, invitation.role);
  }
  await useInvitation(tx, invitation.tokenHash, accountId);
}

async function openInvitation(call: Call, token: string): Promise<Invitation> {
  const { store } = call.services;
  const row = await store.read((tx) => invitationByToken(tx, hashToken(token), store.world.now()));
  return (
    row ?? refuse('room/not-found', 'The link is used, revoked or expired.', 'Ask for a new one.')
  );
}

function wrong(): never {
  return refuse(
    'room/not-signed-in',
    'Address and password do not fit.',
    'Try again; after several failures the account is locked for a while.',
  );
}

/** The server itself, sign-in, accounts, invitations, keys. */
export const peopleHandlers: Handlers<Names> = {
  async health({ services }) {
    await services.store.read((tx) => countAccounts(tx));
    return { status: 'ok', version: services.version };
  },
  async about({ services }) {
    const count = await services.store.read((tx) => countAccounts(tx));
    return {
      name: 'Equipoise',
      version: services.version,
      notice: 'Research use, not for primary diagnosis.',
      needsOwner: count === 0,
      oidc: services.oidcOptions === null ? null : { name: services.oidcOptions.name },
      now: services.store.world.now(),
    };
  },
  openApi: async ({ services }) => openApiDocument(services.version),
  async signIn(call, { body }) {
    const { store } = call.services;
    const now = store.world.now();
    const account = await store.read((tx) => accountByEmail(tx, body.email));
    const isLocked = account?.lockedUntil !== null && (account?.lockedUntil ?? '') > now;
    const usable = account !== null && account.state === 'active' && !isLocked;
    // The same work whoever asks: the time tells nothing.
    const fits = await isPassword(usable ? account.passwordHash : null, body.password);
    if (account !== null) checkNotLocked(account, now);
    if (!fits || account === null) {
      if (account !== null && account.state === 'active') {
        await noteFailure(call, account, 'password');
      } else {
        await call.services.log.note('nobody', {
          chain: serverChain,
          action: 'sign-in.failed',
          object: { kind: 'account', id: 'unknown' },
        });
      }
      return wrong();
    }
    return signInAs(call, account, 'password');
  },
  async oidcStart(call, { body }) {
    const { oidc } = call.services;
    if (oidc === null) return notFound();
    const callback = `${call.services.publicUrl()}/api/oidc/callback`;
    const { url, ticket } = await oidc.start(callback, {
      invitation: body.invitation ?? null,
      to: localPath(body.to ?? ''),
    });
    call.setCookie(cookieName('oidc', call.services), ticket, 600);
    return { url };
  },
  async oidcCallback(call) {
    const { oidc, store } = call.services;
    if (oidc === null) return notFound();
    const ticket = cookieName('oidc', call.services);
    const person = await oidc.finish(call.url, call.cookies[ticket] ?? '');
    call.setCookie(ticket, '', 0);
    const { issuer, subject, invitation, to, email, name } = person;
    let account = await store.read((tx) => accountByOidc(tx, issuer, subject));
    if (invitation !== null) {
      const row = await openInvitation(call, invitation);
      const known = account;
      account = await store.change({ actor: known?.id ?? 'nobody' }, async (tx) => {
        const who =
          known ??
          (await addAccount(tx, {
            email: email ?? row.email ?? `${subject}@${new URL(issuer).hostname}`,
            displayName: name ?? email ?? 'Without a name',
            oidcIssuer: issuer,
            oidcSubject: subject,
            isOwner: row.studyId === null,
          }));
        await useBy(tx, row, who.id);
        return who;
      });
    }
    if (account === null || account.state !== 'active') {
      return refuse(
        'room/not-allowed',
        'Nobody here belongs to this sign-in.',
        'Open the link of your invitation and sign in from there.',
      );
    }
    await signInAs(call, account, 'provider');
    return { location: `${call.services.publicUrl()}${to === '' ? '/' : to}` };
  },
  async lookInvitation(call, { body }) {
    const row = await openInvitation(call, body.token);
    const { studyId } = row;
    const study =
      studyId === null ? null : await call.services.store.read((tx) => studyById(tx, studyId));
    return {
      role: row.role,
      studyTitle: study?.title ?? null,
      email: row.email,
      expiresAt: row.expiresAt,
    };
  },
  async acceptInvitation(call, { body }) {
    const row = await openInvitation(call, body.token);
    const { store } = call.services;
    if (body.account === null) {
      if (call.caller.kind !== 'session') {
        return refuse('room/not-signed-in', 'Nobody is signed in.', 'Sign in, or make an account.');
      }
      const { account, session, token } = call.caller;
      await change(call, async (tx) => {
        await useBy(tx, row, account.id);
        if (row.studyId === null) await changeAccount(tx, account.id, { isOwner: true });
      });
      const now = await store.read((tx) => accountById(tx, account.id));
      return shownSession(call, found(now), token, session.expiresAt);
    }
    const { email, displayName, password } = body.account;
    if (row.email !== null && row.email.toLowerCase() !== email.toLowerCase()) {
      return refuse('room/not-found', 'The link is for another address.', 'Use that address.');
    }
    checkNewPassword(password, [email, displayName]);
    const passwordHash = await hashPassword(password);
    const account = await store.change({ actor: 'nobody' }, async (tx) => {
      const isOwner = row.studyId === null;
      const made = await addAccount(tx, { email, displayName, passwordHash, isOwner });
      await useBy(tx, row, made.id);
      return made;
    });
    const begun = await store.change({ actor: account.id }, (tx) =>
      beginIn(call, tx, { account, method: 'password' }),
    );
    return handOut(call, account, begun);
  },
  async session(call) {
    const expiresAt = call.caller.kind === 'session' ? call.caller.session.expiresAt : '';
    return shownSession(call, accountOf(call), tokenOf(call.caller), expiresAt);
  },
  async rotateSession(call) {
    if (call.caller.kind !== 'session') return notFound();
    const { session, account } = call.caller;
    const token = newToken(call.services.store.world);
    await change(call, (tx) => rotateSession(tx, session.id, hashToken(token)));
    call.setSession(token, session.expiresAt);
    return shownSession(call, account, token, session.expiresAt);
  },
  async signOut(call) {
    if (call.caller.kind !== 'session' && call.caller.kind !== 'half') return notFound();
    const { session } = call.caller;
    await change(call, (tx) => endSession(tx, session.id));
    call.setSession(null, '');
    return null;
  },
  async sessions(call) {
    const { store } = call.services;
    const own = call.caller.kind === 'session' ? call.caller.session.id : '';
    const rows = await store.read((tx) => listSessions(tx, accountOf(call).id, store.world.now()));
    return {
      sessions: rows.map((row) => ({
        sessionId: row.id,
        createdAt: row.createdAt,
        lastSeenAt: row.lastSeenAt,
        expiresAt: row.expiresAt,
        isThis: row.id === own,
      })),
    };
  },
  async endOtherSessions(call) {
    const own = call.caller.kind === 'session' ? call.caller.session.id : null;
    return { ended: await change(call, (tx) => endOtherSessions(tx, accountOf(call).id, own)) };
  },
  async endOneSession(call, { params }) {
    const { store } = call.services;
    const rows = await store.read((tx) => listSessions(tx, accountOf(call).id, store.world.now()));
    if (!rows.some(({ id }) => id === params.sessionId)) return notFound();
    await change(call, (tx) => endSession(tx, params.sessionId));
    return null;
  },
  async changePassword(call, { body }) {
    const account = accountOf(call);
    if (account.passwordHash !== null) {
      checkNotLocked(account, call.services.store.world.now());
      if (!(await isPassword(account.passwordHash, body.current ?? ''))) {
        await noteFailure(call, account, 'password');
        return refuse('room/not-allowed', 'The present password does not fit.', 'Try again.');
      }
    }
    checkNewPassword(body.next, [account.email, account.displayName]);
    const passwordHash = await hashPassword(body.next);
    // Whoever came from the provider has not shown a second factor to this server, and stays so.
    const method = call.caller.kind === 'session' ? call.caller.session.method : 'password';
    const begun = await change(call, async (tx) => {
      const changed = await changeAccount(tx, account.id, { passwordHash });
      return { changed, ...(await beginIn(call, tx, { account: changed, method })) };
    });
    return handOut(call, begun.changed, begun);
  },
  async changeName(call, { body }) {
    return shownAccount(await change(call, (tx) => changeAccount(tx, accountOf(call).id, body)));
  },
  async apiKeys(call) {
    const rows = await call.services.store.read((tx) => listApiKeys(tx, accountOf(call).id));
    return { keys: rows.map(shownKey) };
  },
  async addApiKey(call, { body }) {
    const account = accountOf(call);
    const { store } = call.services;
    const held = await store.read((tx) => membershipsOf(tx, body.studyId, account.id));
    if (!held.some(({ state }) => state === 'active')) return notFound();
    const secret = `${keyPrefix}${newToken(store.world)}`;
    const row = await change(call, (tx) =>
      addApiKey(tx, {
        tokenHash: hashToken(secret),
        name: body.name,
        accountId: account.id,
        studyId: body.studyId,
        scopes: [...new Set(body.scopes)],
        expiresAt: inDays(tx.at, body.days),
      }),
    );
    return { key: shownKey(row), secret };
  },
  async revokeApiKey(call, { params }) {
    await change(call, (tx) => revokeApiKey(tx, accountOf(call).id, params.keyId));
    return null;
  },
  async accounts(call) {
    const rows = await call.services.store.read((tx) => listAccounts(tx));
    return { accounts: rows.map(shownAccount) };
  },
  async changeAccount(call, { params, body }) {
    if (params.accountId === accountOf(call).id) {
      return refuse('room/bad-state', 'This is the own account.', 'Let another owner do it.');
    }
    const { state, isOwner, needsSecondFactor } = body;
    const row = await change(call, (tx) =>
      changeAccount(tx, params.accountId, {
        ...(state === undefined ? {} : { state }),
        ...(isOwner === undefined ? {} : { isOwner }),
        ...(needsSecondFactor === undefined ? {} : { needsSecondFactor }),
      }),
    );
    return shownAccount(row);
  },
  async inviteToServer(call, { body }) {
    const token = newToken(call.services.store.world);
    const row = await change(call, (tx) =>
      addInvitation(tx, {
        tokenHash: hashToken(token),
        studyId: null,
        role: 'owner',
        ...(body.email === undefined ? {} : { email: body.email }),
        expiresAt: inDays(tx.at, body.days),
      }),
    );
    const now = call.services.store.world.now();
    return { invitation: shownInvitation(row, now), link: invitationLink(call, token) };
  },
  async serverLog(call, { query }) {
    const events = await call.services.store.read((tx) =>
      readEvents(tx, { chain: serverChain, ...query }),
    );
    return { events: [...events] };
  },
  async verifyServerLog(call) {
    const check = await call.services.store.read((tx) => verifyLog(tx));
    return {
      eventCount: check.eventCount,
      heads: check.heads.map((head) => ({ ...head })),
      faults: check.faults.map((fault) => ({ ...fault })),
    };
  },
};
