import { analyseLabelErrors, type ReviewList } from '@equipoise/annotation';
import type { ReadersDocument } from '@equipoise/domain';
import { checkOutputFolder, outputNames, replaceFolder } from '../audit/output-folder.ts';
import { equipoiseVersion } from '../audit/version.ts';
import { fail } from '../errors.ts';
import { readSelfProof, statisticsHash } from '../self-proof/read-self-proof.ts';
import { type GatheredLabelErrors, gatherLabelErrors } from './gather-label-errors.ts';
import { filterOf, type LabelErrorsProtocol, outOfSampleOf } from './label-errors-protocol.ts';
import { type LabelTable, labelCsv } from './label-file.ts';
import { type RunReadersOptions, type RunReadersResult, readersFiles } from './run-readers.ts';

const reviewFile = 'review.csv';

/** Rows of the review list that become text at a time. */
const reviewChunk = 10_000;

/** The review list as CSV: what is suspect and why, with two columns to fill in. A long one outgrows a string. */
function* reviewCsv(gathered: GatheredLabelErrors, review: ReviewList): Iterable<string> {
  const { caseName } = gathered.input;
  const isTaken = ['rank', 'task', 'label'].includes(gathered.caseColumn ?? '');
  const columns: LabelTable['columns'] = [
    { name: 'rank', kind: 'count' },
    {
      name: gathered.caseColumn === null || isTaken ? 'case' : gathered.caseColumn,
      kind: 'text',
    },
    { name: 'task', kind: 'text' },
    { name: 'label', kind: 'text' },
    { name: 'suggested_label', kind: 'text' },
    { name: 'probability_wrong', kind: 'number' },
    { name: 'reasons', kind: 'text' },
    { name: 'panel_label', kind: 'text' },
    { name: 'reviewed_label', kind: 'text' },
    { name: 'comment', kind: 'text' },
  ];
  const header = labelCsv({ columns, rows: [] });
  yield header;
  let rows: (string | number | null)[][] = [];
  const text = (): string => labelCsv({ columns, rows }).slice(header.length);
  for (const one of review.rows()) {
    rows.push([
      one.rank,
      caseName(one.row),
      one.task,
      one.given,
      one.suggested,
      one.wrong,
      one.reasons.join(' '),
      one.panel,
      null,
      null,
    ]);
    if (rows.length < reviewChunk) continue;
    yield text();
    rows = [];
  }
  yield text();
}

/**
 * Runs `equipoise label-errors`: labels and out-of-sample scores in, a review list and a report out.
 *
 * @throws errors with an exit code: 64 usage, 65 data, 74 cannot write, 130 cancelled
 */
export async function runLabelErrors(
  protocol: LabelErrorsProtocol,
  options: RunReadersOptions,
): Promise<RunReadersResult> {
  const folder = protocol.out ?? 'label-errors';
  const startedAt = options.clock();
  const question = { outOfSample: outOfSampleOf(protocol), filter: filterOf(protocol) };
  await checkOutputFolder(folder, outputNames([reviewFile]));
  options.onProgress?.('reading', 0, 1);
  const gathered = await gatherLabelErrors(protocol, options.signal);
  const { input, build } = gathered;
  const level = build.protocol.level;
  const suppressBelow = build.protocol.suppressBelow;
  const { review, ...found } = analyseLabelErrors(input, question, {
    level,
    replicates: 0,
    seed: build.protocol.seed,
    suppressBelow,
    readerLabels: [],
    signal: options.signal,
    onProgress: options.onProgress,
  });
  if (options.signal?.aborted) fail('workbench/cancelled', 'It was cancelled.', 'Run it again.');
  const hash = await statisticsHash();
  const document: ReadersDocument = {
    schemaVersion: 1,
    kind: 'label-errors',
    title: protocol.title ?? 'Label errors',
    summary: found.summary,
    facts: found.facts,
    declared: {
      questions: input.tasks.map(({ task, classes }) => ({
        name: task,
        kind: build.protocol.kind,
        classes,
      })),
      readers: [],
      isPseudonymous: false,
      attributes: input.attributes.map((attribute) => attribute.name),
      level,
      replicates: 0,
      suppressBelow,
    },
    sections: found.sections,
    estimates: found.estimates,
    findings: found.findings,
    flow: gathered.flow,
    // No score is turned into a call here, so nothing is said of thresholds.
    warnings: [
      ...found.warnings,
      ...gathered.notes,
      ...build.warnings.filter((one) => !one.code.startsWith('threshold-')),
    ],
    methods: found.methods,
    provenance: {
      equipoiseVersion: equipoiseVersion(),
      command: options.command ?? '',
      seed: build.protocol.seed,
      inputs: gathered.inputs,
      statisticsHash: hash ?? '',
    },
    selfProof: await readSelfProof(hash),
  };
  options.onProgress?.('writing', 0, 1);
  const clock = { startedAt, finishedAt: options.clock() };
  const files = new Map<string, string | Uint8Array | Iterable<string>>(
    await readersFiles(document, clock, options.nodeVersion),
  );
  // A list of single cases is no share-safe output.
  if (suppressBelow === null) files.set(reviewFile, reviewCsv(gathered, review));
  await replaceFolder(folder, files);
  return { document, exitCode: 0, folder };
}
