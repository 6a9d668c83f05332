import type { StudyProtocol } from '@equipoise/domain';
import { shuffleInPlace } from '@equipoise/stats';
import { fail } from '../errors.ts';
import { studyStream } from '../protocol/study-stream.ts';
import { balanceLoads } from './balance-loads.ts';
import { mayRead, readsOf } from './may-read.ts';

/** One case and one reader. */
export interface CaseReader {
  readonly caseId: string;
  readonly readerId: string;
}

/** What is to be dealt out. */
export interface AssignRequest {
  readonly protocol: StudyProtocol;
  /** Who gets work: those qualified and not suspended. */
  readonly readerIds: readonly string[];
  /** Work that stands: done or begun. */
  readonly fixed?: readonly CaseReader[];
  /** Readers who may not get a case, such as those whose reading of it was set aside. */
  readonly barred?: readonly CaseReader[];
  /** Counts dealings of one study, so that a second is not the first again. */
  readonly round?: number;
}

/** Who reads what. */
export interface Assignment {
  /** Fixed work first; by case in the order of the protocol. */
  readonly byCase: ReadonlyMap<string, readonly string[]>;
  readonly byReader: ReadonlyMap<string, readonly string[]>;
  /** Cases that cannot get their reads. */
  readonly issues: readonly {
    readonly caseId: string;
    readonly code: 'too-few-readers';
    readonly missing: number;
  }[];
}

/**
 * Deals the measured cases to readers: each case gets its reads from readers who may read it, loads are as equal as
 * skills, conflicts and fixed work allow (weighed by capacity), and pairs of readers are random.
 *
 * @throws annotation/unknown-name for a reader who is not in the protocol
 */
export function assignReads(request: AssignRequest): Assignment {
  const { protocol, readerIds, fixed = [], barred = [], round = 0 } = request;
  const people = readerIds.map(
    (id) =>
      protocol.readers.find((reader) => reader.readerId === id) ??
      fail('annotation/unknown-name', 'A reader is not in the protocol.', 'Add the reader first.'),
  );
  const cases = protocol.cases.filter((one) => one.use === 'measured');
  const place = new Map(readerIds.map((id, at) => [id, at]));
  const caseAt = new Map(cases.map((one, at) => [one.caseId, at]));
  const uniform = studyStream(protocol.seed, 'assign', String(round));
  const held: string[][] = cases.map(() => []);
  const load = new Float64Array(people.length);
  for (const { caseId, readerId } of fixed) {
    const at = caseAt.get(caseId);
    if (at === undefined || held[at]!.includes(readerId)) continue;
    held[at]!.push(readerId);
    const who = place.get(readerId);
    if (who !== undefined) load[who] = load[who]! + 1;
  }
  const isBarred = new Set(barred.map((one) => JSON.stringify([one.caseId, one.readerId])));
  const able = cases.map((one, at) =>
    people.flatMap((reader, who) =>
      mayRead(reader, one, protocol) &&
      !held[at]!.includes(reader.readerId) &&
      !isBarred.has(JSON.stringify([one.caseId, reader.readerId]))
        ? [who]
        : [],
    ),
  );
  const capacity = Float64Array.from(people, (reader) => reader.capacity);
  // The most constrained cases choose first; among equals a random order.
  const order = shuffleInPlace(
    Int32Array.from(cases, (_, at) => at),
    uniform,
  );
  const slack = Int32Array.from(cases, (_, at) => able[at]!.length);
  const turns = [...order].sort((a, b) => slack[a]! - slack[b]!);
  const given: number[][] = cases.map(() => []);
  const tie = new Float64Array(people.length);
  const issues: Assignment['issues'][number][] = [];
  for (const at of turns) {
    const wanted = Math.max(0, readsOf(cases[at]!, protocol) - held[at]!.length);
    for (let who = 0; who < tie.length; who += 1) tie[who] = uniform();
    const ranked = [...able[at]!].sort(
      (a, b) => load[a]! / capacity[a]! - load[b]! / capacity[b]! || tie[a]! - tie[b]!,
    );
    for (const who of ranked.slice(0, wanted)) {
      given[at]!.push(who);
      load[who] = load[who]! + 1;
    }
    if (ranked.length < wanted) {
      const missing = wanted - ranked.length;
      issues.push({ caseId: cases[at]!.caseId, code: 'too-few-readers', missing });
    }
  }
  balanceLoads(given, able, load, capacity);
  const byCase = new Map<string, string[]>();
  const byReader = new Map<string, string[]>(readerIds.map((id) => [id, []]));
  cases.forEach((one, at) => {
    const all = [...held[at]!, ...given[at]!.map((who) => readerIds[who]!)];
    byCase.set(one.caseId, all);
    for (const readerId of all) byReader.get(readerId)?.push(one.caseId);
  });
  return { byCase, byReader, issues };
}
