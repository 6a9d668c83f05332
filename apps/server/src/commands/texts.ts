import type { Fault } from '@equipoise/store';

/** So many bytes, for people. */
export function bytesText(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let at = 0;
  let value = count;
  for (; value >= 1000 && at < units.length - 1; at += 1) value /= 1000;
  return `${at === 0 ? value : value.toPrecision(3)} ${units[at]}`;
}

/** What a check found, a line each, and how many. */
export function faultsText(faults: readonly Fault[]): string {
  const lines = faults.map(({ part, kind, sentence }) => `${kind}  ${part}: ${sentence}\n`);
  return `${lines.join('')}${faults.length} found.\n`;
}
