import type { AuditDocument, Flow, FlowStep, Leakage, MissingRow } from '@equipoise/domain';
import { isSmall, type SuppressionPlan } from './plan.ts';

/** True for a count from 1 up that must not be shown. */
function isFew(count: number, below: number): boolean {
  return count > 0 && count < below;
}

function down(count: number, below: number): number {
  return Math.floor(count / below) * below;
}

/**
 * The flow without small exclusions. People of a hidden exclusion are taken out of the steps before
 * it too, so that no difference between two steps tells them; the sums still reconcile.
 */
export function suppressFlow(flow: Flow, plan: SuppressionPlan): Flow {
  const { below } = plan;
  const note = ` (fewer than ${below} people; count hidden)`;
  let isTouched = false;
  const steps: FlowStep[] = flow.steps.map((step) => ({
    ...step,
    excluded: step.excluded.map((left) => {
      if (!isFew(left.patientCount, below) && !isFew(left.rowCount, below)) return left;
      isTouched = true;
      return { reason: left.reason + note, rowCount: 0, patientCount: 0 };
    }),
  }));
  for (let at = steps.length - 1; at > 0; at--) {
    const step = steps[at]!;
    const before = flow.steps[at - 1]!;
    const original = flow.steps[at]!;
    const hiddenRows = sum(original.excluded, 'rowCount') - sum(step.excluded, 'rowCount');
    const hiddenPatients =
      sum(original.excluded, 'patientCount') - sum(step.excluded, 'patientCount');
    const change = {
      rowCount: step.rowCount - original.rowCount - hiddenRows,
      patientCount: step.patientCount - original.patientCount - hiddenPatients,
    };
    steps[at - 1] = {
      ...steps[at - 1]!,
      rowCount: before.rowCount + change.rowCount,
      patientCount: before.patientCount + change.patientCount,
    };
  }
  const joins = flow.joins.map((join) => {
    const isLeft = isFew(join.leftOnly, below);
    const isRight = isFew(join.rightOnly, below);
    isTouched ||= isLeft || isRight;
    return {
      ...join,
      leftOnly: isLeft ? 0 : join.leftOnly,
      rightOnly: isRight ? 0 : join.rightOnly,
    };
  });
  const tasks = flow.tasks.map((task) => {
    const isRounded = plan.roundedTasks.has(task.task);
    const shown = (count: number): number => (isRounded ? down(count, below) : count);
    const isPositiveSmall =
      task.positiveCount !== null &&
      (isSmall(task.positivePatientCount ?? task.positiveCount, below) ||
        isSmall(task.rowCount - task.positiveCount, below));
    return {
      ...task,
      rowCount: shown(task.rowCount),
      patientCount: shown(task.patientCount),
      positiveCount:
        task.positiveCount === null || isPositiveSmall ? null : shown(task.positiveCount),
      positivePatientCount:
        task.positivePatientCount === null || isPositiveSmall
          ? null
          : shown(task.positivePatientCount),
      leftOut: task.leftOut.map((left) =>
        isFew(left.rowCount, below) ? { reason: left.reason + note, rowCount: 0 } : left,
      ),
    };
  });
  return {
    ...flow,
    steps,
    joins,
    tasks,
    inputs: isTouched
      ? flow.inputs.map((input) => ({ ...input, rowCount: down(input.rowCount, below) }))
      : flow.inputs,
  };
}

function sum(
  list: readonly { readonly rowCount: number; readonly patientCount: number }[],
  key: 'rowCount' | 'patientCount',
): number {
  return list.reduce((total, entry) => total + entry[key], 0);
}

/** Missing-value rows that show no small count; hidden rows are named by a warning of the caller. */
export function suppressMissing(
  rows: readonly MissingRow[],
  plan: SuppressionPlan,
): readonly MissingRow[] {
  const { below } = plan;
  return rows
    .filter(
      (row) =>
        !isFew(row.missingPatientCount, below) &&
        !isFew(row.missingRowCount, below) &&
        !isFew(row.recordedUnknownCount, below) &&
        !(row.missingRowCount > 0 && plan.isHidden({ [row.attribute]: '(missing)' })),
    )
    .map((row) => ({
      ...row,
      byOutcome: row.byOutcome.map((outcome) => {
        const share = outcome.positiveShareMissing;
        const positives = share === null ? null : share * row.missingRowCount;
        return positives !== null && (positives < below || row.missingRowCount - positives < below)
          ? { ...outcome, positiveShareMissing: null, low: null, high: null }
          : outcome;
      }),
      byGroup: row.byGroup.filter(
        (group) =>
          !plan.isHidden({ [group.attribute]: group.level }) &&
          group.missingShare * group.rowCount >= below,
      ),
    }));
}

/** Leakage without small counts; its sentence then says so. */
export function suppressLeakage(leakage: Leakage, plan: SuppressionPlan): Leakage {
  const { below } = plan;
  const counts = [
    leakage.overlappingPatientCount ?? 0,
    leakage.overlappingRowCount ?? 0,
    leakage.duplicateRowCount,
    leakage.duplicateScoreCount,
  ];
  if (!counts.some((count) => isFew(count, below))) return leakage;
  const isOverlapFew =
    isFew(leakage.overlappingPatientCount ?? 0, below) ||
    isFew(leakage.overlappingRowCount ?? 0, below);
  const zero = (count: number): number => (isFew(count, below) ? 0 : count);
  return {
    ...leakage,
    reason: 'suppressed',
    overlappingPatientCount: isOverlapFew ? null : leakage.overlappingPatientCount,
    overlappingRowCount: isOverlapFew ? null : leakage.overlappingRowCount,
    duplicateRowCount: zero(leakage.duplicateRowCount),
    duplicateScoreCount: zero(leakage.duplicateScoreCount),
    sentence: isOverlapFew
      ? `The table shares patients with ${leakage.trainName ?? 'the training table'}: fewer than ${below}; the count is hidden.`
      : `Counts from 1 to ${below - 1} are hidden. ${leakage.sentence}`,
  };
}

/** True when rows of missing values were taken out. */
export function hasHiddenMissing(document: AuditDocument, shown: readonly MissingRow[]): boolean {
  return shown.length < document.missing.length;
}
