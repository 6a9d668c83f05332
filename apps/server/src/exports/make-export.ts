import type { AnsweredBytes, exportNames } from '@equipoise/api';
import type { AdjudicationCase } from '@equipoise/domain';
import {
  listAdjudications,
  listAssignments,
  listInstructionArms,
  listInstructions,
  listOrders,
  listProtocols,
  listReadingEvents,
  readEvents,
  type Study,
} from '@equipoise/store';
import { refuse } from '../http/refuse.ts';
import type { ExportedAnswers } from '../ports/dicom-export.ts';
import type { RoomTable } from '../ports/room-statistics.ts';
import { adjudicationCase, recordsByCase } from '../study/adjudicating.ts';
import { studyRecords, taskOf } from '../study/records.ts';
import { cocoDocument } from './coco.ts';
import { labelMasks, labelsAsCoco, labelsToExport } from './drawn-labels.ts';
import { type ExportRoom, type ExportServices, recordMap, roomLabels } from './export-room.ts';
import { croissantFile, provenanceFile } from './label-provenance.ts';
import { longText } from './long-text.ts';
import { labelsToDraw } from './merged-drawings.ts';
import { masksOfStudy, rerunFiles } from './rerun.ts';
import { imagesByCase, imagesToExport, readToExport, recordsToExport } from './to-export.ts';
import { type ZipEntry, zipOf } from './zip-writer.ts';

/** Name of an export. */
export type ExportName = (typeof exportNames)[number];

const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');
const pretty = (value: unknown): Uint8Array => text(`${JSON.stringify(value, null, 2)}\n`);

function readings(room: ExportRoom): RoomTable {
  const choice = room.arm === undefined ? {} : { arm: room.arm };
  return room.statistics.readingsFile(room.loaded.locked.protocol, room.records, choice);
}

async function labels(room: ExportRoom): Promise<RoomTable> {
  const all = await roomLabels(room.tx, room.loaded);
  return room.statistics.labelsFile(room.loaded.locked.protocol, all);
}

/** Every entry of every adjudication: who, when, what, why, linked to the answers it rests on. */
async function adjudicated(room: ExportRoom): Promise<RoomTable> {
  return room.statistics.adjudicationFile(room.loaded.locked.protocol, await decided(room));
}

async function decided(room: ExportRoom): Promise<readonly AdjudicationCase[]> {
  const records = recordsByCase(room.records);
  const rows = await listAdjudications(room.tx, room.loaded.studyId);
  return rows
    .filter(({ state }) => state !== 'withdrawn')
    .map((row) => {
      const name = room.loaded.caseNameOf.get(row.caseId) ?? '';
      return adjudicationCase(room.loaded, row.caseId, row, records.get(name) ?? []);
    });
}

async function provenance(room: ExportRoom): Promise<Uint8Array> {
  const { version } = room.services;
  return provenanceFile(room.tx, room.loaded, room.records, await decided(room), version);
}

async function eventLines(room: ExportRoom): Promise<Uint8Array> {
  const lines = longText();
  for (let after = 0; ; ) {
    const page = await readEvents(room.tx, { chain: room.study.id, after, limit: 5000 });
    for (const event of page) lines.add(`${JSON.stringify(event)}\n`);
    const last = page.at(-1);
    if (last === undefined) return lines.bytes();
    after = last.seq;
  }
}

/** Everything the readers did on the stage, a line an event. */
async function readingEventLines(room: ExportRoom): Promise<Uint8Array> {
  const lines = longText();
  for (const assignment of await listAssignments(room.tx, room.study.id)) {
    if (assignment.openedAt === null) continue;
    const { taskId } = taskOf(assignment);
    const caseId = room.loaded.caseNameOf.get(assignment.caseId) ?? '';
    for (const row of await listReadingEvents(room.tx, assignment.id)) {
      const { device: sessionId, seq: sequence, kind, at, payload } = row;
      const { readerId } = assignment;
      lines.add(
        `${JSON.stringify({ taskId, caseId, readerId, sessionId, sequence, kind, at, payload })}\n`,
      );
    }
  }
  return lines.bytes();
}

