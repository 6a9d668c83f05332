import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditProtocol } from '@equipoise/domain';
import { type RunAuditOptions, type RunAuditResult, runAudit } from '../audit/run-audit.ts';
import { addPlantedAndFound } from './planted-and-found.ts';
import { writePhantom } from './write-phantom.ts';

/** What the demo may be told. */
export interface DemoOptions extends RunAuditOptions {
  readonly out: string;
  readonly seed: number;
  readonly patients?: number | undefined;
}

/** The protocol by which the default phantom is audited. */
export function demoProtocol(
  folder: string,
  threshold: number,
  out: string,
  seed: number,
): AuditProtocol {
  return {
    predictions: [join(folder, 'predictions.csv')],
    train: join(folder, 'train.csv'),
    label: 'y',
    score: 'p',
    patient: 'patient_id',
    group: ['sex', 'age', 'site'],
    site: 'site',
    acquisition: ['scanner', 'view'],
    bins: ['age=0,40,65,80'],
    threshold: [String(threshold)],
    title: 'Demo: a phantom study with planted flaws',
    seed,
    out,
  };
}

/**
 * Makes the default phantom, audits it, and sets what was planted beside what was found.
 *
 * @throws errors of {@link runAudit}
 */
export async function runDemo(options: DemoOptions): Promise<RunAuditResult> {
  const folder = await mkdtemp(join(tmpdir(), 'equipoise-demo-'));
  try {
    const phantom = await writePhantom(join(folder, 'phantom'), {
      seed: options.seed,
      ...(options.patients === undefined ? {} : { patients: options.patients }),
    });
    const { truth } = phantom;
    const task = truth.tasks[0]!;
    const protocol = demoProtocol(
      join(folder, 'phantom'),
      task.threshold,
      options.out,
      options.seed,
    );
    return await runAudit(protocol, {
      ...options,
      amend: (document) => addPlantedAndFound(document, truth, { [task.name]: task.labelColumn }),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
