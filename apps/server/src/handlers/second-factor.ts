import {
  type Account,
  accountById,
  endOtherSessions,
  offerFactor,
  openRecoveryCodes,
  readSetting,
  renewRecoveryCodes,
  secondFactorRule,
  turnOffSecondFactor,
  turnOnSecondFactor,
  writeSetting,
} from '@equipoise/store';
import { beginIn, handOut } from '../auth/begin-session.ts';
import { isFactorWanted, isPasswordOld } from '../auth/caller.ts';
import { deviceOffer, stepOfCode } from '../auth/device-codes.ts';
import { factorPlace, proveCode, provePassword } from '../auth/proof.ts';
import { hashRecoveryCodes, newRecoveryCodes } from '../auth/recovery-codes.ts';
import { csrfOf } from '../auth/tokens.ts';
import { accountOf, change } from '../call.ts';
import { found, notFound, refuse } from '../http/refuse.ts';
import type { Call } from '../services.ts';
import type { Handlers } from './handler.ts';
import { shownAccount } from './shown.ts';

type Names =
  | 'signInStep'
  | 'signInCode'
  | 'secondFactor'
  | 'offerSecondFactor'
  | 'confirmSecondFactor'
  | 'renewRecoveryCodes'
  | 'turnOffSecondFactor'
  | 'resetSecondFactor'
  | 'serverRules'
  | 'changeServerRules';

/** Bytes of a secret: as many as SHA-1 gives, as RFC 4226 recommends. */
const secretBytes = 20;

async function rule(call: Call): Promise<'optional' | 'everybody'> {
  const value = await call.services.store.read((tx) => readSetting(tx, secondFactorRule));
  return value === 'everybody' ? 'everybody' : 'optional';
}

/** The account and session of whoever sits at a browser. */
function seatOf(call: Call): Extract<Call['caller'], { readonly kind: 'session' | 'half' }> {
  return call.caller.kind === 'session' || call.caller.kind === 'half' ? call.caller : notFound();
}

function checkHasFactor(account: Account): void {
  if (account.secondFactor !== null) return;
  refuse('room/bad-state', 'No second factor is on.', 'Set one up first.');
}

