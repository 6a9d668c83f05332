import { type GatheredReadings, gatherReadings } from './gather-readings.ts';
import type { ReadersProtocol } from './readers-protocol.ts';

/** Cases, patients and groups of a table that holds no answers, beside a folder of masks. */
async function gatherCases(
  protocol: ReadersProtocol,
  signal: AbortSignal | undefined,
): Promise<GatheredReadings> {
  // The table is read as if the case column were a reader, and those readings are dropped.
  const { caseColumn } = protocol;
  const gathered = await gatherReadings(
    {
      ...protocol,
      ...(caseColumn === undefined ? {} : { reader: [`${caseColumn}`, caseColumn] }),
      kind: ['categorical'],
      classes: undefined,
    },
    signal,
  );
  return {
    ...gathered,
    readings: { ...gathered.readings, readerNames: [], questions: [] },
    notes: gathered.notes.filter(({ code }) => code === 'patient' || code === 'encoding'),
  };
}

/**
 * The table of a command that takes masks too: readings, or the cases alone where masks are the answers.
 *
 * @throws errors of the intake
 */
export function gatherTable(
  protocol: ReadersProtocol & { readonly masks?: string | undefined },
  signal: AbortSignal | undefined,
): Promise<GatheredReadings> {
  const isCasesOnly =
    protocol.masks !== undefined && protocol.reader === undefined && protocol.label === undefined;
  return (isCasesOnly ? gatherCases : gatherReadings)(protocol, signal);
}

/** A mask that cannot be used is a fault of the data: exit code 65. */
export async function asDataError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const isMask =
      error instanceof Error && 'code' in error && String(error.code).startsWith('imaging/');
    throw isMask ? Object.assign(error, { exitCode: 65 }) : error;
  }
}
