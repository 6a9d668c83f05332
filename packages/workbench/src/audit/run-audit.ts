import type { AuditDocument, AuditProtocol } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { resolveProtocol } from '../protocol/resolve-protocol.ts';
import { auditStudy, defaultWorkers } from './audit-study.ts';
import { checkOutputFolder } from './output-folder.ts';
import type { RunOptions } from './run-options.ts';
import { loadOutput, shareSafe, writeOutput } from './write-output.ts';

/** What a whole run needs beside the protocol. */
export interface RunAuditOptions extends RunOptions {
  /** Returns the time as ISO 8601; it goes into provenance.json alone. */
  readonly clock: () => string;
  readonly nodeVersion: string;
  /** Changes the document before it is written, e.g. to add what was planted. */
  readonly amend?: ((document: AuditDocument) => AuditDocument) | undefined;
}

/** What a run leaves behind. */
export interface RunAuditResult {
  /** The document as written: share-safe where that was asked for. */
  readonly document: AuditDocument;
  readonly exitCode: 0 | 1 | 2;
  readonly folder: string;
}

/**
 * The main job: protocol in, output folder out.
 *
 * @param protocol flags over protocol file, not yet resolved
 * @throws errors with an exit code: 64 usage, 65 data, 74 cannot write, 130 cancelled
 */
export async function runAudit(
  protocol: AuditProtocol,
  options: RunAuditOptions,
): Promise<RunAuditResult> {
  const resolved = resolveProtocol(protocol);
  const startedAt = options.clock();
  await checkOutputFolder(resolved.out);
  const { document, exitCode } = await auditStudy(resolved, { ...options, meanwhile: loadOutput });
  const amended = options.amend?.(document) ?? document;
  const shared = await shareSafe(amended);
  if (options.signal?.aborted)
    fail('workbench/cancelled', 'The audit was cancelled.', 'Run it again.');
  options.onProgress?.('writing', 0, 1);
  await writeOutput(
    resolved.out,
    shared,
    { startedAt, finishedAt: options.clock() },
    options.nodeVersion,
    options.workers ?? defaultWorkers(),
  );
  return { document: shared, exitCode, folder: resolved.out };
}
