import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type AnswerColumns, columnPlaces, emptyColumns } from '@equipoise/annotation';
import type { StudyMoment } from '@equipoise/store';
import type { LoadedStudy } from '../study/loaded-study.ts';
import type { AnswerTable } from './answer-table.ts';

/** What stands in front of the columns. */
interface Head {
  readonly version: string;
  readonly protocolHash: string;
  readonly moment: StudyMoment;
  readonly length: number;
  readonly arms: readonly string[];
  readonly instructionArms: readonly string[];
  readonly assigned: AnswerTable['assigned'];
  readonly readerIds: readonly string[];
  readonly columnCount: number;
  /** SHA-256 of all that follows. */
  readonly hash: string;
}

type Numbers = Int32Array | Uint8Array | Float64Array;

/** The arrays of a table in the order of the file; the wide ones first, so that each starts at a whole place. */
function arraysOf(table: AnswerTable, length: number): readonly Numbers[] {
  const { columns, stands } = table;
  return [
    columns.activeSeconds.subarray(0, length),
    ...columns.columns.map(({ answer }) => answer.subarray(0, length)),
    columns.caseAt.subarray(0, length),
    columns.readerAt.subarray(0, length),
    columns.armAt.subarray(0, length),
    columns.instructionsNumber.subarray(0, length),
    columns.instructionArmAt.subarray(0, length),
    stands.readsDone,
    columns.purpose.subarray(0, length),
    columns.isFinal.subarray(0, length),
    columns.isValid.subarray(0, length),
    columns.isOrdered.subarray(0, length),
    ...columns.columns.map(({ state }) => state.subarray(0, length)),
    stands.state,
  ];
}

function bytesOf(array: Numbers): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Writes a table beside the database, so that a new start need not read every answer; it holds nothing else. */
export async function writeTable(path: string, table: AnswerTable, version: string): Promise<void> {
  const { columns, protocolHash, moment, assigned, places } = table;
  const arrays = arraysOf(table, columns.length).map(bytesOf);
  const hash = createHash('sha256');
  for (const bytes of arrays) hash.update(bytes);
  const head: Head = {
    version,
    protocolHash,
    moment,
    length: columns.length,
    arms: columns.arms,
    instructionArms: columns.instructionArms,
    assigned,
    readerIds: [...places.readerAt.keys()],
    columnCount: columns.columns.length,
    hash: hash.digest('hex'),
  };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.write(`${JSON.stringify(head)}\n`);
    for (const bytes of arrays) await file.write(bytes);
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** The table of a study as it was kept; null where there is none that fits its protocol. */
export async function readTable(
  path: string,
  loaded: LoadedStudy,
  version: string,
): Promise<AnswerTable | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    return null; // none was kept
  }
  const table = tableOf(bytes, loaded, version);
  if (table === null) await rm(path, { force: true });
  return table;
}

function tableOf(bytes: Buffer, loaded: LoadedStudy, version: string): AnswerTable | null {
  try {
    const end = bytes.indexOf(10);
    const head = JSON.parse(bytes.toString('utf8', 0, end)) as Head; // written by this process
    const { protocol, hash } = loaded.locked;
    if (head.version !== version || head.protocolHash !== hash) return null;
    const found = createHash('sha256')
      .update(bytes.subarray(end + 1))
      .digest('hex');
    if (found !== head.hash) return null;
    const columns: AnswerColumns = emptyColumns(protocol, head.length);
    if (columns.columns.length !== head.columnCount) return null;
    columns.length = head.length;
    columns.arms.push(...head.arms);
    columns.instructionArms.push(...head.instructionArms);
    const table: AnswerTable = {
      columns,
      places: columnPlaces(protocol, head.readerIds),
      stands: {
        state: new Uint8Array(protocol.cases.length),
        readsDone: new Int32Array(protocol.cases.length),
      },
      assigned: head.assigned,
      protocolHash: hash,
      moment: head.moment,
    };
    let at = end + 1;
    for (const array of arraysOf(table, head.length)) {
      const into = bytesOf(array);
      into.set(bytes.subarray(at, at + into.length));
      at += into.length;
    }
    return at === bytes.length ? table : null;
  } catch {
    return null; // cut short, or of another version
  }
}