/** The second factor: giving its code, setting it up, turning it off, and who must have one. */
export const secondFactorHandlers: Handlers<Names> = {
  async signInStep(call) {
    if (call.caller.kind !== 'half') return notFound();
    const { step, token, session } = call.caller;
    const asksPassword =
      step === 'enrolment' && isPasswordOld(session, call.services.store.world.now());
    return { step, asksPassword, csrf: csrfOf(token), expiresAt: session.expiresAt };
  },
  async signInCode(call, { body }) {
    const { account, session } = seatOf(call);
    await proveCode(call, account, body.code);
    const begun = await change(call, (tx) =>
      beginIn(call, tx, { account, method: session.method }),
    );
    return handOut(call, account, begun);
  },
  async secondFactor(call) {
    const account = accountOf(call);
    const codes = await call.services.store.read((tx) => openRecoveryCodes(tx, account.id));
    return {
      isOn: account.secondFactor !== null,
      since: account.secondFactorSince,
      recoveryCodesLeft: codes.length,
      isWanted: isFactorWanted(account, await rule(call)),
      isPossible: account.passwordHash !== null,
    };
  },
  async offerSecondFactor(call, { body }) {
    const { account, session, kind } = seatOf(call);
    const { store, sealing, publicUrl } = call.services;
    if (account.passwordHash === null) {
      return refuse(
        'room/bad-state',
        'Without a password there is nothing to add a second factor to.',
        'Your identity provider asks for its own; or set a password first.',
      );
    }
    // Whoever must set one up may have given the password a moment ago.
    if (kind === 'session' || isPasswordOld(session, store.world.now()))
      await provePassword(call, account, body.password ?? '');
    if (account.secondFactor !== null) await proveCode(call, account, body.code ?? '');
    const secret = store.world.randomBytes(secretBytes);
    const sealed = sealing.seal(secret, factorPlace(account.id));
    await change(call, (tx) => offerFactor(tx, session.id, sealed));
    const { hostname } = new URL(publicUrl());
    return deviceOffer(secret, { host: hostname, email: account.email });
  },
  async confirmSecondFactor(call, { body }) {
    const { account, session } = seatOf(call);
    const { store, sealing } = call.services;
    const sealed = session.offeredFactor;
    const secret = sealed === null ? null : sealing.open(sealed, factorPlace(account.id));
    if (sealed === null || secret === null) {
      return refuse('room/bad-state', 'No second factor was offered.', 'Begin setting it up anew.');
    }
    const digits = body.code.replaceAll(/[\s-]/g, '');
    const step = stepOfCode(secret, digits, Date.parse(store.world.now()));
    if (step === null) {
      return refuse(
        'room/not-allowed',
        'The code does not fit.',
        'Give the one that the device shows now; check that its clock is right.',
      );
    }
    const recoveryCodes = newRecoveryCodes(store.world);
    const codeHashes = await hashRecoveryCodes(recoveryCodes);
    const done = await change(call, async (tx) => {
      const changed = await turnOnSecondFactor(tx, account.id, { sealed, step, codeHashes });
      await endOtherSessions(tx, account.id, null);
      return { changed, ...(await beginIn(call, tx, { account, method: session.method })) };
    });
    return { ...(await handOut(call, done.changed, done)), recoveryCodes: [...recoveryCodes] };
  },
  async renewRecoveryCodes(call, { body }) {
    const account = accountOf(call);
    checkHasFactor(account);
    await provePassword(call, account, body.password);
    await proveCode(call, account, body.code);
    const recoveryCodes = newRecoveryCodes(call.services.store.world);
    const hashes = await hashRecoveryCodes(recoveryCodes);
    await change(call, (tx) => renewRecoveryCodes(tx, account.id, hashes));
    return { recoveryCodes: [...recoveryCodes] };
  },
  async turnOffSecondFactor(call, { body }) {
    const { account, session } = seatOf(call);
    checkHasFactor(account);
    if (isFactorWanted(account, await rule(call))) {
      return refuse(
        'room/bad-state',
        'A second factor is wanted here.',
        'Move it to another device instead of turning it off.',
      );
    }
    await provePassword(call, account, body.password);
    await proveCode(call, account, body.code);
    const done = await change(call, async (tx) => {
      const changed = await turnOffSecondFactor(tx, account.id, 'off');
      await endOtherSessions(tx, account.id, null);
      return { changed, ...(await beginIn(call, tx, { account, method: session.method })) };
    });
    return handOut(call, done.changed, done);
  },
  async resetSecondFactor(call, { params, body }) {
    if (params.accountId === accountOf(call).id) {
      return refuse('room/bad-state', 'This is the own account.', 'Use the page of the account.');
    }
    const { store } = call.services;
    const account = found(await store.read((tx) => accountById(tx, params.accountId)));
    checkHasFactor(account);
    const row = await change(
      call,
      async (tx) => {
        await endOtherSessions(tx, account.id, null);
        return turnOffSecondFactor(tx, account.id, 'reset');
      },
      body.why,
    );
    return shownAccount(row);
  },
  async serverRules(call) {
    return { secondFactor: await rule(call) };
  },
  async changeServerRules(call, { body }) {
    const account = accountOf(call);
    const isStricter = body.secondFactor === 'everybody';
    if (isStricter && account.secondFactor === null && account.passwordHash !== null) {
      return refuse(
        'room/bad-state',
        'You have no second factor yourself.',
        'Set up your own first, on the page of your account.',
      );
    }
    await change(call, (tx) => writeSetting(tx, secondFactorRule, body.secondFactor));
    return { secondFactor: body.secondFactor };
  },
};
