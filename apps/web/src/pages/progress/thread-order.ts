import type { Thread } from './room-types.ts';

/** Threads of messages: open ones first, each side by its newest message. */
export function inOrder(threads: readonly Thread[]): readonly Thread[] {
  const last = (thread: Thread): string => thread.messages.at(-1)?.createdAt ?? '';
  return [...threads].sort(
    (a, b) =>
      Number(a.resolvedAt !== null) - Number(b.resolvedAt !== null) ||
      (last(a) < last(b) ? 1 : last(a) > last(b) ? -1 : 0),
  );
}
