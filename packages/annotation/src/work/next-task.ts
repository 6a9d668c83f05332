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

/** A task that is not done, with what decides whether it may come now. */
export interface WaitingTask {
  readonly entry: OrderEntry;
  /** When the reader last submitted a task about the case; null for never. */
  readonly lastServedAt: string | null;
  /** Tasks submitted after the one that this one repeats; null while that one is not submitted. */
  readonly doneSince: number | null;
}

/** How far {@link WaitingTask.doneSince} need be counted. */
export function countSince(protocol: StudyProtocol): number {
  return protocol.repeats?.afterCases ?? 0;
}

/** Instant from which a task may come; null when too few others lie in between. */
function earliest(task: WaitingTask, protocol: StudyProtocol): number | null {
  const repeats = protocol.repeats;
  const isRepeat = task.entry.repeatOf !== null && repeats !== null;
  // The first serving must lie behind, with enough others since.
  if (isRepeat && (task.doneSince === null || task.doneSince < repeats.afterCases)) return null;
  const days = isRepeat ? repeats.afterDays : (protocol.arms?.washOutDays ?? 0);
  return task.lastServedAt === null
    ? Number.NEGATIVE_INFINITY
    : instantMs(task.lastServedAt) + days * dayMs;
}

/** A search for the next task that is shown one waiting task after another. */
export interface NextSearch {
  /** Whether this one is it; tasks are shown in their order. */
  readonly isNext: (task: WaitingTask) => boolean;
  /** What comes where none of all tasks was. */
  readonly end: () => NextTask;
}

/**
 * Searches for the next task of a reader: the first in the order that may come now. A second reading of a case waits
 * for its wash-out, a repeat for its cases and days; others go ahead meanwhile. Only the tasks before the one that is
 * found are looked at.
 *
 * @param now instant in UTC
 */
export function searchNext(protocol: StudyProtocol, now: string): NextSearch {
  const nowMs = instantMs(now);
  let until = Number.POSITIVE_INFINITY;
  let short: OrderEntry | null = null;
  return {
    isNext(task) {
      const at = earliest(task, protocol);
      if (at !== null && at <= nowMs) return true;
      if (at === null) short ??= task.entry;
      else until = Math.min(until, at);
      return false;
    },
    end() {
      if (Number.isFinite(until)) return { kind: 'wait', until: instantText(until) };
      // Nothing is left that could come in between: the repeat comes nearer than wished rather than never.
      return short === null ? { kind: 'done' } : { kind: 'serve', entry: short };
    },
  };
}

/**
 * A waiting task as it is once another was submitted now: what a look ahead is asked for.
 *
 * @param done the task taken as submitted
 */
export function onceDone(
  task: WaitingTask,
  done: Pick<ServedTask, 'taskId' | 'caseId'>,
  now: string,
): WaitingTask {
  const { entry, doneSince } = task;
  const isOriginal = entry.repeatOf === done.taskId;
  return {
    entry,
    lastServedAt: entry.caseId === done.caseId ? now : task.lastServedAt,
    doneSince: isOriginal ? 0 : doneSince === null ? null : doneSince + 1,
  };
}

/**
 * The next task of a reader from the whole order and all that was done: what {@link searchNext} finds when it is shown
 * the tasks that are not done.
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
  const placeOf = new Map<string, number>();
  const lastOf = new Map<string, string>();
  done.forEach(({ taskId, caseId, submittedAt }, at) => {
    if (!placeOf.has(taskId)) placeOf.set(taskId, at);
    const last = lastOf.get(caseId);
    if (last === undefined || instantMs(submittedAt) > instantMs(last)) {
      lastOf.set(caseId, submittedAt);
    }
  });
  const search = searchNext(protocol, now);
  for (const entry of order.entries) {
    if (placeOf.has(entry.taskId)) continue;
    const original = entry.repeatOf === null ? undefined : placeOf.get(entry.repeatOf);
    const lastServedAt = lastOf.get(entry.caseId) ?? null;
    const doneSince = original === undefined ? null : done.length - 1 - original;
    if (search.isNext({ entry, lastServedAt, doneSince })) return { kind: 'serve', entry };
  }
  return search.end();
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
