import {
  type Account,
  accountByEmail,
  addInvitation,
  openStore,
  type Store,
} from '@equipoise/store';
import { keepResetLink, resetHours, resetLink } from '../auth/reset-link.ts';
import { hashToken, newToken } from '../auth/tokens.ts';
import { readStoreOptions, type Typed } from '../command-line.ts';
import { fail } from '../errors.ts';
import type { Operator } from './operator.ts';

const why = 'made by the operator at the machine';

interface Made {
  readonly link: string;
  readonly expiresAt: string;
  readonly text: string;
}

/**
 * Makes a link when nobody is left who can: one by which an account sets a new password, or one that makes another
 * owner. Whoever may write the data folder may do it; the log says that it was done. The server may be running.
 *
 * @throws server/bad-option, server/no-account; store/no-store and others where the data cannot be opened
 */
export async function makeResetLink(typed: Typed, operator: Operator): Promise<number> {
  const email = typed.text('email');
  if ((email === undefined) !== typed.has('new-owner')) {
    fail(
      'server/bad-option',
      'reset-link wants either --email or --new-owner.',
      'Name the address of an account, or ask for a link that makes another owner.',
    );
  }
  const isFactorToo = typed.has('second-factor');
  if (isFactorToo && email === undefined) {
    fail('server/bad-option', '--second-factor goes with --email.', 'Name the account.');
  }
  const publicUrl = readPublicUrl(typed.text('public-url') ?? 'http://127.0.0.1:4747');
  const options = readStoreOptions(typed, operator.env, operator.world);
  const store = await openStore({ ...options, isBeside: true });
  try {
    const made =
      email === undefined
        ? await ownerLink(store, publicUrl)
        : await accountLink(store, publicUrl, email, isFactorToo);
    const { link, expiresAt, text } = made;
    if (typed.has('json')) operator.out(`${JSON.stringify({ link, expiresAt }, null, 2)}\n`);
    else operator.out(`${text} It works once, until ${expiresAt}:\n${link}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

function readPublicUrl(text: string): string {
  if (/^https?:\/\/[^\s#?]+$/.test(text)) return text.replace(/\/+$/, '');
  return fail(
    'server/bad-option',
    '--public-url wants the address that people type, such as https://room.example.',
    'Give it with http or https, and with the base path where there is one.',
  );
}

async function accountLink(
  store: Store,
  publicUrl: string,
  email: string,
  isFactorToo: boolean,
): Promise<Made> {
  const account = await store.read((tx) => accountByEmail(tx, email));
  if (account === null) {
    return fail('server/no-account', 'There is no account of this address.', 'Check its spelling.');
  }
  if (account.state !== 'active') {
    return fail(
      'server/no-account',
      'The account of this address is disabled.',
      'Have an owner enable it, or make another owner with --new-owner.',
    );
  }
  const token = newToken(store.world);
  const expiresAt = await store.change({ actor: 'server', why }, (tx) =>
    keepResetLink(tx, account.id, token, resetHours, isFactorToo),
  );
  return {
    link: resetLink(publicUrl, token),
    expiresAt,
    text: `A new password for ${account.displayName}${factorText(account, isFactorToo)}.`,
  };
}

function factorText(account: Account, isFactorToo: boolean): string {
  if (account.secondFactor === null) return '';
  return isFactorToo ? ', whose second factor ends with it' : '; the second factor stays';
}

async function ownerLink(store: Store, publicUrl: string): Promise<Made> {
  const token = newToken(store.world);
  const { expiresAt } = await store.change({ actor: 'server', why }, (tx) => {
    const end = new Date(Date.parse(tx.at) + resetHours * 3_600_000).toISOString();
    const tokenHash = hashToken(token);
    return addInvitation(tx, { tokenHash, studyId: null, role: 'owner', expiresAt: end });
  });
  return { link: `${publicUrl}/join#${token}`, expiresAt, text: 'Another owner of the server.' };
}
