import { openApiDocument } from '@equipoise/api';
import {
  accountByEmail,
  accountById,
  accountByOidc,
  addAccount,
  changeAccount,
  countAccounts,
  type Invitation,
  invitationByToken,
  membershipsOf,
  serverChain,
  studyById,
  type Tx,
  useInvitation,
} from '@equipoise/store';
import { beginIn, handOut, signInAs } from '../auth/begin-session.ts';
import { cookieName } from '../auth/caller.ts';
import { localPath } from '../auth/local-path.ts';
import { hashPassword, isPassword } from '../auth/passwords.ts';
import { checkNotLocked, noteFailure } from '../auth/proof.ts';
import { hashToken } from '../auth/tokens.ts';
import { checkNewPassword } from '../auth/weak-password.ts';
import { change } from '../call.ts';
import { found, notFound, refuse } from '../http/refuse.ts';
import type { Call } from '../services.ts';
import { checkRolesTogether } from '../study/roles-together.ts';
import type { Handlers } from './handler.ts';
import { shownSession } from './shown.ts';

type Names =
  | 'health'
  | 'about'
  | 'openApi'
  | 'signIn'
  | 'oidcStart'
  | 'oidcCallback'
  | 'lookInvitation'
  | 'acceptInvitation';

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

/** A link made for one address is for nobody else, however they sign in. */
function checkAddress(wanted: string | null, email: string | null): void {
  if (wanted === null || wanted.toLowerCase() === email?.toLowerCase()) return;
  refuse('room/not-found', 'The link is for another address.', 'Use that address.');
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
    const stored = await store.read((tx) => accountByEmail(tx, body.email));
    // A disabled account is as none.
    const account = stored?.state === 'active' ? stored : null;
    const { unknown } = call.services;
    const lockedUntil = account === null ? unknown.lockedUntil(body.email) : account.lockedUntil;
    const isLocked = lockedUntil !== null && lockedUntil > now;
    // The same work whoever asks: the time tells nothing.
    const fits = await isPassword(isLocked ? null : (account?.passwordHash ?? null), body.password);
    checkNotLocked({ lockedUntil }, now);
    if (!fits || account === null) {
      if (account !== null) await noteFailure(call, account, 'password');
      else {
        unknown.noteFailure(body.email, now);
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
    if (invitation !== null && (account === null || account.state === 'active')) {
      const row = await openInvitation(call, invitation);
      const known = account;
      checkAddress(row.email, known?.email ?? email);
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
        const isNewOwner = row.studyId === null && !who.isOwner;
        return isNewOwner ? changeAccount(tx, who.id, { isOwner: true }) : who;
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
      checkAddress(row.email, account.email);
      await change(call, async (tx) => {
        await useBy(tx, row, account.id);
        if (row.studyId === null) await changeAccount(tx, account.id, { isOwner: true });
      });
      const now = await store.read((tx) => accountById(tx, account.id));
      return shownSession(call, found(now), token, session.expiresAt);
    }
    const { email, displayName, password } = body.account;
    checkAddress(row.email, email);
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
};
