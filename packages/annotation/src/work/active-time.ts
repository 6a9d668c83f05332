import type { EventRecord } from '@equipoise/domain';
import { instantMs } from './instant.ts';

/** Time spent on one task. */
export interface ActiveTime {
  /** Hidden and idle time left out; time in two tabs counts once. */
  readonly activeSeconds: number;
  /** From the first event to the last. */
  readonly spanSeconds: number;
  readonly hiddenSeconds: number;
  readonly idleSeconds: number;
  /** From opening to the first action; null without one. */
  readonly firstActionSeconds: number | null;
}

type Stretch = readonly [from: number, to: number];

function lengthOf(stretches: readonly Stretch[]): number {
  const sorted = [...stretches].sort((a, b) => a[0] - b[0]);
  let total = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const [from, to] of sorted) {
    if (to <= end) continue;
    total += to - Math.max(from, end);
    end = to;
  }
  return total;
}

interface Stretches {
  readonly active: Stretch[];
  readonly hidden: Stretch[];
  readonly idle: Stretch[];
}

/** Stretches of one session: between two events time is active up to the idle limit, and idle from there. */
function stretchesOf(events: readonly EventRecord[], idleMs: number): Stretches {
  const found: Stretches = { active: [], hidden: [], idle: [] };
  let isHidden = false;
  for (let i = 0; i < events.length; i += 1) {
    const event = events[i]!;
    if (event.kind === 'hide') isHidden = true;
    else if (event.kind === 'show' || event.kind === 'open' || event.kind === 'resume') {
      isHidden = false;
    }
    const next = events[i + 1];
    if (next === undefined || event.kind === 'submit') continue;
    // Picking work up again is a new start: the time before it was not spent here.
    if (next.kind === 'open' || next.kind === 'resume') continue;
    const from = instantMs(event.at);
    const to = Math.max(from, instantMs(next.at));
    if (isHidden) found.hidden.push([from, to]);
    else {
      found.active.push([from, Math.min(to, from + idleMs)]);
      if (to > from + idleMs) found.idle.push([from + idleMs, to]);
    }
  }
  return found;
}

/**
 * Active time of one task from its events. Between two events of a tab time counts for at most the idle limit, so that
 * looking without moving counts for 30 seconds and a coffee for no more; hidden time counts for nothing.
 *
 * @param events of one task, in any order; sessions are told apart
 * @param idleSeconds limit, 30 by default
 */
export function activeTime(events: readonly EventRecord[], idleSeconds = 30): ActiveTime {
  const bySession = new Map<string, EventRecord[]>();
  for (const event of events) {
    const own = bySession.get(event.sessionId);
    if (own === undefined) bySession.set(event.sessionId, [event]);
    else own.push(event);
  }
  const parts = [...bySession.values()].map((own) =>
    stretchesOf(
      own.sort((a, b) => a.sequence - b.sequence),
      idleSeconds * 1000,
    ),
  );
  const times = events.map((event) => instantMs(event.at));
  const at = (kind: EventRecord['kind']): number | null =>
    events.reduce<number | null>((first, event) => {
      if (event.kind !== kind) return first;
      const ms = instantMs(event.at);
      return first === null || ms < first ? ms : first;
    }, null);
  const opened = at('open');
  const acted = at('first-action');
  const first = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return {
    activeSeconds: lengthOf(parts.flatMap((part) => part.active)) / 1000,
    spanSeconds: times.length === 0 ? 0 : (last - first) / 1000,
    hiddenSeconds: lengthOf(parts.flatMap((part) => part.hidden)) / 1000,
    idleSeconds: lengthOf(parts.flatMap((part) => part.idle)) / 1000,
    firstActionSeconds: opened === null || acted === null ? null : (acted - opened) / 1000,
  };
}
