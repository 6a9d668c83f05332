import {
  type AdjudicationCase,
  type AnswerRecord,
  answerRecordSchema,
  type StudyProtocol,
  studyProtocolSchema,
} from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { croissantOf, labelProvenance } from '../../src/room/index.ts';

const protocol: StudyProtocol = studyProtocolSchema.parse({
  schemaVersion: 1,
  studyId: 's',
  title: 'Nodules',
  questions: [
    {
      id: 'nodule',
      kind: 'single',
      text: '?',
      options: [
        { value: 'no', text: 'No' },
        { value: 'yes', text: 'Yes' },
      ],
      ungradable: [{ value: 'blurred', text: 'Blurred' }],
    },
  ],
  cases: [{ caseId: 'case 1' }, { caseId: 'case 2' }],
  readers: [
    { readerId: 'r1', roles: ['reader'] },
    { readerId: 'r2', roles: ['reader'] },
    { readerId: 'judge', roles: ['adjudicator'] },
  ],
  reads: { perCase: 2 },
  adjudication: { kind: 'senior' },
});

const yes = {
  questionId: 'nodule',
  outcome: 'answered',
  value: { kind: 'single', value: 'yes' },
  confidence: null,
} as const;

const reading = (answerId: string, readerId: string, caseId: string, sawModel = false) =>
  answerRecordSchema.parse({
    answerId,
    studyId: 's',
    taskId: `task-${answerId}`,
    caseId,
    readerId,
    purpose: 'measured',
    answers: [yes],
    protocolHash: 'a'.repeat(64),
    protocolVersion: 1,
    instructionsVersion: 'b'.repeat(64),
    windows: [],
    activeSeconds: 4,
    wasModelVisible: sawModel,
    openedAt: '2026-01-05T10:00:00.000Z',
    submittedAt: '2026-01-05T10:01:00.000Z',
    zoneOffsetMinutes: 0,
    isValid: true,
    revision: 1,
  });

const records: readonly AnswerRecord[] = [
  reading('a1', 'r1', 'case 1'),
  reading('a2', 'r2', 'case 1', true),
  reading('a3', 'r1', 'case 2'),
  reading('a4', 'r2', 'case 2'),
];
const adjudications: readonly AdjudicationCase[] = [
  {
    caseId: 'case 2',
    reads: [],
    entries: [
      {
        entryId: 'e1',
        by: 'judge',
        at: '2026-01-06T09:00:00.000Z',
        stage: 'decide',
        round: 1,
        action: 'accept',
        accepted: 'a4',
        answers: [yes],
        reason: 'Seen on both views',
        rubric: [],
      },
    ],
  },
];

interface Node {
  readonly '@id': string;
  readonly '@type': string | readonly string[];
  readonly [key: string]: unknown;
}

const graphOf = (labels: Parameters<typeof labelProvenance>[0]['labels']): Map<string, Node> => {
  const found = labelProvenance({
    studyId: '11111111-1111-4111-8111-111111111111',
    protocol,
    protocolVersion: 1,
    protocolHash: 'a'.repeat(64),
    labels,
    records,
    adjudications,
    software: '0.1.0',
  });
  const short = JSON.parse(
    JSON.stringify(found['@graph']).replaceAll(
      'urn:uuid:11111111-1111-4111-8111-111111111111#',
      '',
    ),
  ) as Node[];
  return new Map(short.map((node) => [node['@id'], node]));
};

const at = '2026-01-07T00:00:00.000Z';
const place = { questionId: 'nodule', at, version: 1, label: yes } as const;

