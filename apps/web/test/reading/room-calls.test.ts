import { createClient } from '@equipoise/api';
import { describe, expect, it } from 'vitest';
import { roomCalls } from '../../src/reading/room-calls.ts';

const tooMany = (): Response =>
  new Response(
    JSON.stringify({
      type: 'urn:x',
      title: 'Too many calls',
      status: 429,
      code: 'room/too-many',
      sentence: 'There were too many calls in a short time.',
      mend: 'Wait.',
      retryAfterSeconds: 7,
    }),
    { status: 429 },
  );

describe('calls of the reading page', () => {
  it('wait as long as the server asks, say that they do, and lose nothing', async () => {
    const answers = [tooMany(), tooMany(), Response.json({ version: 1, savedAt: '' })];
    const bodies: unknown[] = [];
    const client = createClient({
      baseUrl: 'http://room',
      fetch: async (_url, init) => {
        bodies.push(JSON.parse(String(init?.body)));
        return answers.shift() ?? tooMany();
      },
    });
    const rests: number[] = [];
    const seen: boolean[] = [];
    const calls = roomCalls(client, async (ms) => {
      rests.push(ms);
    });
    calls.subscribe(() => seen.push(calls.isHeldBack()));
    const body = { expectedVersion: 0, device: 'tab', document: { work: 'of an hour' } };
    const saved = await calls.call(() =>
      client.saveDraft({ params: { studyId: 's', taskId: 't' }, body }),
    );
    expect(saved.version).toBe(1);
    expect(bodies).toEqual([body, body, body]);
    expect(rests).toEqual([7000, 7000]);
    expect(seen).toEqual([true, false, true, false]);
  });
});
