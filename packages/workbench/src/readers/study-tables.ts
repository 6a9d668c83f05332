import type { Table } from '@equipoise/dataset';
import { readTable } from '@equipoise/dataset/node';
import { fail } from '../errors.ts';
import type { ReaderStudyProtocol } from './reader-study-protocol.ts';

/** Tables of a protocol, ids kept as text. */
export async function readTables(
  protocol: ReaderStudyProtocol,
  signal: AbortSignal | undefined,
): Promise<{ main: Table; marks: Table | null; times: Table | null; paths: string[] }> {
  const { caseColumns = [], reader, modality, by, patient, lesion } = protocol;
  const isMarked = protocol.marks !== undefined;
  if (isMarked && by !== undefined) {
    fail('workbench/conflicting-options', '--by and --marks were given.', 'Run each study alone.');
  }
  const ofReadings = [...caseColumns, reader, modality, by];
  const read = (path: string, ids: readonly (string | undefined)[]): Promise<Table> =>
    readTable(path, {
      encoding: protocol.encoding,
      delimiter: protocol.delimiter === 'tab' ? '\t' : protocol.delimiter,
      decimal: protocol.decimal,
      blanks: protocol.missing,
      textColumns: ids.filter((name): name is string => name !== undefined),
      ...(signal === undefined ? {} : { signal }),
    });
  return {
    main: await read(
      protocol.file,
      isMarked ? [...caseColumns, patient, lesion] : [...ofReadings, patient],
    ),
    marks:
      protocol.marks === undefined ? null : await read(protocol.marks, [...ofReadings, lesion]),
    times: protocol.times === undefined ? null : await read(protocol.times, ofReadings),
    paths: [protocol.file, protocol.marks, protocol.times].filter(
      (path): path is string => path !== undefined,
    ),
  };
}
