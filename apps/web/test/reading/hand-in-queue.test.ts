import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Keep } from '../../src/reading/keep.ts';
import type { RoomCalls } from '../../src/reading/room-calls.ts';
import { HandInQueue } from '../../src/reading/waiting-hand-ins.ts';

describe('hand-ins that wait for the server', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are tried again every three seconds, however many wait, until they are in', async () => {
    let waiting = ['t1', 't2', 't3'];
    let isAway = true;
    const asked: string[] = [];
    // What the queue asks of the server.
    const calls = {
      call: (action: () => unknown) => action(),
      client: {
        submit: async ({ params }: { params: { taskId: string } }) => {
          asked.push(params.taskId);
          if (isAway) throw new TypeError('no network');
        },
      },
    } as unknown as RoomCalls;
    // What the queue asks of the browser's store.
    const keep = {
      handIns: async () => waiting.map((taskId) => ({ studyId: 's', taskId, body: {} })),
      unsent: async () => [],
      dropHandIn: async (_: string, taskId: string) => {
        waiting = waiting.filter((one) => one !== taskId);
      },
      forget: async (_: string, taskId: string) => {
        waiting = waiting.filter((one) => one !== taskId);
      },
    } as unknown as Keep;
    const tried: number[] = [];
    const queue: HandInQueue = new HandInQueue({
      calls,
      readerId: 'r',
      keep: () => keep,
      taskAtWork: () => null,
      onChange: () => undefined,
      onRefused: (error) => {
        throw error;
      },
      onTried: () => tried.push(queue.count),
    });
    // Each case that is handed in without a network waits.
    for (let at = 0; at < 3; at += 1) {
      queue.retryLater();
      await vi.advanceTimersByTimeAsync(700);
    }
    await vi.advanceTimersByTimeAsync(30_000 - 2100);
    expect(asked.length).toBeLessThanOrEqual(10);
    expect(asked.length).toBeGreaterThanOrEqual(9);
    expect(new Set(asked)).toEqual(new Set(['t1']));
    isAway = false;
    await vi.advanceTimersByTimeAsync(3000);
    expect([waiting, queue.count, tried.at(-1)]).toEqual([[], 0, 0]);
    asked.length = 0;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked).toEqual([]);
  });
});
