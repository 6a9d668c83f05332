import type { Terminal } from './terminal.ts';

/** Says what is being done, on stderr, once a second has passed. */
export interface Progress {
  report(label: string, done: number, total: number): void;
  /** Clears the line. */
  end(): void;
}

/** Progress that stays silent for anything under a second, and speaks at most five times a second then. */
export function makeProgress(terminal: Terminal): Progress {
  const start = terminal.now();
  let last = start;
  let lastLabel = '';
  let isOpen = false;
  return {
    report(label, done, total): void {
      const time = terminal.now();
      if (time - start < 1000) return;
      if (time - last < (terminal.isLive ? 200 : 2000) && label === lastLabel) return;
      if (!terminal.isLive && label === lastLabel && time - last < 5000) return;
      last = time;
      lastLabel = label;
      const share = total > 0 && done > 0 ? ` ${Math.floor((100 * done) / total)} %` : '';
      if (terminal.isLive) {
        terminal.err(`\r\u001b[2K${label}${share}`);
        isOpen = true;
      } else terminal.err(`${label}${share}\n`);
    },
    end(): void {
      if (isOpen) terminal.err('\r\u001b[2K');
      isOpen = false;
    },
  };
}
