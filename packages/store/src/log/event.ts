import { sha256 } from '../canonical-json.ts';

/** The chain of what belongs to no study: accounts, sign-ins, keys, backups. */
export const serverChain = 'server';

/** What an event is about. Ids only: no names of patients, no answers. */
export interface EventObject {
  readonly kind: string;
  readonly id: string;
}

/** An event to be appended; who and when come from the transaction unless they are given. */
export interface NewEvent {
  /** A study's id, or {@link serverChain}. */
  readonly chain: string;
  /** Noun and verb, such as `answer.save`, `export.read`, `access.denied`. */
  readonly action: string;
  readonly object: EventObject;
  /** Hash of the object's document before the change; null when there was none. */
  readonly before?: string | null;
  /** Hash of the object's document after the change; null when there is none any more. */
  readonly after?: string | null;
  /** The reason, where a correction asks for one. */
  readonly why?: string;
  /** A small document of pseudonymous facts. */
  readonly detail?: unknown;
  /** Who, for events collected from several people: reads, denials. */
  readonly actor?: string;
  /** When it happened, for events collected before they are stored; ISO UTC. */
  readonly at?: string;
}

/** A stored event. */
export interface EventRecord {
  readonly chain: string;
  /** 1, 2, 3 … within the chain. */
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly why: string | null;
  /** Canonical JSON. */
  readonly detail: string;
  /** Hash of the event before it in the chain; 64 zeros for the first. */
  readonly previous: string;
  readonly hash: string;
}

/** What the first event of a chain names as its predecessor. */
export const noPrevious: string = '0'.repeat(64);

/**
 * Hash of an event: SHA-256 of its canonical JSON, in which every field but the hash itself stands under
 * its own name and `detail` as the document it is.
 */
export function hashEvent(event: Omit<EventRecord, 'hash'>): string {
  const text = JSON.stringify;
  // Keys in sorted order: this is canonicalJson spelled out, for a hundred thousand events a second.
  return sha256(
    `{"action":${text(event.action)},"actor":${text(event.actor)},"after":${text(event.after)},"at":${text(event.at)},"before":${text(event.before)},"chain":${text(event.chain)},"detail":${event.detail},"objectId":${text(event.objectId)},"objectKind":${text(event.objectKind)},"previous":${text(event.previous)},"seq":${event.seq},"why":${text(event.why)}}`,
  );
}
