import type { Terminal } from './terminal.ts';

/** A reader that has closed its end of a pipe (`… | head`) wants no more, which is no failure. */
function onPipeError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** The terminal of this process; Ctrl-C aborts its signal, a second one ends the process at once. */
export function processTerminal(): { terminal: Terminal; release: () => void } {
  const abort = new AbortController();
  const onSignal = (): void => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.stdout.on('error', onPipeError);
  process.stderr.on('error', onPipeError);
  const { NO_COLOR: noColour, FORCE_COLOR: forceColour } = process.env;
  const wants = noColour === undefined || noColour === '';
  const terminal: Terminal = {
    out: (text) => {
      process.stdout.write(text);
    },
    err: (text) => {
      process.stderr.write(text);
    },
    isColoured: wants && (process.stdout.isTTY === true || (forceColour ?? '') !== ''),
    isLive: process.stderr.isTTY === true,
    now: () => performance.now(),
    clock: () => new Date().toISOString(),
    signal: abort.signal,
    nodeVersion: process.version,
  };
  return {
    terminal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
