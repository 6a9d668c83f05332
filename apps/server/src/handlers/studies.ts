import { diffProtocols, readerProtocol, readProtocol, studyTemplates } from '@equipoise/annotation';
import { type Instructions, studyProtocolSchema } from '@equipoise/domain';
import {
  addInvitation,
  addStudy,
  closeStudy,
  instructionsReadBy,
  listInstructions,
  listInvitations,
  listProtocols,
  membershipsOf,
  noteInstructionRead,
  protocolVersion,
  type ReadTx,
  readEvents,
  renameStudy,
  revokeInvitation,
  saveProtocol,
  studiesOf,
  studyById,
  verifyLog,
} from '@equipoise/store';
import { hashToken, newToken } from '../auth/tokens.ts';
import { accountOf, change, rightsOf } from '../call.ts';
import { found, notFound, refuse, savedOrConflict } from '../http/refuse.ts';
import { amendStudy } from '../study/amend-study.ts';
import { instructionsOfCaller } from '../study/instruction-arms.ts';
import { lockStudy } from '../study/lock-study.ts';
import type { Handlers } from './handler.ts';
import { inDays, invitationLink } from './people.ts';
import { shownInvitation, shownProtocol, shownStudy } from './shown.ts';

type Names =
  | 'studies'
  | 'addStudy'
  | 'templates'
  | 'study'
  | 'renameStudy'
  | 'closeStudy'
  | 'studyInvitations'
  | 'inviteToStudy'
  | 'revokeInvitation'
  | 'protocol'
  | 'protocolVersions'
  | 'protocolVersion'
  | 'compareProtocols'
  | 'saveProtocol'
  | 'checkProtocol'
  | 'lockProtocol'
  | 'readerProtocol'
  | 'instructions'
  | 'confirmInstructions'
  | 'studyLog'
  | 'verifyStudyLog';

async function parsedVersion(tx: ReadTx, studyId: string, version: number) {
  const row = found(await protocolVersion(tx, studyId, version));
  return studyProtocolSchema.parse(row.document);
}

/** Who sees every version of the instructions, unless they read themselves. */
const lookers: ReadonlySet<string> = new Set(['owner', 'curator', 'viewer']);

/** Issues as they go out. */
function shownIssues(issues: ReturnType<typeof readProtocol>['issues']) {
  return issues.map((issue) => ({ ...issue, path: [...issue.path] }));
}

/** What an instructions document of the store says. */
export function instructionsDocument(row: { readonly document: unknown }): {
  readonly version: string;
  readonly instructions: Instructions;
} {
  return row.document as { version: string; instructions: Instructions }; // written at lock
}

