import {
  addInvitation,
  changeAccount,
  listAccounts,
  readEvents,
  serverChain,
  verifyLog,
} from '@equipoise/store';
import { hashToken, newToken } from '../auth/tokens.ts';
import { accountOf, change } from '../call.ts';
import { refuse } from '../http/refuse.ts';
import type { Handlers } from './handler.ts';
import { inDays, invitationLink } from './people.ts';
import { shownAccount, shownInvitation } from './shown.ts';

type Names = 'accounts' | 'changeAccount' | 'inviteToServer' | 'serverLog' | 'verifyServerLog';

/** Accounts of the server, invitations to it, and its log. */
export const serverHandlers: Handlers<Names> = {
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
