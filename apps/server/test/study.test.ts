import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { problemOf } from '@equipoise/api';
import { runAgreement } from '@equipoise/workbench';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addCases,
  invite,
  ownerAndStudy,
  readAll,
  said,
  smallInstructions,
  smallProtocol,
  type TestRoom,
  testRoom,
} from './support/room.ts';

let room: TestRoom | null = null;
beforeAll(async () => {
  room = await testRoom();
}, 120_000);
afterAll(async () => room?.remove());

/** Options of a command as its protocol. */
function protocolOf(
  command: readonly string[],
  file: string,
  out: string,
): Record<string, unknown> {
  const found: Record<string, unknown> = { files: [file], out };
  const names: Record<string, string> = {
    '--case': 'caseColumn',
    '--patient': 'patient',
    '--reader': 'reader',
    '--seconds': 'seconds',
    '--label': 'label',
    '--kind': 'kind',
    '--classes': 'classes',
    '--cannot-tell': 'cannotTell',
  };
  const lists = new Set(['reader', 'label', 'kind', 'classes', 'cannotTell']);
  for (let i = 3; i < command.length; i += 2) {
    const key = names[command[i] ?? ''] ?? '';
    const value = command[i + 1] ?? '';
    found[key] = lists.has(key) ? [...((found[key] as string[]) ?? []), value] : value;
  }
  return found;
}

