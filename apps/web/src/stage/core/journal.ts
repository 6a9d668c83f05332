import type { DrawEvent } from './draw-event.ts';

/** An event with its number in the case and when it happened. */
export interface JournalEntry {
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly atMs: number;
  readonly event: DrawEvent;
}

/** Events that are not handed over yet. */
export interface Journal {
  /** Sequence of the last entry handed over. */
  sequence: number;
  readonly waiting: { atMs: number; event: DrawEvent }[];
}

/**
 * A journal without events.
 *
 * @param sequence number of the last entry that is stored already
 */
export function emptyJournal(sequence: number = 0): Journal {
  return { sequence, waiting: [] };
}

/**
 * Notes an event. Points of the same stroke become one entry until they are handed over.
 *
 * @param journal changed
 * @param event what happened
 * @param atMs when
 */
export function noteEvent(journal: Journal, event: DrawEvent, atMs: number): void {
  const last = journal.waiting.at(-1);
  if (event.kind === 'stroke-points' && last?.event.kind === 'stroke-points') {
    last.event = { kind: 'stroke-points', points: [...last.event.points, ...event.points] };
    return;
  }
  // An outline under way replaces its own former state; only the last one matters.
  if (event.kind === 'draft' && last?.event.kind === 'draft') {
    last.event = event;
    return;
  }
  journal.waiting.push({ atMs, event });
}

/**
 * Hands over what has been noted.
 *
 * @param journal emptied
 * @returns entries in order; empty when nothing waits
 */
export function takeEntries(journal: Journal): JournalEntry[] {
  const entries = journal.waiting.map(({ atMs, event }, k) => ({
    sequence: journal.sequence + 1 + k,
    atMs,
    event,
  }));
  journal.sequence += entries.length;
  journal.waiting.length = 0;
  return entries;
}

/**
 * Whether events have waited as long as they may.
 *
 * @param journal events that wait
 * @param nowMs the time
 * @param longestMs how long the oldest may wait
 */
export function isDue(journal: Journal, nowMs: number, longestMs: number): boolean {
  const first = journal.waiting[0];
  return first !== undefined && nowMs - first.atMs >= longestMs;
}
