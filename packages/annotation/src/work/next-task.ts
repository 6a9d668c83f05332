import type {
  AnswerRecord,
  OrderEntry,
  ReaderOrder,
  ReaderTask,
  StudyProtocol,
} from '@equipoise/domain';
import { dayMs, instantMs, instantText } from './instant.ts';

/** What a reader was served before: enough to know when a case may come again. */
export type ServedTask = Pick<AnswerRecord, 'taskId' | 'caseId' | 'arm' | 'submittedAt'>;

/** What a reader gets next. */
export type NextTask =
  | { readonly kind: 'serve'; readonly entry: OrderEntry }
  /** All that is left must rest; `until` is the first instant at which a case may come. */
  | { readonly kind: 'wait'; readonly until: string }
  | { readonly kind: 'done' };

function earliest(
  entry: OrderEntry,
  protocol: StudyProtocol,
  done: readonly ServedTask[],
): number | null {
  const before = done.filter((one) => one.caseId === entry.caseId);
  const repeats = protocol.repeats;
  const isRepeat = entry.repeatOf !== null && repeats !== null;
  if (isRepeat) {
    const at = done.findIndex((one) => one.taskId === entry.repeatOf);
    // The first serving must lie behind, with enough others since.
    if (at < 0 || done.length - 1 - at < repeats.afterCases) return null;
  }
  const days = isRepeat ? repeats.afterDays : (protocol.arms?.washOutDays ?? 0);
  return before.reduce(
    (latest, one) => Math.max(latest, instantMs(one.submittedAt) + days * dayMs),
    Number.NEGATIVE_INFINITY,
  );
}

/**
 * The next task of a reader: the first in the order that may come now. A second reading of a case waits for its
 * wash-out, a repeat for its cases and days; others go ahead meanwhile.
 *
 * @param order as stored
 * @param protocol in force
 * @param done tasks submitted, oldest first
 * @param now instant in UTC
 */
export function nextTask(
  order: ReaderOrder,
  protocol: StudyProtocol,
  done: readonly ServedTask[],
  now: string,
): NextTask {
  const isDone = new Set(done.map((one) => one.taskId));
  const nowMs = instantMs(now);
  let until = Number.POSITIVE_INFINITY;
  let short: OrderEntry | null = null;
  for (const entry of order.entries) {
    if (isDone.has(entry.taskId)) continue;
    const at = earliest(entry, protocol, done);
    if (at === null) short ??= entry;
    else if (at <= nowMs) return { kind: 'serve', entry };
    else until = Math.min(until, at);
  }
  if (Number.isFinite(until)) return { kind: 'wait', until: instantText(until) };
  // Nothing is left that could come in between: the repeat comes nearer than wished rather than never.
  return short === null ? { kind: 'done' } : { kind: 'serve', entry: short };
}

/** What goes to the browser of a task. */
export function readerTask(
  entry: OrderEntry,
  protocol: StudyProtocol,
  counts: { readonly doneCount: number; readonly leftCount: number },
): ReaderTask {
  const arm = protocol.arms?.arms.find((one) => one.id === entry.arm);
  return {
    taskId: entry.taskId,
    doneCount: counts.doneCount,
    leftCount: counts.leftCount,
    isFlipped: entry.isFlipped,
    model: arm?.model ?? 'never',
  };
}
