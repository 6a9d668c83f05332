import type { ServerMessage } from '@equipoise/domain/commands';
import { realWorld } from '../real-world.ts';
import type { Operator } from './operator.ts';

/** Progress is told at most so often. */
const paceMs = 100;

/**
 * The operator of this process: its terminal, its signals, and the channel to the process that started it. The
 * channel's end counts as a wish to stop: whoever started it may have been killed.
 */
export function processOperator(): Operator {
  const abort = new AbortController();
  const stop = (): void => {
    // Once more, and whoever asks means it: the process is ended by the signal's own effect.
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop);
    abort.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
  process.once('disconnect', () => abort.abort());
  const send = (message: ServerMessage): void => {
    if (process.connected) process.send?.(message);
  };
  let last = 0;
  let label = '';
  return {
    world: realWorld(),
    env: process.env,
    out: (text) => process.stdout.write(text),
    signal: abort.signal,
    send,
    steps: {
      progress(what, done, total): void {
        const now = performance.now();
        if (what === label && now - last < paceMs) return;
        last = now;
        label = what;
        send({ kind: 'progress', label: what, done, total });
      },
      isCancelled: () => abort.signal.aborted,
    },
  };
}
