import { Watchers } from './watchers.ts';

/** Other tabs of this browser. */
export interface Tabs {
  /** Says which task is open here; null: none. */
  open(taskId: string | null): void;
  /** Whether another tab said that it has the task open, as far as is known. */
  isOpenElsewhere(taskId: string): boolean;
  /** Sessions of this browser's tabs that are alive, without this one. */
  alive(): Promise<ReadonlySet<string>>;
  subscribe(listener: () => void): () => void;
  close(): void;
}

interface Said {
  readonly kind: 'open' | 'ask';
  readonly session: string;
  readonly taskId: string | null;
}

const lookMs = 5000;

const lockName = (session: string): string => `equipoise-tab-${session}`;

/**
 * Joins the tabs of this browser: each says what it has open, and holds a lock that the browser lets go of when the
 * tab dies, however it dies.
 *
 * @param session name of this tab
 */
export function joinTabs(session: string): Tabs {
  const channel = new BroadcastChannel('equipoise-reading');
  const others = new Map<string, string | null>();
  const watchers = new Watchers();
  const stopper = new AbortController();
  let here: string | null = null;
  const say = (kind: Said['kind']): void => channel.postMessage({ kind, session, taskId: here });
  channel.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (data.session === session) return;
    if (data.kind === 'ask') say('open');
    others.set(data.session, data.taskId);
    watchers.tell();
  });
  // Without locks (no secure page) every other tab counts as dead.
  void navigator.locks
    ?.request(
      lockName(session),
      { signal: stopper.signal },
      () =>
        new Promise<void>((resolve) => stopper.signal.addEventListener('abort', () => resolve())),
    )
    .catch(() => undefined);
  say('ask');
  const alive = async (): Promise<ReadonlySet<string>> => {
    const held = (await navigator.locks?.query())?.held ?? [];
    const names = held.map(({ name }) => name ?? '');
    const start = lockName('');
    return new Set(
      names
        .filter((name) => name.startsWith(start))
        .map((name) => name.slice(start.length))
        .filter((name) => name !== session),
    );
  };
  // A tab that died said nothing.
  const timer = setInterval(async () => {
    const living = await alive();
    const dead = [...others.keys()].filter((one) => !living.has(one));
    for (const one of dead) others.delete(one);
    if (dead.length > 0) watchers.tell();
  }, lookMs);
  return {
    open(taskId) {
      here = taskId;
      say('open');
    },
    isOpenElsewhere: (taskId) => [...others.values()].includes(taskId),
    alive,
    subscribe: watchers.subscribe,
    close() {
      clearInterval(timer);
      here = null;
      say('open');
      stopper.abort();
      channel.close();
      watchers.clear();
    },
  };
}
