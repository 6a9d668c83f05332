import type { ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { type CodedError, codedError } from '@equipoise/domain';
import { forkEntry } from '../jobs/fork-entry.ts';
import type {
  FigureAsk,
  FigureMessage,
  FigureMoment,
  FigureOrder,
  FoundFigure,
} from './figures-messages.ts';

/** One computation in the process of the figures. */
export interface FigureRun {
  /** Resolves where it takes longer than a request should wait, or has ended. */
  readonly slow: Promise<void>;
  /** Resolves with the error where it failed. */
  readonly end: Promise<
    { readonly moment: FigureMoment; readonly found: FoundFigure } | CodedError
  >;
  readonly isSlow: () => boolean;
  /** Says that it will take longer than a request should wait. */
  readonly markSlow: () => void;
  /** Part done, 0 to 1. */
  readonly share: () => number;
}

/** The process that computes figures: started when one is wanted, ended when none was for a while. */
export interface FigureProcess {
  readonly run: (studyId: string, ask: FigureAsk) => FigureRun;
  readonly stop: () => Promise<void>;
}

interface Waiting {
  readonly id: number;
  readonly studyId: string;
  readonly ask: FigureAsk;
  readonly slow: () => void;
  readonly end: (
    ended: { readonly moment: FigureMoment; readonly found: FoundFigure } | CodedError,
  ) => void;
  isSlow: boolean;
  share: number;
}

const idleMs = 600_000;

function gone(mend: string): CodedError {
  const sentence = 'The process of the figures ended without an answer.';
  return codedError('server/figures-failed', sentence, mend);
}

/** @param told what the process is told at its start */
export function figureProcess(told: Extract<FigureOrder, { kind: 'start' }>): FigureProcess {
  let child: ChildProcess | null = null;
  let idle: NodeJS.Timeout | null = null;
  let count = 0;
  let isStopped = false;
  const queue: Waiting[] = [];

  const markSlow = (one: Waiting): void => {
    one.isSlow = true;
    one.slow();
  };

  const next = (): void => {
    const [first] = queue;
    if (idle !== null) clearTimeout(idle);
    idle = null;
    if (isStopped) return;
    if (first === undefined) {
      idle = setTimeout(() => {
        child?.kill('SIGKILL');
        // What is asked before its end is known goes to a new one.
        child = null;
      }, idleMs);
      idle.unref();
      return;
    }
    child ??= open();
    child.send({ kind: 'ask', id: first.id, studyId: first.studyId, ask: first.ask });
  };

  const finish = (ended: Parameters<Waiting['end']>[0]): void => {
    const done = queue.shift();
    done?.slow();
    done?.end(ended);
    next();
  };

  const hear = (message: FigureMessage): void => {
    const [first] = queue;
    if (first === undefined || first.id !== message.id) return;
    switch (message.kind) {
      case 'slow':
        // Whoever stands behind a long one waits as long.
        for (const one of queue) markSlow(one);
        return;
      case 'share':
        first.share = message.share;
        return;
      case 'done':
        finish({ moment: message.moment, found: message.found });
        return;
      case 'failed':
        finish(codedError(message.code, message.sentence, message.mend));
        return;
      default:
        message satisfies never;
    }
  };

  const open = (): ChildProcess => {
    const made = forkEntry(import.meta.url, 'figures-child', true);
    try {
      // Whoever reads or saves goes first.
      if (made.pid !== undefined) setPriority(made.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // Not every system lets it.
    }
    const over = (): void => {
      if (child !== made) return;
      child = null;
      if (queue.length === 0) return;
      finish(gone('Try again; tell who runs the server.'));
    };
    made.on('message', hear);
    made.on('exit', over);
    made.on('error', over);
    made.send(told);
    return made;
  };

  return {
    run(studyId, ask) {
      count += 1;
      let slow = (): void => undefined;
      let end: Waiting['end'] = () => undefined;
      const slowly = new Promise<void>((resolve) => {
        slow = resolve;
      });
      const ended = new Promise<Parameters<Waiting['end']>[0]>((resolve) => {
        end = resolve;
      });
      const one: Waiting = { id: count, studyId, ask, slow, end, isSlow: false, share: 0 };
      const run: FigureRun = {
        slow: slowly,
        end: ended,
        isSlow: () => one.isSlow,
        markSlow: () => markSlow(one),
        share: () => one.share,
      };
      if (isStopped) {
        slow();
        end(gone('The server is being stopped.'));
        return run;
      }
      queue.push(one);
      if (queue.length === 1) next();
      else if (queue[0]?.isSlow === true) markSlow(one);
      return run;
    },
    async stop() {
      isStopped = true;
      if (idle !== null) clearTimeout(idle);
      for (const one of queue.splice(0)) {
        one.slow();
        one.end(gone('The server is being stopped.'));
      }
      const made = child;
      if (made === null) return;
      const ended = new Promise<void>((resolve) => made.once('exit', () => resolve()));
      made.kill('SIGKILL');
      await ended;
    },
  };
}
