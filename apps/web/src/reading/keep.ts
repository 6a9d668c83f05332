import type { EventRecord } from '@equipoise/domain';
import type { JournalEntry, SavedDrawing } from '@equipoise/web/stage';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { DraftDocument } from './draft-document.ts';

/** One tab's work on one task. */
export interface WorkKey {
  readonly readerId: string;
  readonly taskId: string;
  readonly session: string;
}

/** The form of a tab's work and how it stands to the server's draft. */
export interface KeptForm extends WorkKey {
  readonly studyId: string;
  readonly form: Pick<DraftDocument, 'answers' | 'sure'>;
  /** Version of the server's draft that this work goes on from. */
  readonly baseVersion: number;
  /** Whether something is not on the server yet. */
  readonly isDirty: boolean;
  readonly savedAt: string;
}

/** The drawing that a tab's strokes go on from. */
export interface KeptBase extends WorkKey {
  readonly drawing: SavedDrawing | null;
  /** Number of the last stroke that is in it. */
  readonly sequence: number;
}

/** A hand-in that waits for the server. */
export interface KeptHandIn {
  readonly readerId: string;
  readonly studyId: string;
  readonly taskId: string;
  /** The body of the request, sent again as it is. */
  readonly body: unknown;
}

/** Everything of one tab's work. */
export interface KeptWork {
  readonly form: KeptForm;
  readonly base: KeptBase | null;
  readonly strokes: readonly JournalEntry[];
}

type Key4 = [string, string, string, number];
type Key3 = [string, string, string];

interface Schema extends DBSchema {
  forms: { key: Key3; value: KeptForm };
  bases: { key: Key3; value: KeptBase };
  strokes: { key: Key4; value: WorkKey & { sequence: number; entry: JournalEntry } };
  events: { key: Key4; value: EventRecord };
  handIns: { key: [string, string]; value: KeptHandIn };
}

/** Every number of a tab's strokes or events. */
function rangeOf(...head: readonly string[]): IDBKeyRange {
  return IDBKeyRange.bound([...head], [...head, []]);
}

/** What this browser keeps of work that the server may not have yet. */
export class Keep {
  readonly #db: IDBPDatabase<Schema>;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  /** Opens the store of this browser. */
  static async open(name = 'equipoise-reading'): Promise<Keep> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(made) {
        made.createObjectStore('forms', { keyPath: ['readerId', 'taskId', 'session'] });
        made.createObjectStore('bases', { keyPath: ['readerId', 'taskId', 'session'] });
        made.createObjectStore('strokes', {
          keyPath: ['readerId', 'taskId', 'session', 'sequence'],
        });
        made.createObjectStore('events', {
          keyPath: ['readerId', 'taskId', 'sessionId', 'sequence'],
        });
        made.createObjectStore('handIns', { keyPath: ['readerId', 'taskId'] });
      },
    });
    return new Keep(db);
  }

  /** Stores a form and the events that told its change, both or neither. */
  async saveForm(form: KeptForm, events: readonly EventRecord[]): Promise<void> {
    const tx = this.#db.transaction(['forms', 'events'], 'readwrite');
    await Promise.all([
      tx.objectStore('forms').put(form),
      ...events.map((event) => tx.objectStore('events').put(event)),
      tx.done,
    ]);
  }

  /** Stores the drawing that later strokes go on from; those in it are dropped. */
  async saveBase(base: KeptBase): Promise<void> {
    const tx = this.#db.transaction(['bases', 'strokes'], 'readwrite');
    const head = [base.readerId, base.taskId, base.session];
    const covered = IDBKeyRange.bound([...head], [...head, base.sequence]);
    await Promise.all([
      tx.objectStore('bases').put(base),
      tx.objectStore('strokes').delete(covered),
      tx.done,
    ]);
  }

  /** Adds strokes. */
  async addStrokes(key: WorkKey, entries: readonly JournalEntry[]): Promise<void> {
    const tx = this.#db.transaction('strokes', 'readwrite');
    await Promise.all([
      ...entries.map((entry) => tx.store.put({ ...key, sequence: entry.sequence, entry })),
      tx.done,
    ]);
  }

  /** The work of every tab on a task, the newest first. */
  async workOn(readerId: string, taskId: string): Promise<KeptWork[]> {
    const forms = await this.#db.getAll('forms', rangeOf(readerId, taskId));
    forms.sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1));
    return Promise.all(
      forms.map(async (form) => {
        const key: Key3 = [readerId, taskId, form.session];
        const strokes = await this.#db.getAll('strokes', rangeOf(...key));
        return {
          form,
          base: (await this.#db.get('bases', key)) ?? null,
          strokes: strokes.map(({ entry }) => entry),
        };
      }),
    );
  }

  /** Events of a task that the server does not have yet, as they were numbered. */
  unsent(readerId: string, taskId: string, most: number): Promise<EventRecord[]> {
    return this.#db.getAll('events', rangeOf(readerId, taskId), most);
  }

  /** The server has these events. */
  async dropEvents(events: readonly EventRecord[]): Promise<void> {
    const tx = this.#db.transaction('events', 'readwrite');
    await Promise.all([
      ...events.map(({ readerId, taskId, sessionId, sequence }) =>
        tx.store.delete([readerId, taskId, sessionId, sequence]),
      ),
      tx.done,
    ]);
  }

  /** Forgets the work of one tab, not its events that are still to be sent. */
  async forgetTab({ readerId, taskId, session }: WorkKey): Promise<void> {
    const tx = this.#db.transaction(['forms', 'bases', 'strokes'], 'readwrite');
    const key: Key3 = [readerId, taskId, session];
    await Promise.all([
      tx.objectStore('forms').delete(key),
      tx.objectStore('bases').delete(key),
      tx.objectStore('strokes').delete(rangeOf(...key)),
      tx.done,
    ]);
  }

  /** Forgets a task: the server has its answer. */
  async forget(readerId: string, taskId: string): Promise<void> {
    const names = ['forms', 'bases', 'strokes', 'events'] as const;
    const tx = this.#db.transaction([...names, 'handIns'], 'readwrite');
    await Promise.all([
      ...names.map((name) => tx.objectStore(name).delete(rangeOf(readerId, taskId))),
      tx.objectStore('handIns').delete([readerId, taskId]),
      tx.done,
    ]);
  }

  /** Stores a hand-in until the server has it. */
  async saveHandIn(handIn: KeptHandIn): Promise<void> {
    await this.#db.put('handIns', handIn);
  }

  /** A hand-in came to an end otherwise. */
  async dropHandIn(readerId: string, taskId: string): Promise<void> {
    await this.#db.delete('handIns', [readerId, taskId]);
  }

  /** Hand-ins of a reader that wait for the server. */
  handIns(readerId: string): Promise<KeptHandIn[]> {
    return this.#db.getAll('handIns', rangeOf(readerId));
  }
}
