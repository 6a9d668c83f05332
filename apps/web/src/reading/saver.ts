import { problemOf } from '@equipoise/api';
import type { EventRecord } from '@equipoise/domain';
import type { DraftDocument } from './draft-document.ts';
import { isPassing, type RoomCalls } from './room-calls.ts';

/** Where the work is. */
export type SaveState =
  /** All of it on the server. */
  | 'saved'
  /** Something is on its way. */
  | 'saving'
  /** The server does not answer; this browser keeps it. */
  | 'offline'
  /** The server asked to wait a little; this browser keeps it. */
  | 'held-back'
  /** The session has ended; this browser keeps it. */
  | 'signed-out'
  /** Somebody saved the same case elsewhere: the reader must choose. */
  | 'conflict'
  /** The server will not take it; the sentence says why. */
  | 'refused';

/** A draft as the server has it. */
export interface StoredDraft {
  readonly version: number;
  readonly document: unknown;
  readonly device: string;
  readonly savedAt: string;
}

/** What a saver works with. */
export interface SaverOptions {
  readonly calls: RoomCalls;
  readonly studyId: string;
  readonly taskId: string;
  readonly device: string;
  readonly version: number;
  /** The work as it stands now. */
  readonly document: () => DraftDocument;
  /** Events that are to be sent, oldest first; at most so many. */
  readonly unsent: (most: number) => readonly EventRecord[];
  readonly sent: (events: readonly EventRecord[]) => Promise<void>;
  readonly onState: (state: SaveState) => void;
  /** A draft was stored as this version. */
  readonly onSaved: (version: number) => void;
  /** The server has another version; null: the case was handed in elsewhere, or never had a draft. */
  readonly onConflict: (stored: StoredDraft | null) => void;
  readonly waitMs?: number;
  readonly retryMs?: number;
}

/** Brings unsubmitted work to the server, soon after each change, and says where it stands. */
export class Saver {
  readonly #options: SaverOptions;
  #version: number;
  #isDirty = false;
  #hasEvents = false;
  #isPaused = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #turn: Promise<void> | null = null;
  #state: SaveState = 'saved';
  readonly #stopWatching: () => void;

  /** @param options what it works with */
  constructor(options: SaverOptions) {
    this.#options = options;
    this.#version = options.version;
    const again = (): void => this.#schedule(0);
    addEventListener('online', again);
    const stop = options.calls.subscribe(() => this.#tell());
    this.#stopWatching = () => {
      removeEventListener('online', again);
      stop();
    };
  }

  /** Version of the server's draft that this work goes on from. */
  get version(): number {
    return this.#version;
  }

  /** Whether something is not on the server yet. */
  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** The work changed. */
  touch(): void {
    this.#isDirty = true;
    this.#hasEvents = true;
    this.#tell();
    this.#schedule(this.#options.waitMs ?? 1000);
  }

  /** Only events were added. */
  noteEvents(): void {
    this.#hasEvents = true;
    this.#schedule(2 * (this.#options.waitMs ?? 1000));
  }

  /** Goes on from another version, as after the reader has chosen; `isDirty`: what is here takes its place. */
  goOnFrom(version: number, isDirty = true): void {
    this.#version = version;
    this.#isDirty = isDirty;
    this.#tell(isDirty ? 'saving' : 'saved');
    this.#schedule(0);
  }

  /** Stops saving drafts, waits for what is on its way and sends every event: before handing in. */
  async settle(): Promise<void> {
    this.#isPaused = true;
    this.#cancel();
    await this.#turn;
    await this.#sendEvents();
  }

  /** Saves again, as after a hand-in that failed. */
  resume(): void {
    this.#isPaused = false;
    this.#schedule(0);
  }

  /** Ends. */
  close(): void {
    this.#isPaused = true;
    this.#cancel();
    this.#stopWatching();
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(ms: number): void {
    if (this.#isPaused || this.#state === 'conflict' || this.#state === 'refused') return;
    if (ms === 0) this.#cancel();
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#turn !== null) return;
      this.#turn = this.#save().finally(() => {
        this.#turn = null;
        if (this.#isDirty || this.#hasEvents) {
          const wait = this.#state === 'offline' ? (this.#options.retryMs ?? 3000) : undefined;
          this.#schedule(wait ?? this.#options.waitMs ?? 1000);
        }
      });
    }, ms);
  }

  #tell(state: SaveState = this.#state): void {
    this.#state = state;
    const { calls, onState } = this.#options;
    const isFree = state === 'saved' || state === 'saving';
    const isHeldBack = state === 'saving' && calls.isHeldBack();
    if (isFree && this.#isDirty && calls.isSignedOut()) onState('signed-out');
    else if (isHeldBack) onState('held-back');
    else onState(isFree && this.#isDirty ? 'saving' : state);
  }

  async #sendEvents(): Promise<void> {
    const { calls, studyId, taskId, unsent, sent } = this.#options;
    for (;;) {
      this.#hasEvents = false;
      const events = unsent(500);
      if (events.length === 0) return;
      await calls.call(() =>
        calls.client.sendEvents({ params: { studyId, taskId }, body: { events: [...events] } }),
      );
      await sent(events);
    }
  }

  async #save(): Promise<void> {
    const { calls, studyId, taskId, device, document, onSaved, onConflict } = this.#options;
    try {
      await this.#sendEvents();
      if (!this.#isDirty || this.#isPaused) return;
      this.#isDirty = false;
      this.#tell('saving');
      const body = { expectedVersion: this.#version, device, document: document() };
      try {
        const { version } = await calls.call(() =>
          calls.client.saveDraft({ params: { studyId, taskId }, body }),
        );
        this.#version = version;
        onSaved(version);
        this.#tell('saved');
      } catch (error) {
        this.#isDirty = true;
        throw error;
      }
    } catch (error) {
      const problem = problemOf(error);
      if (problem?.code === 'room/conflict') {
        this.#tell('conflict');
        // The server's own shape of a draft; its document is read where it is used.
        onConflict((problem.stored ?? null) as StoredDraft | null);
      } else if (isPassing(error)) {
        this.#hasEvents = true;
        this.#tell('offline');
      } else this.#tell('refused');
    }
  }
}