describe('what stands behind a label', () => {
  it('are the readings it was merged from, their readers, instructions and the model in sight', () => {
    const graph = graphOf([
      { ...place, caseId: 'case 1', method: 'agreement', sources: ['a1', 'a2'] },
    ]);
    expect(graph.get('label/case%201/nodule')).toMatchObject({
      wasDerivedFrom: ['answer/a1', 'answer/a2'],
      wasAttributedTo: ['person/r1', 'person/r2'],
      'eq:source': 'consensus',
      'eq:method': 'agreement',
      generatedAtTime: at,
    });
    expect(graph.get('answer/a2')).toMatchObject({
      wasGeneratedBy: 'reading/a2',
      wasAttributedTo: 'person/r2',
      'eq:modelInSight': true,
    });
    expect(graph.get('reading/a2')).toMatchObject({
      used: ['case/case%201', `instructions/${'b'.repeat(64)}`],
      wasAssociatedWith: ['person/r2', 'model/model'],
    });
    expect(graph.get('reading/a1')?.['wasAssociatedWith']).toEqual(['person/r1']);
    expect(graph.get('person/r2')).toMatchObject({ 'eq:roles': ['reader'] });
    // Who gave nothing to a label of the export stands not in it.
    expect([graph.has('person/judge'), graph.has('answer/a3')]).toEqual([false, false]);
  });

  it('is a decision, its reason, and the reading it took over', () => {
    const graph = graphOf([{ ...place, caseId: 'case 2', method: 'senior', sources: ['e1'] }]);
    expect(graph.get('label/case%202/nodule')).toMatchObject({
      wasDerivedFrom: ['answer/e1'],
      wasAttributedTo: ['person/judge', 'person/r2'],
      'eq:source': 'human',
    });
    expect(graph.get('answer/e1')).toMatchObject({
      wasDerivedFrom: ['answer/a4'],
      wasAttributedTo: 'person/judge',
    });
    expect(graph.get('adjudication/e1')).toMatchObject({ 'eq:reason': 'Seen on both views' });
  });

  it('names nothing that is not described', () => {
    const graph = graphOf([
      { ...place, caseId: 'case 1', method: 'agreement', sources: ['a1', 'a2'] },
      { ...place, caseId: 'case 2', method: 'senior', sources: ['e1'] },
    ]);
    const named = [
      'used',
      'wasDerivedFrom',
      'wasGeneratedBy',
      'wasAttributedTo',
      'wasAssociatedWith',
    ];
    for (const node of graph.values()) {
      for (const id of named.flatMap((key) => (node[key] ?? []) as string | string[])) {
        expect([node['@id'], id, graph.has(id)]).toEqual([node['@id'], id, true]);
      }
    }
  });
});

describe('an export as a Croissant dataset', () => {
  it('says of every label column whose its values are', () => {
    const dataset = croissantOf({
      studyId: '11111111-1111-4111-8111-111111111111',
      protocol,
      protocolVersion: 2,
      now: at,
      software: '0.1.0',
      files: [
        { name: 'readings.csv', mediaType: 'text/csv', sha256: 'c'.repeat(64), sizeBytes: 9 },
      ],
      tables: [
        {
          file: 'readings.csv',
          about: 'Readings',
          columns: ['case', 'reader', 'nodule', '=x', 'of a', 'of_a'],
          labels: ['nodule'],
          givenBy: () => ({ column: 'reader', property: 'prov:wasAttributedTo', about: 'Who' }),
        },
      ],
    });
    expect(dataset).toMatchObject({
      '@type': 'sc:Dataset',
      conformsTo: 'http://mlcommons.org/croissant/1.1',
      version: '2.0.0',
      distribution: [{ '@id': 'readings.csv', sha256: 'c'.repeat(64), contentSize: '9 B' }],
      recordSet: [
        {
          '@id': 'readings',
          field: [
            { '@id': 'readings/case', dataType: 'sc:Text' },
            { '@id': 'readings/reader' },
            {
              '@id': 'readings/nodule',
              dataType: ['sc:Text', 'cr:Label'],
              annotation: {
                dataType: 'prov:Person',
                equivalentProperty: 'prov:wasAttributedTo',
                source: { fileObject: { '@id': 'readings.csv' }, extract: { column: 'reader' } },
              },
            },
            { '@id': 'readings/_x', source: { extract: { column: "'=x" } } },
            { '@id': 'readings/of_a', source: { extract: { column: 'of a' } } },
            { '@id': 'readings/of_a-2', source: { extract: { column: 'of_a' } } },
          ],
        },
      ],
    });
  });
});
