import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportedRecords, exportReadings } from '@equipoise/annotation';
import type { AnswerRecord, ReadersDocument } from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';
import { readingsFile, runInstructions, studyInstructions } from '@equipoise/workbench';
import { expect, it } from 'vitest';
import { numbered, record, smallProtocol } from '../packages/annotation/test/reading-room.ts';

const readerIds = numbered(10, 'r');
const protocol = smallProtocol({
  instructions: {},
  questions: [
    {
      id: 'finding',
      kind: 'single',
      text: 'Finding',
      options: ['none', 'some'].map((value) => ({ value, text: value })),
      ungradable: [{ value: 'dark', text: 'Dark' }],
    },
    { id: 'size', kind: 'number', text: 'Size' },
  ],
  cases: numbered(12, 'c').map((caseId, at) => ({
    caseId,
    patientId: `p${at >> 1}`,
    strata: { site: at % 2 === 0 ? 'A' : 'B' },
  })),
  readers: readerIds.map((readerId) => ({ readerId, roles: ['reader'] })),
});

/** Readers r1 to r8 read under one version each; the last two go from the first to the second. */
function records(): AnswerRecord[] {
  const uniform = randomStream(4);
  return protocol.cases.flatMap(({ caseId }, at) =>
    readerIds.map((readerId, reader) => {
      const version = reader < 8 ? 1 + (reader % 2) : at < 6 ? 1 : 2;
      const truth = at % 3 === 0 ? 'some' : 'none';
      const said = uniform() < (version === 1 ? 0.7 : 0.9) ? truth : 'some';
      return record({
        caseId,
        readerId,
        instructionsNumber: version,
        answers: [
          uniform() < 0.05
            ? { questionId: 'finding', outcome: 'ungradable', reason: 'dark', note: '' }
            : {
                questionId: 'finding',
                outcome: 'answered',
                value: { kind: 'single', value: said },
                confidence: null,
              },
          {
            questionId: 'size',
            outcome: 'answered',
            value: { kind: 'number', value: Math.round(100 * uniform()) / 10 },
            confidence: null,
          },
        ],
      });
    }),
  );
}

it('the room compares versions of the instructions with the digits of the command on the export', async () => {
  const all = records();
  const readings = exportReadings(protocol, all);
  const of = exportedRecords(protocol, all).map(({ instructionsNumber }) =>
    String(instructionsNumber),
  );
  const versions = { column: 'instructions_number', of } as const;
  const shown = await studyInstructions(protocol, readings, {}, versions);
  expect(shown.command.slice(0, 3)).toEqual(['equipoise', 'instructions', 'readings.csv']);
  expect(shown.command.slice(-3)).toEqual([
    '--instructions',
    'instructions_number',
    '--not-randomised',
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'equipoise-room-'));
  try {
    const path = join(folder, 'readings.csv');
    const table = readingsFile(protocol, all, {});
    await writeFile(path, table.csv);
    await runInstructions(
      {
        files: [path],
        caseColumn: 'case',
        patient: 'patient',
        reader: ['reader'],
        label: ['finding', 'size'],
        kind: ['finding=categorical', 'size=numeric'],
        classes: ['finding=none,some'],
        cannotTell: ['ungradable'],
        instructions: 'instructions_number',
        notRandomised: true,
        out: join(folder, 'out'),
      },
      { clock: () => '2000-01-01T00:00:00.000Z', nodeVersion: 'v0' },
    );
    const text = await readFile(join(folder, 'out', 'report.json'), 'utf8');
    const document = JSON.parse(text) as ReadersDocument;
    expect(JSON.parse(JSON.stringify(shown.estimates))).toEqual(document.estimates);
    expect(shown.findings).toEqual(document.findings);
    expect(shown.summary).toEqual(document.summary);
    expect(JSON.parse(JSON.stringify(shown.sections))).toEqual(document.sections);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const metrics = new Set(shown.estimates.map(({ metric }) => metric));
  expect([...metrics]).toEqual([
    'equal-answers',
    'equal-answers-within-readers',
    'distance-of-readers',
    'distance-of-readers-within-readers',
  ]);
});
