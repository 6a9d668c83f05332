import {
  accountById,
  listMembers,
  lockedStudy,
  membershipsOf,
  setMembership,
} from '@equipoise/store';
import { change } from '../call.ts';
import { found, refuse } from '../http/refuse.ts';
import { dealAgain } from '../study/lock-study.ts';
import { checkRolesTogether } from '../study/roles-together.ts';
import { withdrawUnread } from '../study/suspend.ts';
import type { Handlers } from './handler.ts';
import { shownMember } from './shown.ts';

/** Who has which part in a study. */
export const memberHandlers: Handlers<'members' | 'setMember'> = {
  async members(call, { params }) {
    const rows = await call.services.store.read((tx) => listMembers(tx, params.studyId));
    return { members: rows.map(shownMember) };
  },
  async setMember(call, { params, body }) {
    const { studyId, accountId } = params;
    return change(
      call,
      async (tx) => {
        found(await accountById(tx, accountId));
        const held = await membershipsOf(tx, studyId, accountId);
        if (body.state === 'active') checkRolesTogether(held, body.role);
        if (body.role === 'owner' && body.state !== 'active') {
          const owners = (await listMembers(tx, studyId)).filter(
            (one) => one.role === 'owner' && one.state === 'active' && one.accountId !== accountId,
          );
          if (owners.length === 0) {
            refuse('room/bad-state', 'A study keeps an owner.', 'Make another owner first.');
          }
        }
        // Before the row of the member, as everywhere else.
        const study = await lockedStudy(tx, studyId);
        await setMembership(tx, studyId, accountId, body.role, body.state, body.why);
        let withoutReader: readonly string[] = [];
        if (body.role === 'reader' && study.state === 'locked') {
          const loaded = await call.services.studies.load(tx, study);
          if (body.state !== 'active') {
            await withdrawUnread(tx, study, loaded, accountId, body.why);
          }
          withoutReader = await dealAgain(tx, study, loaded, loaded.locked.protocol);
        }
        const rows = await listMembers(tx, studyId);
        const row = rows.find((one) => one.accountId === accountId && one.role === body.role);
        return { ...shownMember(found(row)), withoutReader: [...withoutReader] };
      },
      body.why,
    );
  },
};