describe('a study over HTTP', () => {
  it('goes from import to export, and the command gives the same numbers', async (context) => {
    if (room === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const readers = [];
    for (const name of ['ann', 'ben', 'cyd']) {
      readers.push(await invite(room, owner, studyId, 'reader', name));
    }
    const judge = await invite(room, owner, studyId, 'adjudicator', 'judge');
    const cases = await addCases(owner, studyId, 12);
    expect(cases).toHaveLength(12);
    expect(cases[0]).toBe('case-0001');
    const { images } = await owner.client.images({ params });
    const numbers = new Map(
      images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
    );
    const document = {
      ...smallProtocol(studyId, cases, [
        ...readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
        { readerId: judge.id, roles: ['adjudicator'] },
      ]),
    };
    // A class without an example blocks the lock.
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    const refused = await owner.client
      .lockProtocol({ params, body: { version: 1 } })
      .catch((error: unknown) => problemOf(error));
    expect(refused).toMatchObject({ code: 'room/not-ready', status: 422 });
    await owner.client.saveProtocol({
      params,
      body: {
        expectedVersion: 1,
        document: { ...document, instructions: smallInstructions(images[0]?.record.imageId ?? '') },
      },
    });
    const locked = await owner.client.lockProtocol({ params, body: { version: 2 } });
    expect(locked.assigned.map(({ tasks }) => tasks)).toEqual([12, 12, 12]);

    // Three readers: cyd differs on every fourth case, and finds one ungradable.
    const truth = (n: number): string => (n % 3 === 0 ? 'yes' : 'no');
    const wrong = (n: number): string => (truth(n) === 'yes' ? 'no' : 'yes');
    for (const [at, reader] of readers.entries()) {
      const count = await readAll(
        reader,
        studyId,
        (id) => numbers.get(id) ?? 0,
        (n) => (at < 2 ? truth(n) : n === 7 ? 'ungradable' : n % 4 === 0 ? wrong(n) : truth(n)),
      );
      expect(count).toBe(12);
      const queue = await reader.client.queue({ params });
      expect(queue).toMatchObject({ stage: 'done', doneCount: 12, leftCount: 0 });
      expect(queue.activeMinutes).toBeGreaterThan(0.5);
    }

    const progress = await owner.client.progress({ params });
    expect(progress).toMatchObject({ readsDone: 36, readsNeeded: 36, settledCount: 8 });

    // Four cases disagree: the adjudicator reads blind first, then decides.
    const { adjudications } = await judge.client.adjudications({ params });
    expect(adjudications).toHaveLength(4);
    for (const { adjudicationId } of adjudications) {
      const at = { studyId, adjudicationId };
      const blind = await judge.client.adjudication({ params: at });
      expect(blind).toMatchObject({ stage: 'blind-read', reads: [] });
      const [picture] = blind.images;
      const seen = { studyId, imageId: picture?.imageId ?? '' };
      expect((await judge.client.image({ params: seen })).pixelHash).toBe(picture?.pixelHash);
      const own = await judge.client.decide({
        params: at,
        body: { expectedVersion: blind.version, action: 'read', answers: [said('yes')] },
      });
      expect(own.reads.map(({ letter }) => letter)).toContain('A');
      expect(JSON.stringify(own)).not.toContain(readers[0]?.id ?? '?');
      const letter = own.reads.find(({ isOwn }) => !isOwn)?.letter ?? '';
      const late = await judge.client
        .decide({
          params: at,
          body: {
            expectedVersion: blind.version,
            action: 'accept',
            accepted: letter,
            reason: 'Seen.',
          },
        })
        .catch((error: unknown) => problemOf(error));
      expect(late).toMatchObject({ code: 'room/conflict', status: 409 });
      const done = await judge.client.decide({
        params: at,
        body: { expectedVersion: own.version, action: 'accept', accepted: letter, reason: 'Seen.' },
      });
      expect(done.state).toBe('decided');
    }
    const settled = await owner.client.settleConsensus({ params });
    expect(settled).toEqual({ added: 12, settled: 12, unresolved: 0, open: 0 });
    expect((await owner.client.settleConsensus({ params })).added).toBe(0);
    const { labels } = await owner.client.consensus({ params });
    expect(new Set(labels.map(({ method }) => method))).toEqual(new Set(['agreement', 'senior']));

    // The numbers on the page are those of the command on the export.
    const { analysis: shown, laterCount } = await owner.client.agreement({ params });
    if (shown === null) throw new Error('no agreement yet');
    expect(laterCount).toBe(0);
    expect(shown.readingCount).toBe(36);
    const csv = await owner.client.export({ params: { studyId, name: 'readings.csv' } });
    const folder = mkdtempSync(join(tmpdir(), 'equipoise-export-'));
    try {
      writeFileSync(join(folder, 'readings.csv'), csv.bytes);
      const { document: report } = await runAgreement(
        protocolOf(shown.command, join(folder, 'readings.csv'), join(folder, 'out')) as never,
        { clock: () => '2026-01-01T00:00:00.000Z', nodeVersion: 'v20' },
      );
      const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
      expect(plain(shown.estimates)).toEqual(plain(report.estimates));
      expect(shown.estimates.length).toBeGreaterThan(5);

      const zip = await owner.client.export({ params: { studyId, name: 'study.zip' } });
      writeFileSync(join(folder, 'study.zip'), zip.bytes);
      const { stdout } = await promisify(execFile)('python3', [
        '-c',
        'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip()); print("\\n".join(z.namelist()))',
        join(folder, 'study.zip'),
      ]);
      expect(stdout).toContain('None');
      for (const name of [
        'readings.csv',
        'protocol.json',
        'events.jsonl',
        'commands.txt',
        'adjudicated.csv',
      ]) {
        expect(stdout).toContain(name);
      }
      expect(readFileSync(join(folder, 'readings.csv'), 'utf8')).not.toContain('smith');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }

    const standings = await owner.client.standings({ params });
    expect(standings.readers).toHaveLength(3);
    const { analysis } = await owner.client.consensusAnalysis({ params });
    expect(analysis?.estimates.length).toBeGreaterThan(0);
    const gallery = await owner.client.gallery({
      params,
      query: { filter: JSON.stringify([['nodule', 'yes']]) },
    });
    expect(gallery.total).toBeGreaterThan(2);
    const check = await owner.client.verifyStudyLog({ params });
    expect(check.faults).toEqual([]);
    expect(check.eventCount).toBeGreaterThan(100);
  }, 120_000);
});
