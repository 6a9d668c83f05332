import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Answer, ImageRecord, Shape } from '@equipoise/domain';
import { encodeFrame, encodeRuns } from '@equipoise/imaging';
import { roomStatistics } from '@equipoise/workbench';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../../apps/cli/test/support/terminal.ts';
import type { Ingest } from '../../apps/server/src/ports/ingest.ts';
import {
  addCases,
  confirm,
  invite,
  ownerAndStudy,
  said,
  smallProtocol,
  type TestRoom,
  testRoom,
} from '../../apps/server/test/support/room.ts';
import { toolOrSkip } from '../support/skip.ts';
import type { Visitor } from '../support/visitor.ts';

const python = toolOrSkip('/usr/bin/python3', 'python3');

const width = 44;
const height = 36;

/** Takes any bytes for a picture with a spacing that no single float holds. */
const ingest: Ingest = async ({ files, folder, newId }) => {
  mkdirSync(folder, { recursive: true });
  const images = files.map(({ path }, at) => {
    const samples = new Uint8Array(width * height).map((_, i) => readFileSync(path)[0]! + i);
    const out = join(folder, `${at}`);
    const frame = encodeFrame({ width, height, channels: 1, samples }, (bytes: Uint8Array) =>
      deflateRawSync(bytes),
    );
    writeFileSync(out, frame as Uint8Array);
    const record: ImageRecord = {
      imageId: newId(),
      kind: 'grey',
      width,
      height,
      frameCount: 1,
      bits: 8,
      signed: false,
      slope: 1,
      intercept: 0,
      unit: 'raw',
      spacingMm: [0.143, 0.2],
      sliceSpacingMm: null,
      orientation: null,
      positions: null,
      presets: [],
      photometric: 'MONOCHROME2',
      pixelHash: createHash('sha256').update(samples).digest('hex'),
      lossySource: false,
      source: { format: 'test', transferSyntax: null },
    };
    return { record, frames: [out], header: null, patient: null, study: null, series: null };
  });
  return {
    images,
    files: files.map(({ name }, at) => ({
      name,
      status: 'taken' as const,
      imageId: images[at]?.record.imageId ?? '',
    })),
  };
};

let room: TestRoom | null = null;
beforeAll(async () => {
  room = await testRoom({ ports: { ingest, statistics: roomStatistics } });
}, 120_000);
afterAll(async () => room?.remove());

/** A disc of pixels as the runs of a mask. */
function disc(x: number, y: number, radius: number): readonly number[] {
  const cells = new Uint8Array(width * height).map((_, i) => {
    const [dx, dy] = [(i % width) - x, Math.floor(i / width) - y];
    return dx * dx + dy * dy <= radius * radius ? 1 : 0;
  });
  // The last run is one of cells that are on.
  return encodeRuns(cells).slice(0, -1);
}

/** What a reader says to a picture: the same place, drawn a little differently by each. */
function answersOf(imageId: string, picture: number, reader: number): readonly Answer[] {
  const base = { shapeId: randomUUID(), imageId };
  const [x, y] = [14 + picture + reader, 15 + ((picture * 3 + reader * 2) % 7)];
  const shapes = (questionId: string, list: readonly Shape[]): Answer =>
    list.length === 0
      ? { questionId, outcome: 'nothing-found', confidence: null }
      : {
          questionId,
          outcome: 'answered',
          value: { kind: 'shapes', shapes: list },
          confidence: null,
        };
  const paint = (label: string, radius: number): Shape => ({
    ...base,
    shapeId: randomUUID(),
    label,
    kind: 'mask',
    width,
    height,
    frames: [{ frame: 0, runs: disc(label === 'cyst' ? x + 12 : x, y, radius) }],
  });
  // Nobody finds anything on the fifth picture; one reader nothing on the third, and one cannot tell on the fourth.
  const isNothing = picture === 5 || (picture === 3 && reader === 0);
  const outline: Answer =
    picture === 4 && reader === 1
      ? { questionId: 'outline', outcome: 'ungradable', reason: 'blurred', note: '' }
      : shapes(
          'outline',
          isNothing
            ? []
            : [paint('lesion 1', 4 + (reader % 2)), ...(reader === 2 ? [paint('cyst', 3)] : [])],
        );
  const region = shapes('region', [
    {
      ...base,
      kind: 'polygon',
      label: 'lobe',
      frame: 0,
      edge: picture % 2 === 0 ? 'spline' : 'straight',
      points: [
        [x - 6.3, y - 5.5],
        [x + 8.5, y - 4.1 + reader],
        [x + 6, y + 9.5],
        [x - 4.25, y + 6],
      ],
    },
    {
      ...base,
      shapeId: randomUUID(),
      kind: 'polygon',
      label: 'lobe',
      frame: 0,
      edge: 'straight',
      points: [
        [x, y],
        [x + 14.5, y],
        [x + 7, y + 12.5],
      ],
    },
  ]);
  const box = shapes('frame', [
    {
      ...base,
      kind: 'box',
      label: 'heart',
      frame: 0,
      x: x - 7.5,
      y: y - 6.2,
      width: 19,
      height: 14,
    },
  ]);
  const tip = shapes('tip', [{ ...base, kind: 'point', label: 'apex', frame: 0, x, y }]);
  const isYes = picture % 3 === 0 || (reader === 2 && picture % 4 === 0);
  return [said(isYes ? 'yes' : 'no'), outline, region, box, tip];
}

