import {
  accountById,
  addMessage,
  caseById,
  casesByName,
  listMessages,
  resolveThread,
} from '@equipoise/store';
import { accountOf, change } from '../call.ts';
import { found, notFound } from '../http/refuse.ts';
import type { Handlers } from './handler.ts';

type Names = 'noteCase' | 'threads' | 'replyMessage' | 'resolveThread';

/** Notes about cases, and what readers flag and ask, for those who run the study. */
export const messageHandlers: Handlers<Names> = {
  async noteCase(call, { params, body }) {
    return change(call, async (tx) => {
      const row = (await casesByName(tx, params.studyId, [params.caseId]))[0];
      const made = await addMessage(tx, {
        studyId: params.studyId,
        authorId: accountOf(call).id,
        kind: 'note',
        body: body.body,
        caseId: found(row).id,
      });
      return { threadId: made.threadId };
    });
  },
  async threads(call, { params }) {
    return call.services.store.read(async (tx) => {
      const rows = await listMessages(tx, params.studyId);
      const names = new Map<string, string>();
      for (const id of new Set(rows.map(({ authorId }) => authorId))) {
        names.set(id, (await accountById(tx, id))?.displayName ?? '');
      }
      const threads = [];
      for (const threadId of new Set(rows.map((row) => row.threadId))) {
        const own = rows.filter((row) => row.threadId === threadId);
        const first = own.find(({ id }) => id === threadId) ?? own[0];
        const row = first?.caseId == null ? null : await caseById(tx, first.caseId);
        threads.push({
          threadId,
          caseId: row?.name ?? null,
          resolvedAt: first?.resolvedAt ?? null,
          messages: own.map(({ id, kind, authorId, body, createdAt }) => ({
            messageId: id,
            kind,
            authorId,
            authorName: names.get(authorId) ?? '',
            body,
            createdAt,
          })),
        });
      }
      return { threads };
    });
  },
  async replyMessage(call, { params, body }) {
    await change(call, async (tx) => {
      const rows = await listMessages(tx, params.studyId);
      if (!rows.some(({ threadId }) => threadId === params.threadId)) notFound();
      await addMessage(tx, {
        studyId: params.studyId,
        authorId: accountOf(call).id,
        kind: 'reply',
        body: body.body,
        threadId: params.threadId,
      });
    });
    return null;
  },
  async resolveThread(call, { params }) {
    await change(call, async (tx) => {
      const rows = await listMessages(tx, params.studyId);
      if (!rows.some(({ threadId }) => threadId === params.threadId)) notFound();
      await resolveThread(tx, params.studyId, params.threadId);
    });
    return null;
  },
};
