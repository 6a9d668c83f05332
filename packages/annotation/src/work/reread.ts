import type { AnswerRecord, ReaderOrder, StudyProtocol } from '@equipoise/domain';
import { shuffleInPlace } from '@equipoise/stats';
import { fail } from '../errors.ts';
import { studyStream } from '../protocol/study-stream.ts';
import { casesById } from './case-lookup.ts';
import { mayRead } from './may-read.ts';
import { measuredReads } from './measured-reads.ts';

/** Who reads a case again: readers who have not read it, or those who have. */
export type RereadBy = 'others' | 'same';

/**
 * The reading of each reader that labels rest on: the newest re-reading, else the first measured one. Re-readings
 * count for labels alone: agreement is computed from the reads that the protocol planned, not from cases that were
 * picked because something about them was odd.
 *
 * @param records answers to one case
 */
export function labelReads<
  T extends Pick<AnswerRecord, 'isValid' | 'step' | 'purpose' | 'readerId' | 'submittedAt'>,
>(records: readonly T[]): readonly T[] {
  const reads = new Map<string, T>();
  for (const one of measuredReads(records)) {
    if (!reads.has(one.readerId)) reads.set(one.readerId, one);
  }
  for (const one of records) {
    if (!one.isValid || one.step !== 'final' || one.purpose !== 'reread') continue;
    const before = reads.get(one.readerId);
    const isNewer = before?.purpose !== 'reread' || before.submittedAt <= one.submittedAt;
    if (isNewer) reads.set(one.readerId, one);
  }
  return [...reads.values()];
}

/**
 * How many re-readings of a case are still to be handed in.
 *
 * @param taskIds the re-readings that were dealt
 * @param records answers to the case; one that was set aside is handed in all the same
 */
export function pendingRereads(
  taskIds: readonly string[],
  records: readonly Pick<AnswerRecord, 'step' | 'taskId'>[],
): number {
  if (taskIds.length === 0) return 0;
  const done = new Set(records.filter(({ step }) => step === 'final').map((one) => one.taskId));
  return taskIds.filter((taskId) => !done.has(taskId)).length;
}

/** What choosing readers for a re-reading is told. */
export interface RereadRequest {
  readonly protocol: StudyProtocol;
  readonly caseId: string;
  readonly by: RereadBy;
  /** How many; of `same` all. */
  readonly count: number;
  /** Who gets work: those qualified and not suspended. */
  readonly readerIds: readonly string[];
  /** Who was given the case before, whatever became of it, or has decided about it. */
  readonly knownTo: readonly string[];
  /** All answers to the case. */
  readonly records: readonly AnswerRecord[];
  /** Tasks that wait for each reader; none by default. */
  readonly waiting: ReadonlyMap<string, number>;
  /** Counts the re-readings of the case, so that a second draw is not the first again. */
  readonly round: number;
}

/**
 * Who reads a case again. Others: those who may read it and do not know it, the least loaded first (weighed by
 * capacity), equals in random order. The same: all whose reading of it counts.
 *
 * @returns fewer than asked for where no more are left
 * @throws annotation/unknown-name when the protocol does not have the case
 */
export function rereaders(request: RereadRequest): readonly string[] {
  const { protocol, caseId, readerIds, waiting } = request;
  const one =
    casesById(protocol).get(caseId) ??
    fail('annotation/unknown-name', 'A case is not in the protocol.', 'Add it first.');
  const able = protocol.readers.filter(
    (reader) => readerIds.includes(reader.readerId) && mayRead(reader, one, protocol),
  );
  if (request.by === 'same') {
    const read = new Set(labelReads(request.records).map(({ readerId }) => readerId));
    return able.map(({ readerId }) => readerId).filter((id) => read.has(id));
  }
  const known = new Set([
    ...request.knownTo,
    ...request.records.filter((record) => record.caseId === caseId).map((r) => r.readerId),
  ]);
  const free = shuffleInPlace(
    able.filter(({ readerId }) => !known.has(readerId)),
    studyStream(protocol.seed, 'reread', caseId, String(request.round)),
  );
  const load = (at: (typeof free)[number]): number => (waiting.get(at.readerId) ?? 0) / at.capacity;
  return free
    .sort((a, b) => load(a) - load(b))
    .slice(0, request.count)
    .map(({ readerId }) => readerId);
}

/** The entry of an order that asks for a re-reading, before it has an id. */
export interface RereadEntry {
  readonly caseId: string;
  /** Task that is read again by the same reader; null for a reader who has not read the case. */
  readonly repeatOf: string | null;
}

/**
 * Whether a re-reading is shown mirrored: where servings of the study are mirrored, the other way than the first.
 *
 * @param order of the reader, as stored
 */
export function isRereadFlipped(
  protocol: StudyProtocol,
  order: ReaderOrder,
  entry: RereadEntry,
): boolean {
  if (protocol.repeats?.isFlipped !== true) return false;
  const first = order.entries.find(({ taskId }) => taskId === entry.repeatOf);
  if (first !== undefined) return !first.isFlipped;
  return studyStream(protocol.seed, 'reread-flip', order.readerId, order.hash)() < 0.5;
}
