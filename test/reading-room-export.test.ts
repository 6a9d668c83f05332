import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  analyseAgreement,
  exportReadings,
  intraReader,
  readingsTable,
  repeatedPairs,
} from '@equipoise/annotation';
import { finishReadings, readingsFromTable } from '@equipoise/dataset';
import { readTable } from '@equipoise/dataset/node';
import type { AnswerRecord, Readings } from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { numbered, record, smallProtocol } from '../packages/annotation/test/reading-room.ts';

const protocol = smallProtocol({
  instructions: {},
  questions: [
    {
      id: 'grade',
      kind: 'ordinal',
      text: 'Grade',
      confidence: { kind: 'percent', isRequired: false },
      options: ['none', 'mild', 'severe'].map((value) => ({ value, text: value })),
      ungradable: [{ value: 'dark', text: 'Dark' }],
    },
    {
      id: 'size',
      kind: 'number',
      text: 'Size',
      showWhen: { question: 'grade', from: 1, to: null },
    },
    {
      id: 'signs',
      kind: 'multi',
      text: 'Signs',
      hasNothingFound: true,
      options: ['x', 'y'].map((value) => ({ value, text: value })),
    },
    {
      id: 'spot',
      kind: 'point',
      text: 'Spot',
      hasNothingFound: true,
      labels: [{ value: 'dot', text: 'Dot' }],
    },
    { id: 'note', kind: 'text', text: 'Note', isRequired: false },
  ],
  cases: numbered(60, 'c').map((caseId, at) => ({
    caseId,
    patientId: `p${Math.floor(at / 2)}`,
    strata: { site: at % 2 === 0 ? 'A' : 'B' },
  })),
});

function simulate(): AnswerRecord[] {
  const uniform = randomStream(3);
  return protocol.cases.flatMap(({ caseId }) => {
    const truth = Math.floor(uniform() * 3);
    return ['r1', 'r2', 'r3']
      .filter(() => uniform() < 0.9)
      .map((readerId) => {
        const grade = uniform() < 0.7 ? truth : Math.floor(uniform() * 3);
        const isDark = uniform() < 0.1;
        const values = ['x', 'y'].filter(() => uniform() < 0.5);
        const hasSpot = uniform() < 0.5;
        return record({
          caseId,
          readerId,
          activeSeconds: Math.round(uniform() * 1000) / 10,
          answers: [
            isDark
              ? { questionId: 'grade', outcome: 'ungradable', reason: 'dark', note: '' }
              : {
                  questionId: 'grade',
                  outcome: 'answered',
                  value: { kind: 'ordinal', value: ['none', 'mild', 'severe'][grade]! },
                  confidence: 50,
                },
            ...(grade > 0 && !isDark
              ? [
                  {
                    questionId: 'size',
                    outcome: 'answered' as const,
                    value: {
                      kind: 'number' as const,
                      value: Math.round((truth * 5 + uniform()) * 1000) / 1000,
                    },
                    confidence: null,
                  },
                ]
              : []),
            values.length === 0
              ? { questionId: 'signs', outcome: 'nothing-found' as const, confidence: null }
              : {
                  questionId: 'signs',
                  outcome: 'answered' as const,
                  value: { kind: 'multi' as const, values },
                  confidence: null,
                },
            hasSpot
              ? {
                  questionId: 'spot',
                  outcome: 'answered' as const,
                  value: {
                    kind: 'shapes' as const,
                    shapes: [
                      {
                        kind: 'point' as const,
                        shapeId: 's',
                        label: 'dot',
                        imageId: 'i',
                        frame: 0,
                        x: 1,
                        y: 1,
                      },
                    ],
                  },
                  confidence: null,
                }
              : { questionId: 'spot', outcome: 'nothing-found' as const, confidence: null },
          ],
        });
      });
  });
}

const records = simulate();

