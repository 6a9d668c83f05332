import type { Flow, FlowStep, StudyPrediction } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { countPatients } from './patients.ts';

/** Counts of every task and model. */
export function taskFlow(
  predictions: readonly StudyPrediction[],
  patient: Int32Array,
  patientCount: number,
): Flow['tasks'] {
  return predictions.map((one) => {
    const isBinary = one.kind === 'binary';
    const isPositive = (row: number): boolean => one.present[row] === 1 && one.label[row] === 1;
    let rowCount = 0;
    let positives = 0;
    for (let row = 0; row < one.present.length; row++) {
      rowCount += one.present[row]!;
      if (isBinary && isPositive(row)) positives += 1;
    }
    return {
      task: one.task,
      model: one.model,
      rowCount,
      patientCount: countPatients(patient, patientCount, (row) => one.present[row] === 1),
      positiveCount: isBinary ? positives : null,
      positivePatientCount: isBinary ? countPatients(patient, patientCount, isPositive) : null,
      leftOut: one.leftOut,
    };
  });
}

/** Sums of the steps and of each task. */
function brokenAt(
  steps: readonly FlowStep[],
  tasks: Flow['tasks'],
  rowCount: number,
): string | null {
  for (let i = 1; i < steps.length; i++) {
    const step = steps[i]!;
    const out = step.excluded.reduce((sum, one) => sum + one.rowCount, 0);
    if (step.rowCount + out !== steps[i - 1]!.rowCount) return `step "${step.label}"`;
  }
  const last = steps.at(-1);
  if (last !== undefined && last.rowCount !== rowCount) return `step "${last.label}"`;
  for (const task of tasks) {
    const out = task.leftOut.reduce((sum, one) => sum + one.rowCount, 0);
    if (task.rowCount + out !== rowCount) return `task ${task.task} of model ${task.model}`;
  }
  return null;
}

/**
 * Holds the flow's counts together.
 *
 * @throws workbench/flow-broken when a sum does not reconcile
 */
export function closeFlow(flow: Omit<Flow, 'reconciles'>, rowCount: number): Flow {
  const broken = brokenAt(flow.steps, flow.tasks, rowCount);
  if (broken !== null) {
    fail(
      'workbench/flow-broken',
      `The rows do not add up at ${broken}.`,
      'This is a defect of the program: please report it with the protocol.',
    );
  }
  return { ...flow, reconciles: true };
}