async function dicom(
  room: ExportRoom,
  kind: 'segmentations' | 'reports',
  documents: readonly ExportedAnswers[] = recordsToExport(room.records).map(readToExport),
): Promise<readonly ZipEntry[]> {
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
    documents,
    images: await imagesToExport(room.tx, room.study.id),
    imagesOfCase: await imagesByCase(room.tx, room.loaded),
    now: store.world.now(),
    newUid: () => `2.25.${BigInt(`0x${store.world.newId().replaceAll('-', '')}`)}`,
    version: room.services.version,
  });
}

async function settledMasks(room: ExportRoom): Promise<readonly ZipEntry[]> {
  return labelMasks(await labelsToDraw(room), await recordMap(room));
}

async function settledDicom(
  room: ExportRoom,
  kind: 'segmentations' | 'reports',
): Promise<readonly ZipEntry[]> {
  return dicom(room, kind, labelsToExport(await labelsToDraw(room)));
}

type Made = {
  readonly mediaType: string;
  readonly make: (room: ExportRoom) => Promise<Uint8Array>;
};

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
  'provenance.jsonld': { mediaType: 'application/ld+json', make: provenance },
  'coco.json': {
    mediaType: 'application/json',
    make: async (room) => pretty(cocoDocument(room.records, await recordMap(room))),
  },
  'masks.zip': {
    mediaType: 'application/zip',
    make: async (room) => zipOf((await masksOfStudy(room)).flatMap(({ files }) => files)),
  },
  'seg.zip': {
    mediaType: 'application/zip',
    make: async (room) => zipOf(await dicom(room, 'segmentations')),
  },
  'sr.zip': {
    mediaType: 'application/zip',
    make: async (room) => zipOf(await dicom(room, 'reports')),
  },
  'coco-consensus.json': {
    mediaType: 'application/json',
    make: async (room) => pretty(labelsAsCoco(await labelsToDraw(room), await recordMap(room))),
  },
  'masks-consensus.zip': {
    mediaType: 'application/zip',
    make: async (room) => zipOf(await settledMasks(room)),
  },
  'seg-consensus.zip': {
    mediaType: 'application/zip',
    make: async (room) => zipOf(await settledDicom(room, 'segmentations')),
  },
  'sr-consensus.zip': {
    mediaType: 'application/zip',
    make: async (room) => zipOf(await settledDicom(room, 'reports')),
  },
};

/** Everything that computing the study's figures again needs, with the commands that do it. */
async function wholeStudy(room: ExportRoom): Promise<Uint8Array> {
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
    'provenance.jsonld',
    'coco.json',
    'coco-consensus.json',
  ];
  for (const name of names) entries.push({ name, bytes: await makers[name].make(room) });
  entries.push(...(await settledMasks(room)));
  const answers = longText();
  for (const one of room.records) answers.add(`${JSON.stringify(one)}\n`);
  entries.push({ name: 'answers.jsonl', bytes: answers.bytes() });
  if (room.loaded.locked.protocol.instructionArms !== null) {
    const given = await listInstructionArms(room.tx, room.study.id);
    entries.push({ name: 'instruction-arms.json', bytes: pretty(given) });
  }
  entries.push(...(await rerunFiles(room, readings(room))));
  const { services, loaded } = room;
  const tables = { readings: readings(room), consensus: await labels(room) };
  const about = await croissantFile(
    loaded,
    entries,
    tables,
    services.store.world.now(),
    services.version,
  );
  entries.push({ name: 'croissant.json', bytes: about });
  return zipOf(entries);
}

/**
 * Makes one file of a study on one consistent view of the store.
 *
 * @param arm needed where readers read cases in several arms
 * @throws room/bad-state for a draft, room/not-built where a port is missing
 */
export async function makeExport(
  services: ExportServices,
  study: Study,
  name: ExportName,
  arm: string | undefined,
): Promise<AnsweredBytes> {
  const statistics = await services.statistics();
  return services.store.read(async (tx) => {
    const loaded = await services.studies.load(tx, study);
    const records = await studyRecords(tx, loaded);
    const room: ExportRoom = { services, statistics, tx, study, loaded, records, arm };
    const { mediaType, make } = makers[name];
    return { bytes: await make(room), mediaType };
  });
}