/** Studies, people in them, protocols, instructions. */
export const studyHandlers: Handlers<Names> = {
  async studies(call) {
    const account = accountOf(call);
    return call.services.store.read(async (tx) => {
      const shown = [];
      for (const study of await studiesOf(tx, account.id)) {
        const held = await membershipsOf(tx, study.id, account.id);
        const roles = held.filter(({ state }) => state === 'active').map(({ role }) => role);
        if (roles.length > 0) shown.push(shownStudy(study, roles));
      }
      return { studies: shown };
    });
  },
  async addStudy(call, { body }) {
    const ownerId = accountOf(call).id;
    const pseudonymKey = Buffer.from(call.services.store.world.randomBytes(32)).toString('hex');
    const study = await change(call, (tx) =>
      addStudy(tx, { title: body.title, pseudonymKey, ownerId }),
    );
    return shownStudy(study, ['owner']);
  },
  templates: async () => ({
    templates: studyTemplates.map(({ id, document }) => ({ name: id, document })),
  }),
  async study(call) {
    const { study, roles } = rightsOf(call);
    return shownStudy(study, roles);
  },
  async renameStudy(call, { params, body }) {
    const study = await change(call, (tx) => renameStudy(tx, params.studyId, body.title));
    return shownStudy(study, rightsOf(call).roles);
  },
  async closeStudy(call, { params }) {
    const study = await change(call, (tx) => closeStudy(tx, params.studyId));
    return shownStudy(study, rightsOf(call).roles);
  },
  async studyInvitations(call, { params }) {
    const rows = await call.services.store.read((tx) => listInvitations(tx, params.studyId));
    const now = call.services.store.world.now();
    return { invitations: rows.map((row) => shownInvitation(row, now)) };
  },
  async inviteToStudy(call, { params, body }) {
    const { roles } = rightsOf(call);
    if (body.role === 'owner' && !roles.includes('owner')) {
      return refuse('room/not-allowed', 'Owners are made by owners.', 'Ask an owner.');
    }
    const token = newToken(call.services.store.world);
    const row = await change(call, (tx) =>
      addInvitation(tx, {
        tokenHash: hashToken(token),
        studyId: params.studyId,
        role: body.role,
        ...(body.email === undefined ? {} : { email: body.email }),
        expiresAt: inDays(tx.at, body.days),
      }),
    );
    const now = call.services.store.world.now();
    return { invitation: shownInvitation(row, now), link: invitationLink(call, token) };
  },
  async revokeInvitation(call, { params }) {
    await change(call, async (tx) => {
      const rows = await listInvitations(tx, params.studyId);
      if (!rows.some(({ id }) => id === params.invitationId)) notFound();
      await revokeInvitation(tx, params.invitationId);
    });
    return null;
  },
  async protocol(call) {
    const { study } = rightsOf(call);
    const row = await call.services.store.read((tx) =>
      protocolVersion(tx, study.id, study.protocolVersion),
    );
    return { protocol: row === null ? null : shownProtocol(row) };
  },
  async protocolVersions(call, { params }) {
    const rows = await call.services.store.read((tx) => listProtocols(tx, params.studyId));
    return { versions: rows.map(shownProtocol) };
  },
  async protocolVersion(call, { params }) {
    const row = await call.services.store.read((tx) =>
      protocolVersion(tx, params.studyId, params.version),
    );
    return shownProtocol(found(row));
  },
  async compareProtocols(call, { params, query }) {
    return call.services.store.read(async (tx) => {
      const before = await parsedVersion(tx, params.studyId, query.from);
      const after = await parsedVersion(tx, params.studyId, query.to);
      const changes = diffProtocols(before, after);
      return { changes: changes.map((one) => ({ ...one, path: [...one.path] })) };
    });
  },
  async saveProtocol(call, { params, body }) {
    const { expectedVersion, document, why } = body;
    return change(call, async (tx) => {
      const study = found(await studyById(tx, params.studyId));
      if (study.state === 'locked') {
        if (why === undefined) {
          return refuse('room/bad-state', 'The protocol is locked.', 'Amend it with a reason.');
        }
        const loaded = await call.services.studies.load(tx, study);
        const row = await amendStudy(tx, study, loaded, { expectedVersion, document, why });
        return shownProtocol(row);
      }
      const { protocol, issues } = readProtocol({ ...Object(document), studyId: study.id });
      const [first] = issues;
      if (protocol === null) {
        return refuse(
          'room/not-ready',
          `${first?.place ?? 'The protocol'} ${first?.message ?? 'is wrong'}.`,
          first?.mend ?? 'Correct it.',
          { issues: shownIssues(issues).slice(0, 200) },
        );
      }
      const result = await saveProtocol(tx, study.id, expectedVersion, protocol, why);
      return shownProtocol(
        savedOrConflict(result, (stored) => (stored === null ? null : shownProtocol(stored))),
      );
    });
  },
  async checkProtocol(_call, { params, body }) {
    const { protocol, issues } = readProtocol({
      ...Object(body.document),
      studyId: params.studyId,
    });
    return {
      isReadable: protocol !== null,
      isReady: protocol !== null && issues.length === 0,
      issues: shownIssues(issues),
    };
  },
  async lockProtocol(call, { params, body }) {
    return change(call, async (tx) => {
      const study = found(await studyById(tx, params.studyId));
      const { row, assigned } = await lockStudy(tx, study, body.version);
      return { protocol: shownProtocol(row), assigned: [...assigned] };
    });
  },
  async readerProtocol(call) {
    const { loaded, arm, isMissing } = await instructionsOfCaller(call);
    if (isMissing) refuse('room/bad-state', 'The study is closed.', 'Nothing more is read in it.');
    const { questions, ...rest } = readerProtocol(loaded.locked, arm);
    return { ...rest, questions: [...questions] };
  },
  async instructions(call) {
    const { study, roles } = rightsOf(call);
    if (study.state === 'draft') return { versions: [] };
    const own = await instructionsOfCaller(call);
    const { instructionArms } = own.loaded.locked.protocol;
    const seesAll = roles.some((role) => lookers.has(role)) && !roles.includes('reader');
    return call.services.store.read(async (tx) => {
      const read = new Set(await instructionsReadBy(tx, study.id, accountOf(call).id));
      const all = await listInstructions(tx, study.id);
      const rows = seesAll ? all : own.isMissing ? [] : all.filter(({ arm }) => arm === own.arm);
      const titles = new Map(instructionArms?.arms.map(({ id, title }) => [id, title]));
      return {
        versions: rows.map((row, at) => ({
          ...instructionsDocument(row),
          // Whoever is told one of several versions counts from 1: a gap would tell that there are others.
          number: seesAll || instructionArms === null ? row.version : at + 1,
          createdAt: row.createdAt,
          isConfirmed: read.has(row.version),
          ...(seesAll && row.arm !== null
            ? { arm: { id: row.arm, title: titles.get(row.arm) ?? '' } }
            : {}),
        })),
      };
    });
  },
  async confirmInstructions(call, { body }) {
    const { study } = rightsOf(call);
    const own = study.state === 'draft' ? null : await instructionsOfCaller(call);
    await change(call, async (tx) => {
      const row = (await listInstructions(tx, study.id)).findLast(({ arm }) => arm === own?.arm);
      if (row === undefined || instructionsDocument(row).version !== body.version) {
        return refuse(
          'room/conflict',
          'The instructions were changed meanwhile.',
          'Read the newest version.',
        );
      }
      return noteInstructionRead(tx, study.id, row.version, accountOf(call).id);
    });
    return null;
  },
  async studyLog(call, { params, query }) {
    const events = await call.services.store.read((tx) =>
      readEvents(tx, { chain: params.studyId, ...query }),
    );
    return { events: [...events] };
  },
  async verifyStudyLog(call, { params }) {
    const check = await call.services.store.read((tx) => verifyLog(tx));
    const own = <T extends { readonly chain: string }>(list: readonly T[]): T[] =>
      list.filter(({ chain }) => chain === params.studyId).map((one) => ({ ...one }));
    const heads = own(check.heads);
    return { eventCount: heads[0]?.seq ?? 0, heads, faults: own(check.faults) };
  },
};
