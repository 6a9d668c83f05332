const shortestMs = 1000;
const longestMs = 5000;
const growth = 1.25;

/**
 * How long to wait before a job is asked for again: the longer it runs, the longer, for every reading leaves a line in
 * the log of the server.
 *
 * @param readCount how often it was asked for while it ran, from 0
 * @returns milliseconds, 1000 to 5000
 */
export function jobPauseMs(readCount: number): number {
  let pauseMs = shortestMs;
  for (let at = 0; at < readCount && pauseMs < longestMs; at += 1) pauseMs *= growth;
  return Math.min(longestMs, Math.round(pauseMs));
}
