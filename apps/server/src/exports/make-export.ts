import type { AnsweredBytes, exportNames } from '@equipoise/api';
import type { AnswerRecord, ImageRecord } from '@equipoise/domain';
import {
  listAdjudications,
  listAssignments,
  listInstructions,
  listOrders,
  listProtocols,
  listReadingEvents,
  type ReadTx,
  readEvents,
  type Study,
} from '@equipoise/store';
import { refuse } from '../http/refuse.ts';
import type { RoomLabel, RoomStatistics, RoomTable } from '../ports/room-statistics.ts';
import type { Services } from '../services.ts';
import { adjudicationCase, recordsByCase } from '../study/adjudicating.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { studyRecords, taskOf } from '../study/records.ts';
import { labelAnswer, labelsOfStudy } from '../study/settle.ts';
import { cocoDocument } from './coco.ts';
import { freeName, maskFiles, pathPart } from './masks.ts';
import { imagesByCase, imagesToExport, recordsToExport } from './to-export.ts';
import { type ZipEntry, zipOf } from './zip-writer.ts';

/** Name of an export. */
export type ExportName = (typeof exportNames)[number];

interface Room {
  readonly services: Services;
  readonly statistics: RoomStatistics;
  readonly tx: ReadTx;
  readonly study: Study;
  readonly loaded: LoadedStudy;
  readonly records: readonly AnswerRecord[];
  readonly arm: string | undefined;
}

const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');
const pretty = (value: unknown): Uint8Array => text(`${JSON.stringify(value, null, 2)}\n`);

/** The newest label of every case and question that has one, by the names of the protocol. */
export async function roomLabels(tx: ReadTx, loaded: LoadedStudy): Promise<readonly RoomLabel[]> {
  const rows = await labelsOfStudy(tx, loaded.studyId);
  return rows.map((row) => ({
    caseId: loaded.caseNameOf.get(row.caseId) ?? '',
    questionId: row.questionId,
    label: labelAnswer(row),
    method: row.method,
    sources: row.sources as string[], // written by this server alone
  }));
}

function readings(room: Room): RoomTable {
  const choice = room.arm === undefined ? {} : { arm: room.arm };
  return room.statistics.readingsFile(room.loaded.locked.protocol, room.records, choice);
}

async function labels(room: Room): Promise<RoomTable> {
  const all = await roomLabels(room.tx, room.loaded);
  return room.statistics.labelsFile(room.loaded.locked.protocol, all);
}

/** Every entry of every adjudication: who, when, what, why, linked to the answers it rests on. */
async function adjudicated(room: Room): Promise<RoomTable> {
  const records = recordsByCase(room.records);
  const rows = await listAdjudications(room.tx, room.loaded.studyId);
  const cases = rows
    .filter(({ state }) => state !== 'withdrawn')
    .map((row) => {
      const name = room.loaded.caseNameOf.get(row.caseId) ?? '';
      return adjudicationCase(room.loaded, row.caseId, row, records.get(name) ?? []);
    });
  return room.statistics.adjudicationFile(room.loaded.locked.protocol, cases);
}

async function eventLines(room: Room): Promise<Uint8Array> {
  const lines: string[] = [];
  for (let after = 0; ; ) {
    const page = await readEvents(room.tx, { chain: room.study.id, after, limit: 5000 });
    for (const event of page) lines.push(`${JSON.stringify(event)}\n`);
    const last = page.at(-1);
    if (last === undefined) return text(lines.join(''));
    after = last.seq;
  }
}

/** Everything the readers did on the stage, a line an event. */
async function readingEventLines(room: Room): Promise<Uint8Array> {
  const lines: string[] = [];
  for (const assignment of await listAssignments(room.tx, room.study.id)) {
    if (assignment.openedAt === null) continue;
    const { taskId } = taskOf(assignment);
    const caseId = room.loaded.caseNameOf.get(assignment.caseId) ?? '';
    for (const row of await listReadingEvents(room.tx, assignment.id)) {
      const { device: sessionId, seq: sequence, kind, at, payload } = row;
      const { readerId } = assignment;
      lines.push(
        `${JSON.stringify({ taskId, caseId, readerId, sessionId, sequence, kind, at, payload })}\n`,
      );
    }
  }
  return text(lines.join(''));
}

async function recordMap(room: Room): Promise<ReadonlyMap<string, ImageRecord>> {
  const images = await imagesToExport(room.tx, room.study.id);
  return new Map([...images].map(([id, { record }]) => [id, record]));
}

async function dicom(room: Room, kind: 'segmentations' | 'reports'): Promise<readonly ZipEntry[]> {
  const { dicom: port, store } = room.services;
  if (port === null) {
    return refuse(
      'room/not-built',
      'This server writes no DICOM objects.',
      'Choose NIfTI or COCO.',
    );
  }
  return port[kind]({
    protocol: room.loaded.locked.protocol,
    records: recordsToExport(room.records),
    images: await imagesToExport(room.tx, room.study.id),
    imagesOfCase: await imagesByCase(room.tx, room.loaded),
    now: store.world.now(),
    newUid: () => `2.25.${BigInt(`0x${store.world.newId().replaceAll('-', '')}`)}`,
    version: room.services.version,
  });
}

