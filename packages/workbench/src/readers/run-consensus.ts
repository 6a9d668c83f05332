import { analyseConsensus, type ConsensusLabels, readerLabels } from '@equipoise/annotation';
import { cellText, findColumn, numberColumn, type Table } from '@equipoise/dataset';
import { readTable } from '@equipoise/dataset/node';
import type { Readings } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { numericColumn } from './binary-column.ts';
import { type ConsensusProtocol, consensusMethod, consensusPlaces } from './consensus-protocol.ts';
import {
  checkLabelFile,
  labelContent,
  labelCsv,
  labelTable,
  readingTable,
  replaceFile,
} from './label-file.ts';
import { type RunReadersOptions, type RunReadersResult, runReaders } from './run-readers.ts';

/**
 * Runs `equipoise consensus`: readings in, labels and a report out.
 *
 * @throws errors with an exit code: 64 usage, 65 data, 74 cannot write, 130 cancelled
 */
export async function runConsensus(
  protocol: ConsensusProtocol,
  options: RunReadersOptions,
): Promise<RunReadersResult> {
  const method = consensusMethod(protocol);
  const places = consensusPlaces(protocol);
  const isSharing = protocol.suppress !== undefined;
  if (places.labels !== null) {
    await checkLabelFile(places.labels, ['consensus_label', 'certainty']);
  }
  const caseColumn = protocol.caseColumn ?? 'case';
  let labels: readonly ConsensusLabels[] = [];
  let readings: Readings | null = null;
  const result = await runReaders(
    {
      kind: 'consensus',
      title: 'Consensus of readers',
      defaultFolder: 'consensus',
      defaultReplicates: 0,
      fileNames: ['labels.csv', 'labels.parquet', 'readings.csv', places.inside ?? 'labels.csv'],
      analyse: async (found, analysis) => {
        const probabilities =
          protocol.probabilities === undefined
            ? new Map<string, Float64Array>()
            : await modelProbabilities(protocol.probabilities, caseColumn, found, options.signal);
        const question = { method, hasSlots: protocol.slots === true, probabilities };
        const { labels: made, ...rest } = analyseConsensus(found, question, analysis);
        labels = made;
        readings = found;
        return rest;
      },
      files: async () => {
        const files = new Map<string, string | Uint8Array>();
        if (readings === null || labels.length === 0) return files;
        // Tables of single cases are no share-safe output; the file asked for by name is written all the same.
        if (places.inside !== null && (!isSharing || places.labels !== null)) {
          const table = labelTable(readings, labels, caseColumn);
          files.set(places.inside, await labelContent(table, places.inside));
        }
        if (!isSharing) {
          const names = readerLabels(readings.readerNames, protocol.names === true);
          files.set('readings.csv', labelCsv(readingTable(readings, labels, names, caseColumn)));
        }
        return files;
      },
    },
    { ...protocol, out: places.folder },
    options,
  );
  if (readings !== null && labels.length > 0 && places.labels !== null && places.inside === null) {
    const table = labelTable(readings, labels, caseColumn);
    await replaceFile(places.labels, await labelContent(table, places.labels));
  }
  return result;
}

/** Probabilities of a model for each case and class: columns `p_<class>`, by question where there is one. */
async function modelProbabilities(
  path: string,
  caseColumn: string,
  readings: Readings,
  signal: AbortSignal | undefined,
): Promise<Map<string, Float64Array>> {
  const table: Table = await readTable(path, {
    textColumns: [caseColumn],
    ...(signal === undefined ? {} : { signal }),
  });
  const ids = findColumn(table, caseColumn);
  const question = table.columns.find((column) => column.name === 'question');
  const places = new Map(readings.caseNames.map((name, at) => [name, at]));
  const found = new Map<string, Float64Array>();
  for (const { name, classes } of readings.questions) {
    if (classes === null || classes.length < 2) continue;
    const columns = classes.map((one) =>
      table.columns.find((column) => column.name === `p_${one}`),
    );
    if (columns.includes(undefined)) continue;
    const k = classes.length;
    const values = new Float64Array(readings.caseCount * k).fill(Number.NaN);
    const data = columns.map((column) =>
      numericColumn(column ?? numberColumn('', new Float64Array(0)), '--probabilities'),
    );
    for (let i = 0; i < table.rowCount; i++) {
      if (question !== undefined && cellText(question, i) !== name) continue;
      const at = places.get(cellText(ids, i) ?? '');
      if (at === undefined) continue;
      for (const [c, one] of data.entries()) values[at * k + c] = one[i]!;
    }
    const missing = values.filter((x) => Number.isNaN(x)).length / k;
    if (missing > 0) {
      fail(
        'workbench/bad-score',
        `${table.name}: ${Math.ceil(missing)} of ${readings.caseCount} cases have no probability for question "${name}".`,
        'CROWDLAB needs one for every case and class.',
      );
    }
    found.set(name, values);
  }
  if (found.size === 0) {
    fail(
      'workbench/bad-score',
      `${table.name} has no columns p_<class> for any question.`,
      `Name them after the classes, such as p_${readings.questions[0]?.classes?.[0] ?? '0'}.`,
    );
  }
  return found;
}
