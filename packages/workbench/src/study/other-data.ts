import type { Table } from '@equipoise/dataset';
import type { StudyPrediction } from '@equipoise/domain';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import { asText, columnNamed, findColumn } from './columns.ts';
import { readLabels } from './labels.ts';
import { readScores } from './scores.ts';
import type { OtherData } from './thresholds.ts';

/**
 * Labels and scores of one task and model in another table with the same column names.
 *
 * @throws workbench/unknown-column, workbench/bad-label, workbench/bad-score
 */
export function otherDataFrom(
  table: Table,
  prediction: StudyPrediction,
  protocol: ResolvedProtocol,
): OtherData {
  const lineOf = (row: number): number => table.firstRow + row;
  const { data } = readLabels(
    findColumn(table, prediction.labelName, '--threshold-from'),
    { kind: 'binary', positive: protocol.positive, negative: protocol.negative, classes: null },
    table.name,
    lineOf,
  );
  const scores = readScores(
    findColumn(table, prediction.scoreName, '--threshold-from'),
    table.name,
    lineOf,
  );
  const modelColumn =
    protocol.modelColumn === null ? undefined : columnNamed(table, protocol.modelColumn);
  const models = modelColumn === undefined ? null : asText(modelColumn);
  const label: number[] = [];
  const score: number[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    if (Number.isNaN(data[row]!) || scores.blank[row] === 1) continue;
    if (models !== null && models.values[models.codes[row]!] !== prediction.model) continue;
    label.push(data[row]!);
    score.push(scores.data[row]!);
  }
  return { name: table.name, label: Float64Array.from(label), score: Float64Array.from(score) };
}
