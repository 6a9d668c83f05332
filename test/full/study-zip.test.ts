import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../../apps/cli/test/support/terminal.ts';
import { realWorld } from '../../apps/server/src/index.ts';
import {
  addCases,
  invite,
  ownerAndStudy,
  readAll,
  smallInstructions,
  smallProtocol,
  type TestRoom,
  testRoom,
} from '../../apps/server/test/support/room.ts';
import { toolOrSkip } from '../support/skip.ts';

const python = toolOrSkip('/usr/bin/python3', 'python3');

let room: TestRoom | null = null;
/** How far the room's clock is ahead. */
let aheadMs = 0;
beforeAll(async () => {
  const world = realWorld();
  const now = (): string => new Date(Date.parse(world.now()) + aheadMs).toISOString();
  room = await testRoom({
    world: { ...world, now, tell: () => undefined },
    limits: { signInsAMinute: 10_000, sessionHours: 48 },
  });
}, 120_000);
afterAll(async () => room?.remove());

/** Words of a line as a shell takes them. */
function wordsOf(line: string): string[] {
  const script = 'eval "set -- $1"; for word; do printf "%s\\0" "$word"; done';
  return execFileSync('sh', ['-c', script, 'sh', line], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

/** Runs the lines of `commands.txt` on the unpacked files; the reports' folders. */
async function runCommands(folder: string): Promise<readonly string[]> {
  const lines = readFileSync(join(folder, 'commands.txt'), 'utf8').trimEnd().split('\n');
  const outs: string[] = [];
  for (const line of lines.filter((one) => !one.startsWith('#'))) {
    const [name, verb = '', file = '', ...options] = wordsOf(line);
    expect(name).toBe('equipoise');
    const at = options.indexOf('--out');
    const out = at < 0 ? verb : (options[at + 1] ?? '');
    const rest = at < 0 ? options : options.toSpliced(at, 2);
    const args = [verb, join(folder, file), ...rest, '--out', join(folder, out), '--seed', '2'];
    const ended = await cli(args);
    expect([line, ended.code, ended.code === 0 ? '' : ended.err]).toEqual([line, 0, '']);
    outs.push(out);
  }
  return outs;
}

describe('study.zip of a study that readers read in every arm', () => {
  it('holds the readings of each arm, and its commands run on them', async (context) => {
    if (room === null || python === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const readers = [];
    for (const name of ['ann', 'ben', 'cyd']) {
      readers.push(await invite(room, owner, studyId, 'reader', name));
    }
    const cases = await addCases(owner, studyId, 6);
    const { images } = await owner.client.images({ params });
    const numbers = new Map(
      images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
    );
    const arms = ['Arm Ä', 'Arm Ö'];
    const document = smallProtocol(
      studyId,
      cases,
      readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
      {
        adjudication: { kind: 'none' },
        instructions: smallInstructions(images[0]?.record.imageId ?? ''),
        arms: { arms: arms.map((id) => ({ id })), design: 'crossover', washOutDays: 1 },
      },
    );
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    // The second period comes after the wash-out.
    for (const hours of [0, 25]) {
      aheadMs = 3_600_000 * hours;
      if (hours > 0) {
        // The instructions of the second period say more.
        const { instructions } = document;
        const next = {
          ...document,
          instructions: { ...Object(instructions), text: 'Look twice.' },
        };
        await owner.client.saveProtocol({
          params,
          body: { expectedVersion: 1, document: next, why: 'Readers asked.' },
        });
      }
      for (const [at, reader] of readers.entries()) {
        const count = await readAll(
          reader,
          studyId,
          (id) => numbers.get(id) ?? 0,
          (n) => (n % 3 === 0 || (at === 2 && n % 4 === 0) ? 'yes' : 'no'),
        );
        expect(count).toBe(6);
      }
    }
    const folder = mkdtempSync(join(tmpdir(), 'equipoise-zip-'));
    try {
      const unpack = async (query: { readonly arm?: string }, name: string): Promise<string> => {
        const zip = await owner.client.export({ params: { studyId, name: 'study.zip' }, query });
        writeFileSync(join(folder, 'study.zip'), zip.bytes);
        const into = join(folder, name);
        const code = 'import sys,zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])';
        execFileSync(python ?? '', ['-c', code, join(folder, 'study.zip'), into]);
        return into;
      };
      const all = await unpack({}, 'all');
      expect(readdirSync(all).filter((name) => name.startsWith('readings'))).toEqual([
        'readings-Arm__-2.csv',
        'readings-Arm__.csv',
        'readings.csv',
      ]);
      for (const [at, end] of ['', '-2'].entries()) {
        const rows = readFileSync(join(all, `readings-Arm__${end}.csv`), 'utf8').trimEnd();
        const [, ...lines] = rows.split('\n');
        expect(lines).toHaveLength(18);
        expect(lines.every((line) => line.includes(`,${arms[at]},measured,`))).toBe(true);
      }
      expect(await runCommands(all)).toEqual([
        'agreement-Arm__',
        'consensus-Arm__',
        'instructions-Arm__',
        'agreement-Arm__-2',
        'consensus-Arm__-2',
        'instructions-Arm__-2',
      ]);
      // Before and after the change of the instructions: what the page shows is what the command finds.
      const query = { arm: arms[0] ?? '', wait: 30 };
      const { analysis } = await owner.client.comparedInstructions({ params, query });
      const line = readFileSync(join(all, 'commands.txt'), 'utf8')
        .split('\n')
        .find((one) => one.startsWith('equipoise instructions readings-Arm__.csv'));
      const [, verb = '', file = '', ...options] = wordsOf(line ?? '');
      expect(options).toContain('--not-randomised');
      const out = options.indexOf('--out');
      expect([verb, 'readings.csv', ...options.toSpliced(out, 2)]).toEqual(
        analysis?.command.slice(1),
      );
      const rest = options.toSpliced(out + 1, 1, join(all, 'compared'));
      expect((await cli([verb, join(all, file), ...rest])).code).toBe(0);
      const report = JSON.parse(readFileSync(join(all, 'compared/report.json'), 'utf8'));
      expect(analysis?.estimates.length).toBeGreaterThan(0);
      expect(analysis?.estimates).toEqual(report.estimates);
      expect(analysis?.findings).toEqual(report.findings);
      // Of one arm, asked for, there is one file as ever.
      const one = await unpack({ arm: arms[1] ?? '' }, 'one');
      expect(readdirSync(one)).not.toContain('readings-Arm__.csv');
      expect(await runCommands(one)).toEqual(['agreement', 'consensus', 'instructions']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 240_000);
});
