import { createHash } from 'node:crypto';
import { exportedQuestions } from '@equipoise/annotation';
import type { AdjudicationCase, AnswerRecord, StudyProtocol } from '@equipoise/domain';
import { listConsensusLabels, type ReadTx } from '@equipoise/store';
import type { RoomTable } from '../ports/room-statistics.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { heldLabels, labelAnswer } from '../study/settle.ts';
import { longText } from './long-text.ts';
import type { ZipEntry } from './zip-writer.ts';

const pretty = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** What stands behind every settled label, as JSON-LD in the words of PROV-O. */
export async function provenanceFile(
  tx: ReadTx,
  loaded: LoadedStudy,
  records: readonly AnswerRecord[],
  adjudications: readonly AdjudicationCase[],
  software: string,
): Promise<Uint8Array> {
  const { labelProvenance } = await import('@equipoise/workbench');
  const rows = heldLabels(await listConsensusLabels(tx, loaded.studyId));
  const { protocol, hash } = loaded.locked;
  const graph = labelProvenance({
    studyId: loaded.studyId,
    protocol,
    protocolVersion: loaded.storedVersion,
    protocolHash: hash,
    labels: rows.map((row) => ({
      caseId: loaded.caseNameOf.get(row.caseId) ?? '',
      questionId: row.questionId,
      label: labelAnswer(row),
      method: row.method,
      sources: row.sources as string[], // written by this server alone
      at: row.createdAt,
      version: row.version,
    })),
    records,
    adjudications,
    software,
  });
  const lines = longText();
  lines.add(`{"@context":${JSON.stringify(graph['@context'])},"@graph":[`);
  graph['@graph'].forEach((node, at) => {
    lines.add(`${at === 0 ? '' : ','}\n${JSON.stringify(node)}`);
  });
  lines.add('\n]}\n');
  return lines.bytes();
}

const mediaTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  jsonl: 'application/jsonl',
  jsonld: 'application/ld+json',
  gz: 'application/gzip',
  txt: 'text/plain',
};

function labelColumns(protocol: StudyProtocol): ReadonlyMap<string, string> {
  return new Map(
    protocol.questions.flatMap((question) =>
      exportedQuestions(question).map(({ name }) => [name, question.id] as const),
    ),
  );
}

/** The tables of an export that hold labels. */
export interface LabelTables {
  readonly readings: RoomTable;
  readonly consensus: RoomTable;
}

/** An export described as a Croissant dataset: its files, columns, and whose each label is. */
export async function croissantFile(
  loaded: LoadedStudy,
  entries: readonly ZipEntry[],
  { readings, consensus }: LabelTables,
  now: string,
  software: string,
): Promise<Uint8Array> {
  const { croissantOf } = await import('@equipoise/workbench');
  const { protocol } = loaded.locked;
  const questions = labelColumns(protocol);
  const names = new Set(entries.map(({ name }) => name));
  const tables = [
    {
      file: 'readings.csv',
      about: 'Every reading: a row for each case and reader',
      columns: readings.columns,
      labels: readings.columns.filter((name) => questions.has(name)),
      givenBy: () => ({
        column: 'reader',
        property: 'prov:wasAttributedTo' as const,
        about: 'Who gave the answer, by the name of the protocol',
      }),
    },
    {
      file: 'consensus.csv',
      about: 'Settled labels: a row for each case',
      columns: consensus.columns,
      labels: consensus.columns.filter((name) => questions.has(name)),
      givenBy: (label: string) => ({
        column: `${questions.get(label) ?? ''} sources`,
        property: 'prov:wasDerivedFrom' as const,
        about: 'Answers and decisions that the label rests on, named in provenance.jsonld',
      }),
    },
  ].filter(({ file, columns }) => names.has(file) && columns.length > 0);
  return pretty(
    croissantOf({
      studyId: loaded.studyId,
      protocol,
      protocolVersion: loaded.storedVersion,
      now,
      software,
      files: entries.map(({ name, bytes }) => ({
        name,
        mediaType: mediaTypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
        sha256: createHash('sha256').update(bytes).digest('hex'),
        sizeBytes: bytes.length,
      })),
      tables,
    }),
  );
}
