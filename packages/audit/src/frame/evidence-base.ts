import type { EvidenceKind } from '@equipoise/domain';
import type { PredictionRun } from './prediction-run.ts';

/** What every piece of evidence about a run carries beside its data. */
export interface EvidenceBase<K extends EvidenceKind> {
  readonly id: string;
  readonly kind: K;
  readonly audit: string;
  readonly task: string;
  readonly model: string;
  readonly attribute: string | null;
  readonly title: string;
}

/** Builds the frame of a piece of evidence; `part` tells apart several of a kind. */
export function evidenceBase<K extends EvidenceKind>(
  kind: K,
  audit: string,
  run: Pick<PredictionRun, 'task' | 'model' | 'class'>,
  attribute: string | null,
  title: string,
  part = '',
): EvidenceBase<K> {
  const id = [kind, run.task, run.model, run.class ?? '', attribute ?? '(all)', part].join('/');
  return { id, kind, audit, task: run.task, model: run.model, attribute, title };
}
