import { expect, it } from 'vitest';
import { jobPauseMs } from '../../src/parts/job-pause.ts';

it('a job is asked for every second at first, and every five seconds when it runs long', () => {
  const pauses = Array.from({ length: 60 }, (_, at) => jobPauseMs(at));
  expect(pauses[0]).toBe(1000);
  expect(pauses.every((pause, at) => at === 0 || pause >= (pauses[at - 1] ?? 0))).toBe(true);
  expect(pauses.slice(8)).toEqual(pauses.slice(8).map(() => 5000));
  // A minute's job leaves 17 lines in the log, not 60.
  let ms = 0;
  let count = 0;
  for (; ms < 60_000; count += 1) ms += pauses[count] ?? 0;
  expect(count).toBe(17);
});