async function readEverything(
  reader: Visitor & { id: string },
  studyId: string,
  numberOf: (imageId: string) => number,
  at: number,
): Promise<number> {
  const instructionsVersion = await confirm(reader, studyId);
  for (let count = 0; ; count += 1) {
    const next = await reader.client.nextTask({ params: { studyId }, body: {} });
    if (next.kind !== 'task') return count;
    const imageId = next.task.images[0]?.imageId ?? '';
    await reader.client.submit({
      params: { studyId, taskId: next.task.taskId },
      body: {
        expectedVersion: 0,
        requestId: randomUUID(),
        device: 'tab-1',
        answers: [...answersOf(imageId, numberOf(imageId), at)],
        instructionsVersion,
      },
    });
  }
}

/** Words of a line as a shell takes them. */
function wordsOf(line: string): string[] {
  const script = 'eval "set -- $1"; for word; do printf "%s\\0" "$word"; done';
  return execFileSync('sh', ['-c', script, 'sh', line], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

interface Told {
  readonly estimates: readonly { readonly value: number | null; readonly metric: string }[];
  readonly findings: readonly unknown[];
  readonly sections: readonly { readonly id: string; readonly blocks: readonly unknown[] }[];
}

type Shown = NonNullable<Awaited<ReturnType<Visitor['client']['agreement']>>['analysis']>;

/** Asks until the figures are there. */
async function known(ask: () => Promise<{ readonly analysis: Shown | null }>): Promise<Shown> {
  for (;;) {
    const { analysis } = await ask();
    if (analysis !== null) return analysis;
  }
}

/** Runs a line of `commands.txt` where the files lie; the report. */
async function runLine(folder: string, line: string): Promise<Told> {
  const [, verb = '', ...words] = wordsOf(line);
  const paths = words.map((word, at) =>
    /^(masks|analyses|readings)\b/.test(word) && words[at - 1] !== '--out'
      ? join(folder, word)
      : word,
  );
  const at = paths.indexOf('--out');
  const out = join(folder, at < 0 ? verb : (paths[at + 1] ?? ''));
  const rest = at < 0 ? paths : paths.toSpliced(at, 2);
  const ended = await cli([verb, ...rest, '--out', out]);
  expect([line, ended.err, [0, 2].includes(ended.code)]).toEqual([line, ended.err, true]);
  return JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Told;
}

describe('figures of what readers drew', () => {
  it('are those of the commands on the unpacked export, to the last digit', async (context) => {
    if (room === null || python === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const readers = [];
    for (const name of ['ann', 'ben', 'cyd', 'dan']) {
      readers.push(await invite(room, owner, studyId, 'reader', name));
    }
    const cases = await addCases(owner, studyId, 8);
    const goldCase = cases[7] ?? '';
    const { images } = await owner.client.images({ params });
    const imageId = images[0]?.record.imageId ?? '';
    const numbers = new Map(
      images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
    );
    const drawn = (id: string, kind: string, labels: readonly string[]) => ({
      id,
      kind,
      text: `Draw the ${id}.`,
      labels: labels.map((value) => ({ value, text: value })),
      hasNothingFound: true,
      ungradable: [{ value: 'blurred', text: 'Out of focus' }],
    });
    const small = smallProtocol(studyId, [], []);
    const questions = [
      ...(small['questions'] as readonly unknown[]),
      drawn('outline', 'mask', ['lesion 1', 'cyst']),
      drawn('region', 'polygon', ['lobe']),
      drawn('frame', 'box', ['heart']),
      drawn('tip', 'point', ['apex']),
    ];
    const examples = [
      ['nodule', 'no'],
      ['nodule', 'yes'],
      ['outline', 'lesion 1'],
      ['outline', 'cyst'],
      ['region', 'lobe'],
      ['frame', 'heart'],
      ['tip', 'apex'],
    ];
    const instructions = {
      text: 'Look at the whole picture.',
      labels: examples.map(([questionId, label]) => ({
        questionId,
        label,
        text: label,
        examples: [{ imageId, kind: 'positive', caption: label }],
      })),
    };
    const document = {
      ...smallProtocol(
        studyId,
        // Neither cases nor readers stand in the order of their names.
        cases.toReversed(),
        readers.toReversed().map(({ id }) => ({ readerId: id, roles: ['reader'] })),
        {
          adjudication: { kind: 'none', otherwise: 'majority', questions: ['nodule'] },
          gold: { rate: 0.3 },
          reads: { perCase: 4 },
          instructions,
          instructionArms: {
            arms: [
              { id: 'A' },
              { id: 'B', instructions: { ...instructions, text: 'Look twice.' } },
            ],
          },
        },
      ),
      questions,
      cases: cases
        .toReversed()
        .map((caseId) =>
          caseId === goldCase ? { caseId, use: 'gold', reference: [said('no')] } : { caseId },
        ),
    };
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    for (const [at, reader] of readers.entries()) {
      const count = await readEverything(reader, studyId, (id) => numbers.get(id) ?? 0, at);
      expect(count).toBe(8);
    }
    await owner.client.settleConsensus({ params });
    const jobs = [];
    for (const kind of ['audit', 'label-errors'] as const) {
      const rows = cases.map((caseId, at) => `${caseId},0.${at + 1}`).join('\n');
      const { jobId } = await owner.client.addJob({
        params,
        fields: { kind, question: 'nodule', score: 'score', positive: 'yes', seed: 7 },
        files: [
          { name: 'predictions.csv', bytes: new TextEncoder().encode(`case,score\n${rows}\n`) },
        ],
      });
      await expect
        .poll(
          async () => (await owner.client.job({ params: { studyId, jobId } })).finishedAt !== null,
          { timeout: 120_000, interval: 300 },
        )
        .toBe(true);
      const { state, failure } = await owner.client.job({ params: { studyId, jobId } });
      expect([kind, state, failure]).toEqual([kind, 'done', null]);
      jobs.push({ kind, jobId });
    }
    // What is told over HTTP.
    const told = new Map<string, Told>();
    const keep = (one: Shown): void => {
      expect(one.command[1]).toBe(one.kind);
      told.set(one.command.slice(1).join(' '), one as unknown as Told);
    };
    for (const [question, label] of [
      ['outline', 'lesion 1'],
      ['outline', 'cyst'],
      ['region', 'lobe'],
      ['frame', 'heart'],
    ] as const) {
      const query = { question, label, wait: 30 };
      keep(await known(() => owner.client.agreement({ params, query })));
      keep(await known(() => owner.client.consensusAnalysis({ params, query })));
    }
    // The versions of the instructions, by what was answered and by what was drawn.
    for (const query of [{}, { question: 'outline', label: 'lesion 1' }]) {
      const ask = { params, query: { ...query, wait: 30 } };
      keep(await known(() => owner.client.comparedInstructions(ask)));
    }
    const gold = { question: 'frame', label: 'heart', purpose: 'gold' as const, wait: 30 };
    keep(await known(() => owner.client.agreement({ params, query: gold })));
    expect(told.size).toBe(11);
    const point = owner.client.agreement({ params, query: { question: 'tip', label: 'apex' } });
    await expect(point).rejects.toMatchObject({ code: 'room/bad-request' });
    const unnamed = owner.client.agreement({ params, query: { label: 'apex' } });
    await expect(unnamed).rejects.toMatchObject({ code: 'room/bad-request' });
    // The same from the files.
    const folder = mkdtempSync(join(tmpdir(), 'equipoise-drawn-'));
    try {
      const zip = await owner.client.export({ params: { studyId, name: 'study.zip' } });
      writeFileSync(join(folder, 'study.zip'), zip.bytes);
      const code = 'import sys,zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])';
      execFileSync(python, ['-c', code, join(folder, 'study.zip'), folder]);
      const lines = readFileSync(join(folder, 'commands.txt'), 'utf8').trimEnd().split('\n');
      const calls = lines.filter((line) => !line.startsWith('#'));
      const labels = ['outline-lesion_1', 'outline-cyst', 'region-lobe', 'frame-heart'];
      const folders = ['masks', 'masks-gold'].flatMap((root) =>
        labels.map((label) => `${root}/${label}.csv`),
      );
      expect(calls.map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([
        ...['readings.csv', 'readings-gold.csv', ...folders].flatMap((name) => [
          `agreement ${name}`,
          `consensus ${name}`,
          `instructions ${name}`,
        ]),
        'audit analyses/1-audit/labels.csv',
        'label-errors analyses/2-label-errors/labels.csv',
      ]);
      expect(lines.some((line) => line.includes('"tip: apex" is answered by points'))).toBe(true);
      const standings = JSON.parse(readFileSync(join(folder, 'figures/readers.json'), 'utf8'));
      expect(standings.readers.length).toBe(4);
      const given = JSON.parse(readFileSync(join(folder, 'instruction-arms.json'), 'utf8'));
      expect(given.map(({ arm }: { arm: string }) => arm).sort()).toEqual(['A', 'A', 'B', 'B']);
      const answered = readFileSync(join(folder, 'answers.jsonl'), 'utf8').trimEnd().split('\n');
      const armOf = new Map(
        given.map((one: { arm: string; readerId: string }) => [one.readerId, one.arm]),
      );
      for (const answer of answered.map((line) => JSON.parse(line))) {
        expect(answer.instructionArm).toBe(armOf.get(answer.readerId));
      }
      const provenance = readFileSync(join(folder, 'provenance.jsonld'), 'utf8');
      expect(provenance.includes('"eq:purpose":"measured","eq:instructionArm":"B"')).toBe(true);
      const kept = readFileSync(join(folder, 'protocol.json'), 'utf8');
      expect(kept.includes('"instructionArms": {')).toBe(true);

      let numbersSeen = 0;
      let comparedCount = 0;
      for (const line of calls) {
        const words = wordsOf(line).slice(1);
        const at = words.indexOf('--out');
        const found = told.get(words.toSpliced(at, 2).join(' '));
        const job = jobs.find(({ kind }) => kind === words[0]);
        if (found === undefined && job === undefined) continue;
        const report = await runLine(folder, line);
        comparedCount += 1;
        if (job !== undefined) {
          const file = await owner.client.jobFile({
            params: { studyId, jobId: job.jobId, name: 'report.json' },
          });
          const made = JSON.parse(Buffer.from(file.bytes).toString('utf8'));
          const bare = ({ provenance: _, timing: __, ...rest }: Record<string, unknown>) => rest;
          expect(bare(report as never)).toEqual(bare(made));
          continue;
        }
        expect(found?.estimates).toEqual(report.estimates);
        expect(found?.findings).toEqual(report.findings);
        const blocksOf = (sections: Told['sections'] | undefined) =>
          sections?.map(({ id, blocks }) => [id, blocks]);
        expect(blocksOf(found?.sections)).toEqual(blocksOf(report.sections));
        numbersSeen += report.estimates.filter(({ value }) => value !== null).length;
      }
      expect(comparedCount).toBe(13);
      expect(numbersSeen).toBeGreaterThan(100);
      // The picture on which nobody found anything, and the reader who could not tell.
      const index = readFileSync(join(folder, 'masks/index.csv'), 'utf8').trimEnd().split('\n');
      const lesions = index.filter((line) => line.includes(',lesion 1,'));
      expect(lesions).toHaveLength(27);
      expect(lesions.filter((line) => line.endsWith(',true'))).toHaveLength(5);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 240_000);
});
