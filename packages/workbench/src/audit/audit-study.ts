import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { labelSampling } from '@equipoise/annotation';
import { carriedLabels, checkGates, evaluateGates, gateMetric, runAudits } from '@equipoise/audit';
import { hashFile } from '@equipoise/dataset/node';
import type { AuditDocument, DocumentProvenance, Gate } from '@equipoise/domain';
import { parseGates } from '@equipoise/domain';
import { createPool } from '@equipoise/stats/node';
import { fail } from '../errors.ts';
import { metricId } from '../protocol/metric-ids.ts';
import { readYaml } from '../protocol/protocol-file.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import { readSelfProof, statisticsHash } from '../self-proof/read-self-proof.ts';
import { buildStudy } from '../study/build-study.ts';
import type { Cases } from '../study/cases.ts';
import type { InputFile, StudyBuild } from '../study/study-build.ts';
import { declare } from './declared.ts';
import { methodsSentences } from './methods-sentences.ts';
import { completeItems } from './report-items.ts';
import type { RunOptions } from './run-options.ts';
import { equipoiseVersion } from './version.ts';

/** What an audit gives back. */
export interface AuditResult {
  readonly document: AuditDocument;
  /** 0 done and all gates met, 1 a gate is broken, 2 cannot tell. */
  readonly exitCode: 0 | 1 | 2;
}

async function readGates(path: string | null): Promise<readonly Gate[]> {
  if (path === null) return [];
  const gates = parseGates(await readYaml(path), basename(path));
  gates.forEach((gate, at) => {
    metricId(gate.metric, `${basename(path)}, gate ${at + 1}`);
  });
  return gates;
}

async function gatesInput(path: string | null): Promise<InputFile[]> {
  if (path === null) return [];
  const [sha256, { size }] = await Promise.all([hashFile(path), stat(path)]);
  return [{ role: 'gates', name: basename(path), sha256, byteCount: size }];
}

function auditedMetrics(protocol: ResolvedProtocol, gates: readonly Gate[]): string[] {
  const gated = gates.map(gateMetric).filter((id): id is string => id !== null);
  return [...new Set([...protocol.metrics, ...gated])];
}

function checkGateTargets(
  gates: readonly Gate[],
  build: StudyBuild,
  metrics: readonly string[],
): void {
  if (build.protocol.reference === 'rest') {
    const at = gates.findIndex((gate) => gate.versus === 'reference');
    if (at >= 0) {
      fail(
        'workbench/conflicting-options',
        `Gate ${at + 1} compares with a reference level, but none was declared.`,
        'Give --reference largest or a level, or write versus: rest.',
      );
    }
  }
  checkGates(gates, {
    tasks: build.tasks.map((task) => task.name),
    models: build.models,
    attributes: build.study.attributes,
    metrics,
    labels: carriedLabels(build.study.labels),
  });
}

/** The threads an audit uses when nobody says how many. */
export function defaultWorkers(): number {
  return Math.max(1, Math.min(8, availableParallelism()));
}

/**
 * Runs the audits of a protocol: reads, judges, gates.
 *
 * @param protocol complete, from `resolveProtocol`
 * @param options threads, cancellation, progress; none of them changes the document
 * @throws errors of the intake, of this package, of gates; `workbench/cancelled`
 */
export async function auditStudy(
  asked: ResolvedProtocol,
  options: RunOptions = {},
): Promise<AuditResult> {
  const { signal } = options;
  const gates = await readGates(asked.gate);
  options.onProgress?.('reading', 0, 1);
  // The threads load while the table is read.
  const engine = createPool({ workers: options.workers ?? defaultWorkers(), isEager: true });
  try {
    let kept: Cases | null = null;
    const build = await buildStudy(asked, signal, (cases) => {
      kept = cases;
    });
    if (kept !== null) options.onStudy?.(build, kept);
    const { protocol } = build;
    if (signal?.aborted) fail('workbench/cancelled', 'The audit was cancelled.', 'Run it again.');
    const metrics = auditedMetrics(protocol, gates);
    checkGateTargets(gates, build, metrics);
    const finding = runAudits(
      build.study,
      {
        level: protocol.level,
        replicates: protocol.replicates,
        permutations: protocol.permutations,
        seed: protocol.seed,
        metrics,
        margins: protocol.margins,
        thresholds: build.thresholds,
        reference: protocol.reference,
        intersectDepth: protocol.intersectDepth,
        prevalence: protocol.prevalence,
        thresholdRange: protocol.thresholdRange,
        labelDraws: protocol.labelDraws,
      },
      engine,
      {
        labelSampling,
        ...(signal === undefined ? {} : { signal }),
        ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      },
    );
    const [found, hash] = await Promise.all([finding, statisticsHash(), options.meanwhile?.()]);
    const declared = declare(protocol, build, metrics, found.estimates, found.familyCount);
    const selfProof = await readSelfProof(hash);
    const provenance: DocumentProvenance = {
      equipoiseVersion: equipoiseVersion(),
      command: options.command ?? '',
      seed: protocol.seed,
      inputs: [...build.inputs, ...(await gatesInput(asked.gate))],
      statisticsHash: hash ?? selfProof?.statisticsHash ?? '',
    };
    const open: AuditDocument = {
      schemaVersion: 1,
      title: protocol.title,
      declared,
      items: completeItems(found.items, build),
      estimates: found.estimates,
      findings: found.findings,
      evidence: found.evidence,
      flow: build.flow,
      missing: build.missing,
      leakage: build.leakage,
      thresholds: build.thresholds,
      checklists: [],
      gates: [],
      warnings: build.warnings,
      methods: methodsSentences(
        declared,
        build.study.unit,
        build.thresholds,
        build.study.labels,
        protocol.labelDraws,
      ),
      provenance,
      selfProof,
    };
    const judged = evaluateGates(gates, open, protocol.inconclusive ?? 'report');
    return { document: { ...open, gates: judged.results }, exitCode: judged.exitCode };
  } finally {
    await engine.close();
  }
}
