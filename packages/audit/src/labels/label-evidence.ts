import type { LabelEvidence, Study, StudyLabels } from '@equipoise/domain';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';

/** What readers say about the rows of one run. */
export interface RunEvidence {
  readonly labels: StudyLabels;
  readonly evidence: LabelEvidence;
}

/**
 * What is known of the labels of a run, class against the others in a multiclass task.
 *
 * @param run task, model and class
 * @param study with the readers' answers or the distributions of its tasks
 * @param attribute whose levels are strata; null for one stratum
 * @returns null where nobody read this task
 */
export function labelEvidence(
  run: PredictionRun,
  study: Study,
  attribute: RunAttribute | null,
): RunEvidence | null {
  const labels = study.labels?.find((one) => one.task === run.task);
  if (labels === undefined) return null;
  const classIndex = run.class === null ? 1 : (run.prediction.classes?.indexOf(run.class) ?? -1);
  const { rows, job } = run;
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    starts[i + 1] = starts[i]! + labels.starts[row + 1]! - labels.starts[row]!;
  });
  const total = starts[rows.length]!;
  const reader = new Int32Array(total);
  const answer = new Uint8Array(total);
  rows.forEach((row, i) => {
    for (let k = 0; k < starts[i + 1]! - starts[i]!; k++) {
      const from = labels.starts[row]! + k;
      reader[starts[i]! + k] = labels.reader[from]!;
      answer[starts[i]! + k] = labels.answer[from] === classIndex ? 1 : 0;
    }
  });
  const width = run.class === null ? 1 : (run.prediction.classes?.length ?? 1);
  const column = run.class === null ? 0 : classIndex;
  const { probability } = labels;
  return {
    labels,
    evidence: {
      rowCount: rows.length,
      patient: job.patient,
      patientCount: job.patientCount,
      score: job.score ?? job.decision,
      level: attribute === null ? new Int32Array(rows.length) : attribute.codes,
      levelCount: attribute === null ? 1 : attribute.levels.length,
      starts,
      reader,
      answer,
      readerCount: labels.readerNames.length,
      probability:
        probability === null
          ? null
          : Float64Array.from(rows, (row) => probability[row * width + column]!),
      given: job.label,
    },
  };
}
