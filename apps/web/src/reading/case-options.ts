import type { Client } from '@equipoise/api';
import type { Answer, EventRecord } from '@equipoise/domain';
import type { Command, FrameStore } from '@equipoise/web/stage';
import type { Keep } from './keep.ts';
import type { PickUp } from './pick-up.ts';
import type { RoomCalls } from './room-calls.ts';
import type { RoomClock } from './room-clock.ts';
import type { StoredDraft } from './saver.ts';

/** A served task. */
export type Task = Awaited<ReturnType<Client['task']>>;
/** What a reader may know of the protocol. */
export type Protocol = Awaited<ReturnType<Client['readerProtocol']>>;

/** What a case is worked on with. */
export interface CaseOptions {
  readonly calls: RoomCalls;
  /** Null: this browser keeps nothing. */
  readonly keep: Keep | null;
  readonly clock: RoomClock;
  readonly readerId: string;
  /** Name of this tab. */
  readonly session: string;
  readonly protocol: Protocol;
  readonly task: Task;
  readonly source: PickUp;
  /** Events of tabs that died before they sent them. */
  readonly leftOver: readonly EventRecord[];
  /** Stores with frames fetched ahead, by image. */
  readonly stores: ReadonlyMap<string, FrameStore>;
  /** A command of the form was asked for on the stage. */
  readonly onCommand: (command: Command) => boolean;
  /** Every image that hangs is on the screen. */
  readonly onShown: () => void;
}

/** Two versions of one case of which the reader keeps one. */
export type CaseConflict =
  | { readonly kind: 'draft'; readonly stored: StoredDraft }
  | {
      readonly kind: 'handed-in';
      readonly stored: {
        readonly version: number;
        readonly answers: readonly Answer[];
        readonly savedAt: string;
      };
    };
