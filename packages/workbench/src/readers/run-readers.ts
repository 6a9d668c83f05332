import {
  type Analysis,
  type AnalysisOptions,
  readerLabels,
  readingsFlow,
} from '@equipoise/annotation';
import type { ReadersDocument, ReadersDocumentKind, Readings } from '@equipoise/domain';
import {
  renderReadersFigures,
  renderReadersMethods,
  renderReadersReport,
  renderReadersTables,
  serializeDocument,
} from '@equipoise/report';
import { checkOutputFolder, outputNames, replaceFolder } from '../audit/output-folder.ts';
import type { RunAuditOptions } from '../audit/run-audit.ts';
import { equipoiseVersion } from '../audit/version.ts';
import { fail } from '../errors.ts';
import { readSelfProof, statisticsHash } from '../self-proof/read-self-proof.ts';
import { type GatheredReadings, gatherReadings } from './gather-readings.ts';
import type { ReadersProtocol } from './readers-protocol.ts';

/** Clock, threads, cancellation and progress of a run. */
export type RunReadersOptions = Omit<RunAuditOptions, 'amend'>;

/** What a run leaves behind. */
export interface RunReadersResult {
  readonly document: ReadersDocument;
  readonly exitCode: 0 | 1 | 2;
  readonly folder: string;
}

/** A question put to readings: which document it makes, and how. */
export interface ReadersJob {
  readonly kind: ReadersDocumentKind;
  readonly title: string;
  readonly defaultFolder: string;
  readonly defaultReplicates: number;
  /** How the readings are read; from the files of the protocol by default. */
  readonly gather?: (
    protocol: ReadersProtocol,
    signal: AbortSignal | undefined,
  ) => Promise<GatheredReadings>;
  readonly analyse: (
    readings: Readings,
    options: AnalysisOptions,
    gathered: GatheredReadings,
  ) => Analysis | Promise<Analysis>;
  /** Further files of the output folder, e.g. labels. */
  readonly files?: (
    document: ReadersDocument,
  ) => ReadonlyMap<string, string | Uint8Array> | Promise<ReadonlyMap<string, string | Uint8Array>>;
  /** Names of these further files, so that a folder of an earlier run is known. */
  readonly fileNames?: readonly string[];
}

/** Report, JSON, methods, provenance, tables and figures of a document: file name to text. */
export async function readersFiles(
  document: ReadersDocument,
  clock: { readonly startedAt: string; readonly finishedAt: string },
  nodeVersion: string,
): Promise<Map<string, string>> {
  const files = new Map<string, string>([
    ['report.html', await renderReadersReport(document)],
    ['report.json', serializeDocument(document)],
    ['methods.md', renderReadersMethods(document)],
    [
      'provenance.json',
      `${JSON.stringify({ ...document.provenance, nodeVersion, ...clock }, null, 2)}\n`,
    ],
  ]);
  for (const [name, text] of renderReadersTables(document)) files.set(`tables/${name}`, text);
  for (const [name, text] of await renderReadersFigures(document)) {
    files.set(`figures/${name}`, text);
  }
  return files;
}

/**
 * Runs one of the commands about readers: readings in, output folder out.
 *
 * @throws errors with an exit code: 64 usage, 65 data, 74 cannot write, 130 cancelled
 */
export async function runReaders(
  job: ReadersJob,
  protocol: ReadersProtocol,
  options: RunReadersOptions,
): Promise<RunReadersResult> {
  const folder = protocol.out ?? job.defaultFolder;
  const startedAt = options.clock();
  await checkOutputFolder(folder, outputNames(job.fileNames ?? []));
  options.onProgress?.('reading', 0, 1);
  const gathered = await (job.gather ?? gatherReadings)(protocol, options.signal);
  const { readings } = gathered;
  const seed = protocol.seed ?? 1;
  const level = protocol.level ?? 0.95;
  const replicates = protocol.replicates ?? job.defaultReplicates;
  const labels = readerLabels(readings.readerNames, protocol.names === true);
  const found = await job.analyse(
    readings,
    {
      level,
      replicates,
      seed,
      suppressBelow: protocol.suppress ?? null,
      readerLabels: labels,
      signal: options.signal,
      onProgress: options.onProgress,
    },
    gathered,
  );
  if (options.signal?.aborted) fail('workbench/cancelled', 'It was cancelled.', 'Run it again.');
  const hash = await statisticsHash();
  const document: ReadersDocument = {
    schemaVersion: 1,
    kind: job.kind,
    title: protocol.title ?? job.title,
    summary: found.summary,
    facts: found.facts,
    declared: {
      questions: readings.questions.map(({ name, kind, classes }) => ({ name, kind, classes })),
      readers: [...labels].sort((a, b) => (a < b ? -1 : 1)),
      isPseudonymous: protocol.names !== true,
      attributes: readings.attributes.map((attribute) => attribute.name),
      level,
      replicates,
      suppressBelow: protocol.suppress ?? null,
    },
    sections: found.sections,
    estimates: found.estimates,
    findings: found.findings,
    flow: readingsFlow(readings, gathered.flowInputs, protocol.suppress ?? null),
    warnings: [
      ...gathered.notes.map(({ code, message }) => ({ code, sentence: message })),
      ...found.warnings,
    ],
    methods: found.methods,
    provenance: {
      equipoiseVersion: equipoiseVersion(),
      command: options.command ?? '',
      seed,
      inputs: gathered.inputs,
      statisticsHash: hash ?? '',
    },
    selfProof: await readSelfProof(hash),
  };
  options.onProgress?.('writing', 0, 1);
  const clock = { startedAt, finishedAt: options.clock() };
  const files = new Map<string, string | Uint8Array>(
    await readersFiles(document, clock, options.nodeVersion),
  );
  for (const [name, text] of (await job.files?.(document)) ?? []) files.set(name, text);
  await replaceFolder(folder, files);
  return { document, exitCode: 0, folder };
}
