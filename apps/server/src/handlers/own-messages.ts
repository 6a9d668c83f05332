import { addMessage, type Message, type ReadTx, servedNumber, threadsOf } from '@equipoise/store';
import { accountOf, change, rightsOf } from '../call.ts';
import { notFound } from '../http/refuse.ts';
import type { Call } from '../services.ts';
import { taskOf } from '../study/records.ts';
import type { Handlers } from './handler.ts';
import { servedTask } from './reading.ts';

type Names = 'myMessages' | 'sendMessage';

/** The task of a message, and its number on the reader's page. */
async function taskOfMessage(
  tx: ReadTx,
  call: Call,
  assignmentId: string | null,
): Promise<{ readonly taskId: string | null; readonly taskNumber: number | null }> {
  const own =
    assignmentId === null
      ? null
      : await servedNumber(tx, rightsOf(call).study.id, accountOf(call).id, assignmentId);
  return own === null
    ? { taskId: null, taskNumber: null }
    : { taskId: taskOf(own.assignment).taskId, taskNumber: own.number };
}

function shownMessage(
  row: Message,
  who: string,
  about: { readonly taskId: string | null; readonly taskNumber: number | null },
) {
  return {
    messageId: row.id,
    threadId: row.threadId,
    kind: row.kind,
    body: row.body,
    isOwn: row.authorId === who,
    createdAt: row.createdAt,
    resolvedAt: row.resolvedAt,
    ...about,
  };
}

/** What a reader flags and asks, and what was answered. */
export const ownMessageHandlers: Handlers<Names> = {
  async myMessages(call) {
    const { study } = rightsOf(call);
    const who = accountOf(call).id;
    return call.services.store.read(async (tx) => {
      const rows = await threadsOf(tx, study.id, who);
      const messages = [];
      for (const row of rows) {
        messages.push(shownMessage(row, who, await taskOfMessage(tx, call, row.assignmentId)));
      }
      return { messages };
    });
  },
  async sendMessage(call, { body }) {
    const { study } = rightsOf(call);
    const who = accountOf(call).id;
    return change(call, async (tx) => {
      const assignment = body.taskId === null ? null : await servedTask(tx, call, body.taskId);
      if (body.threadId !== null) {
        const own = await threadsOf(tx, study.id, who);
        if (!own.some(({ threadId }) => threadId === body.threadId)) notFound();
      }
      const row = await addMessage(tx, {
        studyId: study.id,
        authorId: who,
        kind: body.kind,
        body: body.body,
        ...(assignment === null ? {} : { assignmentId: assignment.id, caseId: assignment.caseId }),
        ...(body.threadId === null ? {} : { threadId: body.threadId }),
      });
      return shownMessage(row, who, await taskOfMessage(tx, call, row.assignmentId));
    });
  },
};
