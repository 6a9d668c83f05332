import { analyseReaderStudy, readerLabels } from '@equipoise/annotation';
import type { ReadersDocument } from '@equipoise/domain';
import { checkOutputFolder, replaceFolder } from '../audit/output-folder.ts';
import { equipoiseVersion } from '../audit/version.ts';
import { fail } from '../errors.ts';
import { readSelfProof, statisticsHash } from '../self-proof/read-self-proof.ts';
import { gatherReaderStudy } from './gather-reader-study.ts';
import type { ReaderStudyProtocol } from './reader-study-protocol.ts';
import { studyLevel, studyQuestion } from './reader-study-question.ts';
import { type RunReadersOptions, type RunReadersResult, readersFiles } from './run-readers.ts';

/**
 * Runs `equipoise reader-study`: ratings in, output folder out.
 *
 * @throws errors with an exit code: 64 usage, 65 data, 74 cannot write, 130 cancelled
 */
export async function runReaderStudy(
  protocol: ReaderStudyProtocol,
  options: RunReadersOptions,
): Promise<RunReadersResult> {
  const folder = protocol.out ?? 'reader-study';
  const startedAt = options.clock();
  const question = studyQuestion(protocol);
  const level = studyLevel(protocol);
  await checkOutputFolder(folder);
  options.onProgress?.('reading', 0, 1);
  const gathered = await gatherReaderStudy(protocol, question, options.signal);
  const labels = readerLabels(gathered.readerNames, protocol.names === true);
  const found = analyseReaderStudy(gathered.studies, question, {
    level,
    replicates: 0,
    seed: 1,
    suppressBelow: protocol.suppress ?? null,
    readerLabels: labels,
    signal: options.signal,
    onProgress: options.onProgress,
  });
  if (options.signal?.aborted) fail('workbench/cancelled', 'It was cancelled.', 'Run it again.');
  const hash = await statisticsHash();
  const document: ReadersDocument = {
    schemaVersion: 1,
    kind: 'reader-study',
    title: protocol.title ?? 'Reader study',
    summary: found.summary,
    facts: found.facts,
    declared: {
      questions: gathered.studies.map(({ name }) => ({
        name: name === '' ? 'rating' : name,
        kind: question.metrics.join(', '),
        classes: null,
      })),
      readers: [...labels].sort((a, b) => (a < b ? -1 : 1)),
      isPseudonymous: protocol.names !== true,
      attributes: [],
      level,
      replicates: 0,
      suppressBelow: protocol.suppress ?? null,
    },
    sections: found.sections,
    estimates: found.estimates,
    findings: found.findings,
    flow: gathered.flow,
    warnings: [
      ...gathered.notes.map(({ code, message }) => ({ code, sentence: message })),
      ...found.warnings,
    ],
    methods: found.methods,
    provenance: {
      equipoiseVersion: equipoiseVersion(),
      command: options.command ?? '',
      seed: 1,
      inputs: gathered.inputs,
      statisticsHash: hash ?? '',
    },
    selfProof: await readSelfProof(hash),
  };
  options.onProgress?.('writing', 0, 1);
  const clock = { startedAt, finishedAt: options.clock() };
  await replaceFolder(folder, await readersFiles(document, clock, options.nodeVersion));
  return { document, exitCode: 0, folder };
}
