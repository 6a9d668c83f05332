import {
  analyseEveryConsensus,
  type EveryConsensus,
  type MaskConsensus,
  type MaskSource,
  readerLabels,
} from '@equipoise/annotation';
import { cellText, findColumn, numberColumn, type Table } from '@equipoise/dataset';
import { readTable } from '@equipoise/dataset/node';
import type { Readings } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { numericColumn } from './binary-column.ts';
import {
  type ConsensusProtocol,
  checkMethodFits,
  consensusMethods,
  consensusPlaces,
  maskField,
} from './consensus-protocol.ts';
import { asDataError, gatherTable } from './gather-beside-masks.ts';
import { gatherMasks } from './gather-masks.ts';
import type { GatheredReadings } from './gather-readings.ts';
import {
  checkLabelFile,
  labelContent,
  labelCsv,
  labelTable,
  readingTable,
  replaceFile,
} from './label-file.ts';
import { maskCaseTable, maskReaderTable } from './mask-label-file.ts';
import { maskLayerFiles } from './mask-layer-files.ts';
import { type RunReadersOptions, type RunReadersResult, runReaders } from './run-readers.ts';

/** Files and folders of a consensus beside those of every report. */
const ownNames = [
  'labels.csv',
  'labels.parquet',
  'readings.csv',
  'masks',
  'probability',
  'vote-share',
  'masks.csv',
  'mask-readings.csv',
];

/**
 * Runs `equipoise consensus`: readings in, labels, masks and a report out.
 *
 * @throws errors with an exit code: 64 usage, 65 data, 74 cannot write, 130 cancelled
 */
export async function runConsensus(
  protocol: ConsensusProtocol,
  options: RunReadersOptions,
): Promise<RunReadersResult> {
  const methods = consensusMethods(protocol);
  const field = maskField(protocol);
  const { tolerance = 2 } = protocol;
  if (!(tolerance > 0)) {
    fail(
      'workbench/bad-option',
      `--tolerance wants a number above 0, got ${tolerance}.`,
      'Correct it.',
    );
  }
  const places = consensusPlaces(protocol);
  const isSharing = protocol.suppress !== undefined;
  if (places.labels !== null) {
    await checkLabelFile(places.labels, ['consensus_label', 'certainty']);
  }
  const caseColumn = protocol.caseColumn ?? 'case';
  let made: EveryConsensus | null = null;
  let readings: Readings | null = null;
  let source: MaskSource | null = null;
  const layers = new Map<string, Uint8Array>();
  const hasLabels = (): boolean => made !== null && made.labels.length + made.numbers.length > 0;
  const table = () => labelTable(readings!, made!.labels, made!.numbers, caseColumn);
  const result = await runReaders(
    {
      kind: 'consensus',
      title: 'Consensus of readers',
      defaultFolder: 'consensus',
      defaultReplicates: 0,
      fileNames: [...ownNames, places.inside ?? 'labels.csv'],
      gather: async (_, signal) => {
        let gathered: GatheredReadings | null = null;
        if (protocol.files.length > 0 || protocol.masks === undefined) {
          gathered = await gatherTable(protocol, signal);
        }
        if (protocol.masks !== undefined) {
          const found = await gatherMasks(protocol.masks, gathered);
          gathered = found.gathered;
          source = found.source;
        }
        checkMethodFits(
          protocol,
          gathered!.readings.questions.map(({ kind }) => kind),
        );
        return gathered!;
      },
      analyse: async (found, analysis) => {
        const probabilities =
          protocol.probabilities === undefined
            ? new Map<string, Float64Array>()
            : await modelProbabilities(protocol.probabilities, caseColumn, found, options.signal);
        const hasSlots = protocol.slots === true;
        readings = found;
        const isPng = source?.unit === 'px';
        made = await asDataError(
          analyseEveryConsensus(
            found,
            {
              labels: { method: methods.labels, hasSlots, probabilities },
              numbers: { method: methods.numbers, hasSlots },
              masks:
                source === null
                  ? null
                  : {
                      source,
                      method: methods.masks,
                      field,
                      tolerance,
                      hasSlots,
                      keep: async (at, grid, own) => {
                        // Masks of single cases are no share-safe output.
                        if (isSharing) return;
                        const name = found.caseNames[at]!;
                        for (const [path, bytes] of await maskLayerFiles(name, grid, own, isPng)) {
                          layers.set(path, bytes);
                        }
                      },
                    },
            },
            analysis,
          ),
        );
        return made.analysis;
      },
      files: async () => {
        const files = new Map<string, string | Uint8Array>(layers);
        if (readings === null || made === null) return files;
        const names = readerLabels(readings.readerNames, protocol.names === true);
        if (!isSharing && made.masks !== null) addMaskTables(files, readings, made.masks, names);
        if (!hasLabels()) return files;
        // Tables of single cases are no share-safe output; the file asked for by name is written all the same.
        if (places.inside !== null && (!isSharing || places.labels !== null)) {
          files.set(places.inside, await labelContent(table(), places.inside));
        }
        if (!isSharing) {
          const all = readingTable(readings, made.labels, made.numbers, names, caseColumn);
          files.set('readings.csv', labelCsv(all));
        }
        return files;
      },
    },
    { ...protocol, out: places.folder },
    options,
  );
  if (hasLabels() && places.labels !== null && places.inside === null) {
    await replaceFile(places.labels, await labelContent(table(), places.labels));
  }
  return result;
}

function addMaskTables(
  files: Map<string, string | Uint8Array>,
  readings: Readings,
  masks: MaskConsensus,
  names: readonly string[],
): void {
  files.set('masks.csv', labelCsv(maskCaseTable(readings, masks)));
  files.set('mask-readings.csv', labelCsv(maskReaderTable(readings, masks, names)));
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
