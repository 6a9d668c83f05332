import { cellText } from '@equipoise/dataset';
import type { StudyPrediction, ThresholdUse } from '@equipoise/domain';
import type { Cases } from '../study/cases.ts';
import { findColumn } from '../study/columns.ts';
import type { StudyBuild } from '../study/study-build.ts';

/** Which cases stand behind the figures of an audit: a row for each row of the study. */
export interface AuditCells {
  readonly schemaVersion: 1;
  /** Name of the case of each row. */
  readonly caseIds: readonly string[];
  readonly attributes: readonly {
    readonly name: string;
    readonly levels: readonly string[];
    /** Level of each row. */
    readonly codes: readonly number[];
  }[];
  readonly predictions: readonly AuditCellsPrediction[];
}

/** What one model said to one task, row by row. */
export interface AuditCellsPrediction {
  readonly task: string;
  readonly model: string;
  /** Whether there is a finding and its absence, or several classes. */
  readonly isBinary: boolean;
  /** Class of the label, 0 and 1 where binary; −1 where the row takes no part. */
  readonly label: readonly number[];
  /** Class that the model called; −1 where none is known; null where nothing is called, as with a number. */
  readonly called: readonly number[] | null;
}

/**
 * The cases behind an audit, to be shown when a cell of its report is chosen.
 *
 * @param cases the tables behind the rows of the study, in their order
 * @param caseColumn the column that names the case
 * @throws workbench/unknown-column
 */
export function auditCells(build: StudyBuild, cases: Cases, caseColumn: string): AuditCells {
  const { study, thresholds } = build;
  const column = findColumn(cases.table, caseColumn, 'case');
  return {
    schemaVersion: 1,
    caseIds: Array.from({ length: study.rowCount }, (_, row) => cellText(column, row) ?? ''),
    attributes: study.attributes.map(({ name, levels, codes }) => ({
      name,
      levels,
      codes: [...codes],
    })),
    predictions: study.predictions.map((one) => ({
      task: one.task,
      model: one.model,
      isBinary: one.kind === 'binary',
      label: Array.from(one.label, (value, row) =>
        one.present[row] !== 1 ? -1 : one.kind === 'regression' ? 0 : value,
      ),
      called: calledBy(one, thresholds),
    })),
  };
}

/** The class that the model called in each row: its own decision, the threshold, or the largest score. */
function calledBy(one: StudyPrediction, thresholds: readonly ThresholdUse[]): number[] | null {
  if (one.decision !== null) return [...one.decision];
  if (one.kind === 'regression' || one.scores === null) return null;
  const { scores, present } = one;
  if (one.kind !== 'binary') {
    return Array.from(present, (isIn, row) => {
      if (isIn !== 1) return -1;
      let best = 0;
      for (let at = 1; at < scores.length; at++) {
        if (scores[at]![row]! > scores[best]![row]!) best = at;
      }
      return best;
    });
  }
  const use = thresholds.find(({ task, model }) => task === one.task && model === one.model);
  const threshold = use?.threshold ?? null;
  const [score] = scores;
  if (threshold === null || score === undefined) return null;
  return Array.from(present, (isIn, row) => (isIn !== 1 ? -1 : score[row]! >= threshold ? 1 : 0));
}