type Made = { readonly mediaType: string; readonly make: (room: Room) => Promise<Uint8Array> };

const makers: Readonly<Record<ExportName, Made>> = {
  'study.zip': { mediaType: 'application/zip', make: wholeStudy },
  'readings.csv': { mediaType: 'text/csv', make: async (room) => text(readings(room).csv) },
  'readings.parquet': {
    mediaType: 'application/vnd.apache.parquet',
    make: (room) => readings(room).parquet(),
  },
  'consensus.csv': { mediaType: 'text/csv', make: async (room) => text((await labels(room)).csv) },
  'consensus.parquet': {
    mediaType: 'application/vnd.apache.parquet',
    make: async (room) => (await labels(room)).parquet(),
  },
  'adjudicated.csv': {
    mediaType: 'text/csv',
    make: async (room) => text((await adjudicated(room)).csv),
  },
  'adjudicated.parquet': {
    mediaType: 'application/vnd.apache.parquet',
    make: async (room) => (await adjudicated(room)).parquet(),
  },
  'protocol.json': {
    mediaType: 'application/json',
    make: async (room) => pretty(await listProtocols(room.tx, room.study.id)),
  },
  'instructions.json': {
    mediaType: 'application/json',
    make: async (room) => pretty(await listInstructions(room.tx, room.study.id)),
  },
  'orders.json': {
    mediaType: 'application/json',
    make: async (room) => pretty(await listOrders(room.tx, room.study.id)),
  },
  'events.jsonl': { mediaType: 'application/jsonl', make: eventLines },
  'reading-events.jsonl': { mediaType: 'application/jsonl', make: readingEventLines },
  'coco.json': {
    mediaType: 'application/json',
    make: async (room) => pretty(cocoDocument(room.records, await recordMap(room))),
  },
  'masks.zip': {
    mediaType: 'application/zip',
    make: async (room) => zipOf(await maskFiles(room.records, await recordMap(room))),
  },
  'seg.zip': {
    mediaType: 'application/zip',
    make: async (room) => zipOf(await dicom(room, 'segmentations')),
  },
  'sr.zip': {
    mediaType: 'application/zip',
    make: async (room) => zipOf(await dicom(room, 'reports')),
  },
};

/** Everything that computing the study's figures again needs, with the commands that do it. */
async function wholeStudy(room: Room): Promise<Uint8Array> {
  const entries: ZipEntry[] = [];
  const names: ExportName[] = [
    'readings.csv',
    'consensus.csv',
    'adjudicated.csv',
    'protocol.json',
    'instructions.json',
    'orders.json',
    'events.jsonl',
    'reading-events.jsonl',
    'coco.json',
  ];
  for (const name of names) entries.push({ name, bytes: await makers[name].make(room) });
  entries.push(...(await maskFiles(room.records, await recordMap(room))));
  entries.push({
    name: 'answers.jsonl',
    bytes: text(room.records.map((one) => `${JSON.stringify(one)}\n`).join('')),
  });
  const rule = room.loaded.locked.protocol.arms;
  const arms = room.arm === undefined && rule !== null && rule.arms.length > 1 ? rule.arms : [];
  // Where a reader reads a case in every arm, the file of all arms answers no question of one reading a case.
  const calls = arms.length > 0 && rule?.design === 'crossover' ? [] : callsOf(readings(room));
  const taken = new Set<string>();
  for (const { id } of arms) {
    const name = freeName(pathPart(id), taken);
    const table = readings({ ...room, arm: id });
    entries.push({ name: `readings-${name}.csv`, bytes: text(table.csv) });
    if (table.rowCount > 0) calls.push(...callsOf(table, name));
  }
  entries.push({ name: 'commands.txt', bytes: text(calls.join('')) });
  return zipOf(entries);
}

/**
 * Lines that compute the figures of a readings file, as a shell takes them.
 *
 * @param arm end of the names of an arm's files; those of all readings have none
 */
function callsOf({ options }: RoomTable, arm?: string): string[] {
  const parts = options.map((part) =>
    /^[\w./=,:-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`,
  );
  return ['agreement', 'consensus'].map((verb) =>
    arm === undefined
      ? `equipoise ${verb} readings.csv ${parts.join(' ')}\n`
      : `equipoise ${verb} readings-${arm}.csv ${parts.join(' ')} --out ${verb}-${arm}\n`,
  );
}

/**
 * Makes one file of a study on one consistent view of the store.
 *
 * @param arm needed where readers read cases in several arms
 * @throws room/bad-state for a draft, room/not-built where a port is missing
 */
export async function makeExport(
  services: Services,
  study: Study,
  name: ExportName,
  arm: string | undefined,
): Promise<AnsweredBytes> {
  const statistics = await services.statistics();
  return services.store.read(async (tx) => {
    const loaded = await services.studies.load(tx, study);
    const records = await studyRecords(tx, loaded);
    const room: Room = { services, statistics, tx, study, loaded, records, arm };
    const { mediaType, make } = makers[name];
    return { bytes: await make(room), mediaType };
  });
}
