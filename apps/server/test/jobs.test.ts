import { createHash } from 'node:crypto';
import { problemOf } from '@equipoise/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../../../test/support/visitor.ts';
import { reportPolicy } from '../src/http/security-headers.ts';
import {
  addCases,
  invite,
  ownerAndStudy,
  readAll,
  smallInstructions,
  smallProtocol,
  type TestRoom,
  testRoom,
} from './support/room.ts';

let room: TestRoom | null = null;
/** The room whose folder a second server took over. */
let first: TestRoom | null = null;
beforeAll(async () => {
  room = await testRoom();
}, 120_000);
afterAll(async () => {
  await room?.remove();
  await first?.remove();
});

async function settledStudy(current: TestRoom, count: number) {
  const { owner, studyId } = await ownerAndStudy(current);
  const params = { studyId };
  const readers = [];
  for (const name of ['dan', 'eve']) {
    readers.push(await invite(current, owner, studyId, 'reader', name));
  }
  const cases = await addCases(owner, studyId, count);
  const { images } = await owner.client.images({ params });
  const numbers = new Map(
    images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
  );
  const document = smallProtocol(
    studyId,
    cases,
    readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
    {
      reads: { perCase: 2 },
      adjudication: { kind: 'none' },
      instructions: smallInstructions(images[0]?.record.imageId ?? ''),
    },
  );
  await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
  await owner.client.lockProtocol({ params, body: { version: 1 } });
  for (const reader of readers) {
    await readAll(
      reader,
      studyId,
      (id) => numbers.get(id) ?? 0,
      (n) => (n % 2 === 0 ? 'yes' : 'no'),
    );
  }
  await owner.client.settleConsensus({ params });
  return { owner, studyId, cases };
}

describe('jobs', () => {
  it('audit the consensus with an uploaded predictions file, and can be stopped', async (context) => {
    if (room === null) return context.skip();
    first = room;
    const { studyId, cases, ...settled } = await settledStudy(first, 40);
    let owner: Visitor = settled.owner;
    const rows = cases.map((caseId, at) => `${caseId},${((at * 37) % 40) / 40}`);
    const predictions = new TextEncoder().encode(`case,score\n${rows.join('\n')}\n`);
    const files = [{ name: 'predictions.csv', bytes: predictions }];
    const fields = {
      kind: 'audit' as const,
      question: 'nodule',
      score: 'score',
      positive: 'yes',
      groups: 'site',
    };
    const job = await owner.client.addJob({ params: { studyId }, fields, files });
    expect(['queued', 'running']).toContain(job.state);
    const wait = async (jobId: string) => {
      for (let i = 0; i < 240; i += 1) {
        const now = await owner.client.job({ params: { studyId, jobId } });
        if (now.finishedAt !== null) return now;
        await new Promise((done) => setTimeout(done, 250));
      }
      throw new Error('the job did not end');
    };
    const done = await wait(job.jobId);
    expect(done.failure).toBeNull();
    expect(done.state).toBe('done');
    expect(done.files).toContain('report.html');
    const response = await owner.fetch(
      `${room.server.url}/api/studies/${studyId}/jobs/${job.jobId}/files/report.html`,
    );
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain('sandbox allow-scripts');
    expect(policy).not.toContain('allow-same-origin');
    // The report's one script is named by its hash; nothing else runs.
    const report = await response.text();
    const scripts = [...report.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
      ([, text = '']) => text,
    );
    expect(scripts).toHaveLength(1);
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64');
    expect(/script-src ([^;]*)/.exec(policy)?.[1]).toBe(`'sha256-${hash}'`);
    // A head that comes from elsewhere names nothing, nor does a script in the body name itself.
    const own = /<meta http-equiv="Content-Security-Policy"[^>]*>/.exec(report)?.[0] ?? '';
    for (const other of [`<svg><script>1</script></svg>`, `<title>${own}</title>`, ` ${report}`]) {
      expect(reportPolicy(other)).toContain("script-src 'none'");
    }

    // The cases behind a cell: 40 cases of two sites, every second with a nodule.
    const at = { studyId, jobId: job.jobId };
    const cell = await owner.client.jobCases({
      params: at,
      query: { slice: '[["site","A"]]', count: 5 },
    });
    expect(cell).toMatchObject({ total: 20, caseIds: { length: 5 } });
    const whole = await owner.client.jobCases({ params: at, query: { outcome: 'missed' } });
    const countOf = (name: string): number =>
      whole.counts.find(({ outcome }) => outcome === name)?.count ?? -1;
    expect([countOf('all'), countOf('positive'), countOf('negative')]).toEqual([40, 20, 20]);
    expect(whole.total).toBe(countOf('missed'));
    expect(countOf('right') + countOf('wrong')).toBe(40);
    const stranger = await owner.client
      .jobCases({ params: at, query: { slice: '[["site","X"]]' } })
      .catch((error: unknown) => problemOf(error));
    expect(stranger).toMatchObject({ code: 'room/bad-request' });
    expect(done.asked).toMatchObject({ question: 'nodule', positive: 'yes', groups: 'site' });

    const { threadId } = await owner.client.noteCase({
      params: { studyId, caseId: cases[3] ?? '' },
      body: { body: 'To be read again.' },
    });
    const { threads } = await owner.client.threads({ params: { studyId } });
    expect(threads.find((one) => one.threadId === threadId)).toMatchObject({
      caseId: cases[3],
      messages: [{ kind: 'note', body: 'To be read again.' }],
    });

    const second = await owner.client.addJob({ params: { studyId }, fields, files });
    await owner.client.cancelJob({ params: { studyId, jobId: second.jobId } });
    expect((await wait(second.jobId)).state).toBe('cancelled');

    const search = await owner.client.addJob({
      params: { studyId },
      fields: { ...fields, kind: 'label-errors' },
      files,
    });
    const found = await wait(search.jobId);
    expect([found.failure, found.state]).toEqual([null, 'done']);

    // A server that is told to stop leaves the job to the next one.
    const third = await owner.client.addJob({ params: { studyId }, fields, files });
    for (;;) {
      const { state } = await owner.client.job({ params: { studyId, jobId: third.jobId } });
      if (state === 'running') break;
      await new Promise((done) => setTimeout(done, 20));
    }
    const { folder } = first;
    await first.server.close();
    const next = await testRoom({ folder });
    if (next === null) throw new Error('the server does not start again');
    room = next;
    owner = next.visitor();
    await owner.client.signIn({
      body: { email: 'owner@example.test', password: 'a sentence nobody guesses' },
    });
    expect((await wait(third.jobId)).state).toBe('done');

    const wrong = await owner.client.addJob({
      params: { studyId },
      fields: { ...fields, score: 'no such column' },
      files,
    });
    const failed = await wait(wrong.jobId);
    expect(failed.state).toBe('failed');
    expect(failed.failure?.sentence).toContain('no such column');
  }, 240_000);
});