/** The table as a file of the house would hold it, read by the house's own intake. */
async function throughFile(): Promise<Readings> {
  const table = readingsTable(protocol, records);
  const folder = await mkdtemp(join(tmpdir(), 'readings-'));
  try {
    const cell = (value: unknown) =>
      value === null ? '' : `"${String(value).replaceAll('"', '""')}"`;
    const lines = [table.columns, ...table.rows].map((row) => row.map(cell).join(','));
    await writeFile(join(folder, 'readings.csv'), `${lines.join('\n')}\n`);
    const read = await readTable(join(folder, 'readings.csv'), {
      textColumns: ['case', 'reader', 'patient'],
    });
    const raw = readingsFromTable(read, {
      caseColumn: 'case',
      readerColumn: 'reader',
      patientColumn: 'patient',
      secondsColumn: 'seconds',
      labelColumns: table.questions.map(({ name }) => name),
    });
    return finishReadings(raw, {
      kinds: Object.fromEntries(table.questions.map(({ name, kind }) => [name, kind])),
      classes: Object.fromEntries(
        table.questions.flatMap(({ name, classes }) => (classes === null ? [] : [[name, classes]])),
      ),
      cannotTell: ['ungradable'],
    }).readings;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('export', () => {
  it('readings made here are those that the table gives back, to the last bit', async () => {
    const direct = exportReadings(protocol, records);
    const read = await throughFile();
    expect(direct).toEqual(read);
    expect(direct.questions.map(({ name, kind }) => [name, kind])).toEqual([
      ['grade', 'ordinal'],
      ['size', 'numeric'],
      ['signs: x', 'categorical'],
      ['signs: y', 'categorical'],
      ['spot: dot', 'categorical'],
    ]);
    expect(direct.patientCount).toBe(30);
  });
  it('agreement on the export is agreement on the table, to the last digit', async () => {
    const options = {
      level: 0.95,
      replicates: 0,
      seed: 1,
      suppressBelow: null,
      readerLabels: ['A', 'B', 'C'],
      reference: null,
      areSlots: false,
      margin: null,
      masks: null,
      surfaceTolerance: 2,
    };
    const direct = await analyseAgreement(exportReadings(protocol, records), options);
    const read = await analyseAgreement(await throughFile(), options);
    expect(JSON.stringify(direct)).toBe(JSON.stringify(read));
    expect(direct.estimates.length).toBeGreaterThan(10);
  });
  it('takes valid measured final answers alone; a case read twice needs one arm named', () => {
    const [first] = records;
    const extra = [
      { ...first!, answerId: 'x', purpose: 'gold' as const },
      { ...first!, answerId: 'y', isValid: false },
      { ...first!, answerId: 'z', step: 'first' as const },
    ];
    expect(exportReadings(protocol, [...records, ...extra])).toEqual(
      exportReadings(protocol, records),
    );
    const aided = { ...first!, arm: 'aided', wasModelVisible: true };
    expect(() => exportReadings(protocol, [...records, aided])).toThrow(/more than once/);
    expect(exportReadings(protocol, [...records, aided], { arm: 'aided' }).caseCount).toBe(1);
    expect(exportReadings(protocol, records, { questionIds: ['size'] }).questions).toHaveLength(1);
  });
  it('the table says under which protocol and instructions, how long and with which model each answer came', () => {
    const table = readingsTable(protocol, records.slice(0, 1));
    for (const name of [
      'protocol_version',
      'protocol_hash',
      'instructions_version',
      'seconds',
      'model_visible',
      'arm',
      'grade confidence',
      'note',
      'stratum site',
    ]) {
      expect(table.columns).toContain(name);
    }
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    expect(table.options).toContain('grade=none,mild,severe');
  });
});

describe('a reader against the own earlier readings', () => {
  it('pairs repeats with their first, kappa for classes and ICC for numbers', () => {
    const uniform = randomStream(9);
    const all = numbered(60, 'c').flatMap((caseId, at) => {
      const grade = ['none', 'mild', 'severe'][at % 3]!;
      const size = at % 7;
      const say = (value: string, number: number): AnswerRecord['answers'] => [
        {
          questionId: 'grade',
          outcome: 'answered',
          value: { kind: 'ordinal', value },
          confidence: null,
        },
        {
          questionId: 'size',
          outcome: 'answered',
          value: { kind: 'number', value: number },
          confidence: null,
        },
      ];
      const first = record({ caseId, taskId: `first-${at}`, answers: say(grade, size) });
      const changed = uniform() < 0.1 ? 'none' : grade;
      const second = record({
        caseId,
        purpose: 'repeat',
        repeatOf: `first-${at}`,
        answers: say(changed, size + uniform()),
      });
      return at < 40 ? [first, second] : [first];
    });
    expect(repeatedPairs(all)).toHaveLength(40);
    const found = intraReader(protocol, all);
    const grade = found.find((one) => one.question === 'grade')!;
    expect(grade.pairCount).toBe(40);
    expect(grade.kappa!.kappa.value).toBeGreaterThan(0.7);
    expect(grade.kappa!.limits).not.toBeNull();
    const size = found.find((one) => one.question === 'size')!;
    expect(size.icc!.value.value).toBeGreaterThan(0.8);
    expect(size.icc!.limits![0]).toBeLessThan(size.icc!.value.value!);
    expect(intraReader(protocol, records)).toEqual([]);
  });
});
