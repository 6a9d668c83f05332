import { join } from 'node:path';
import type { Side } from '../bench.ts';
import { timePeer, timeScript } from '../measure.ts';
import type { StudyShape } from '../study.ts';

/**
 * The sides of S1 and S3: the engine with the inference that the report prints, plain percentile
 * replicates, and the two peers.
 *
 * @param shape the study, with one attribute `g` and one task `y`
 * @param replicates of every side
 * @param file name of the study's CSV in the scratch folder
 * @param withFairlearn whether fairlearn takes part
 */
export function engineSides(
  shape: StudyShape,
  replicates: number,
  file: string,
  withFairlearn: boolean,
): readonly Side[] {
  const text = JSON.stringify(shape);
  const peerArgs = (folder: string): readonly string[] => [
    '--csv',
    join(folder, file),
    '--replicates',
    String(replicates),
  ];
  const engine: Side = {
    name: 'equipoise engine, default inference',
    isPeer: false,
    computes:
      'Patient bootstrap of 5 metrics for every level and its rest, exact ties, cluster-robust standard error in every replicate, studentised max-T limits of every gap; 2 workers.',
    run: () => timeScript('scripts/engine-run.ts', [text, String(replicates), '0', '2']),
  };
  const omnibus: Side = {
    name: 'equipoise engine, default inference and omnibus test',
    isPeer: false,
    computes: 'The same and 1,000 patient-level permutations of the omnibus test; 2 workers.',
    run: () => timeScript('scripts/engine-run.ts', [text, String(replicates), '1000', '2']),
  };
  const plain: Side = {
    name: 'equipoise draws, plain percentile replicates',
    isPeer: false,
    computes:
      'Patient bootstrap of the same 5 metrics for every level, percentiles only: no rest, no standard error, no simultaneous limits; 1 thread.',
    run: () => timeScript('scripts/percentile-run.ts', [text, String(replicates)]),
  };
  const sklearn: Side = {
    name: 'scikit-learn and numpy',
    isPeer: true,
    isOnce: true,
    computes:
      'Patient bootstrap by multiplicities of 5 metrics for every level and its rest, percentile limits of values and gaps; no standard error, no simultaneous limits.',
    run: (context) =>
      timePeer(context, 'sklearn_audit.py', [...peerArgs(context.folder), '--groups', 'g']),
  };
  const fairlearn: Side = {
    name: 'fairlearn MetricFrame with n_boot',
    isPeer: true,
    isOnce: true,
    computes:
      'Row bootstrap of 5 metrics for every level, percentile limits of values and of the largest difference; patients are not a unit there.',
    run: (context) =>
      timePeer(context, 'fairlearn_frame.py', [...peerArgs(context.folder), '--groups', 'g']),
  };
  return [engine, omnibus, plain, sklearn, ...(withFairlearn ? [fairlearn] : [])];
}
