import { copyFields, copyInstant, copyOut } from '../database/copy.ts';
import type { ReadTx } from '../database/transaction.ts';
import { type Anchor, listAnchors } from './anchors.ts';
import { type EventRecord, hashEvent, noPrevious } from './event.ts';
import { type ChainHead, chainHeads } from './read-events.ts';

/** Something wrong with the log, and where. */
export interface LogFault {
  readonly chain: string;
  /** The event it is about; for missing ones the first that is missing. */
  readonly seq: number;
  readonly kind: 'changed' | 'missing' | 'moved' | 'unlinked' | 'cut' | 'head' | 'anchor';
  readonly sentence: string;
}

/** What a check of the log found. */
export interface LogCheck {
  readonly eventCount: number;
  readonly heads: readonly ChainHead[];
  /** Empty when every event is where it was written and says what it said. */
  readonly faults: readonly LogFault[];
}

/**
 * Checks every chain: each event's place, its hash, its link to the one before, the chain's length and last
 * hash, and the anchors noted in the database or passed in.
 *
 * @param outside anchors kept outside the database; they find a log that was rewritten with all its hashes
 * @param onProgress told after every ten thousand events; may throw to stop
 */
export async function verifyLog(
  tx: ReadTx,
  outside: readonly Anchor[] = [],
  onProgress?: (done: number, total: number) => void,
): Promise<LogCheck> {
  const heads = await chainHeads(tx);
  const anchors = new Map<string, Anchor>();
  for (const anchor of [...(await listAnchors(tx)), ...outside]) {
    anchors.set(`${anchor.chain} ${anchor.seq} ${anchor.hash}`, anchor);
  }
  const { rows: found } = await tx.client.query<{ chain: string }>(
    'select distinct chain from events order by chain',
  );
  const chains = [
    ...new Set([
      ...heads.map(({ chain }) => chain),
      ...found.map(({ chain }) => chain),
      ...[...anchors.values()].map(({ chain }) => chain),
    ]),
  ].sort();
  const noted = heads.reduce((sum, { seq }) => sum + seq, 0);
  let eventCount = 0;
  let seen = 0;
  const faults: LogFault[] = [];
  for (const chain of chains) {
    const own = [...anchors.values()].filter((anchor) => anchor.chain === chain);
    const check = new ChainCheck(chain, own);
    await eachEvent(tx, chain, (event) => {
      check.take(event);
      seen += 1;
      if (seen % 10_000 === 0) onProgress?.(seen, noted);
    });
    eventCount += check.eventCount;
    faults.push(...check.finish(heads.find((head) => head.chain === chain) ?? null));
  }
  return { eventCount, heads, faults };
}

/** Hands over a chain's events in order. COPY is several times faster here than rows of a query. */
async function eachEvent(
  tx: ReadTx,
  chain: string,
  take: (event: EventRecord) => void,
): Promise<void> {
  const { rows } = await tx.client.query<{ text: string }>('select quote_literal($1) as text', [
    chain,
  ]);
  await copyOut(
    tx.client,
    `copy (select seq, at, actor, action, object_kind, object_id, before, after, why, detail, previous, hash
      from events where chain = ${rows[0]?.text ?? "''"} order by seq) to stdout`,
    (line) => take(eventOf(chain, copyFields(line))),
  );
}

function eventOf(chain: string, fields: readonly (string | null)[]): EventRecord {
  const text = (at: number): string => fields[at] ?? '';
  return {
    chain,
    seq: Number(fields[0]),
    at: copyInstant(text(1)),
    actor: text(2),
    action: text(3),
    objectKind: text(4),
    objectId: text(5),
    before: fields[6] ?? null,
    after: fields[7] ?? null,
    why: fields[8] ?? null,
    detail: text(9),
    previous: text(10),
    hash: text(11),
  };
}

/** Walks one chain. */
class ChainCheck {
  eventCount = 0;
  private readonly chain: string;
  private readonly anchors: Map<number, Anchor[]>;
  private expected = 1;
  private isAfterBroken = false;
  private previous: string = noPrevious;
  private readonly faults: LogFault[] = [];
  private readonly broken: EventRecord[] = [];

  constructor(chain: string, anchors: readonly Anchor[]) {
    this.chain = chain;
    this.anchors = new Map();
    for (const anchor of anchors) {
      this.anchors.set(anchor.seq, [...(this.anchors.get(anchor.seq) ?? []), anchor]);
    }
  }

  take(event: EventRecord): void {
    this.eventCount += 1;
    const isGap = event.seq !== this.expected;
    if (isGap) {
      const last = event.seq - 1;
      const which =
        last === this.expected ? `Event ${last} is` : `Events ${this.expected} to ${last} are`;
      this.fault(this.expected, 'missing', `${which} missing.`);
    }
    const isBroken = hashEvent(event) !== event.hash;
    if (isBroken) this.broken.push(event);
    // What stands before is at fault already when it is broken or missing.
    else if (!isGap && !this.isAfterBroken && event.previous !== this.previous) {
      this.fault(event.seq, 'unlinked', `Event ${event.seq} does not follow the one before it.`);
    }
    for (const anchor of this.anchors.get(event.seq) ?? []) {
      if (anchor.hash !== event.hash) this.misses(anchor);
    }
    this.anchors.delete(event.seq);
    this.expected = event.seq + 1;
    this.previous = event.hash;
    this.isAfterBroken = isBroken;
  }

  finish(head: ChainHead | null): readonly LogFault[] {
    for (const event of this.broken) this.name(event);
    const length = this.expected - 1;
    const noted = Math.max(head?.seq ?? 0, ...this.anchors.keys());
    if (noted > length) {
      this.fault(length + 1, 'cut', `Events ${length + 1} to ${noted} were cut off the end.`);
    } else if (head === null) {
      this.fault(length, 'head', 'The record of the chain itself is gone.');
    } else if (head.seq !== length || head.hash !== this.previous) {
      this.fault(
        length,
        'head',
        `The chain's record says length ${head.seq}, the log has ${length}.`,
      );
    }
    for (const [seq, anchors] of this.anchors) {
      if (seq <= length) for (const anchor of anchors) this.misses(anchor);
    }
    return this.faults.sort((a, b) => a.seq - b.seq);
  }

  /** An event whose hash fails was changed, or it was written for another place among the failing ones. */
  private name(event: EventRecord): void {
    for (const other of this.broken.slice(0, 200)) {
      if (other.seq === event.seq) continue;
      if (hashEvent({ ...event, seq: other.seq }) !== event.hash) continue;
      this.fault(
        event.seq,
        'moved',
        `Event ${other.seq} stands in the place of event ${event.seq}.`,
      );
      return;
    }
    this.fault(event.seq, 'changed', `Event ${event.seq} was changed after it was written.`);
  }

  private misses(anchor: Anchor): void {
    this.fault(
      anchor.seq,
      'anchor',
      `Event ${anchor.seq} differs from what was noted on ${anchor.at}: the log up to there was rewritten.`,
    );
  }

  private fault(seq: number, kind: LogFault['kind'], sentence: string): void {
    this.faults.push({ chain: this.chain, seq, kind, sentence });
  }
}
