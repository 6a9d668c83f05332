import type { Table } from '@equipoise/dataset';
import type { StudyPrediction, ThresholdUse } from '@equipoise/domain';
import { asText } from './columns.ts';

/** Something that the reader of a report must know. */
export interface Warning {
  readonly code: string;
  readonly sentence: string;
}

const idName =
  /(^|[_\s.-])(id|uid|uuid|mrn)$|^(patient|subject|participant|person|lesion|study)([_\s.-]?(id|uid|number|no))?$|ID$/i;

/** Columns whose name and repeats say that several rows may belong to one patient. */
export function repeatedIdColumns(table: Table, used: ReadonlySet<string>): string[] {
  return table.columns
    .filter((column) => {
      if (used.has(column.name) || !idName.test(column.name)) return false;
      const text = asText(column);
      const filled = text.codes.length - text.blankCount;
      const distinct = new Set(text.codes).size - (text.blankCount > 0 ? 1 : 0);
      return distinct < filled && distinct > 1;
    })
    .map((column) => column.name);
}

/** What there is to say where no patient column is declared. */
export function unitWarnings(
  table: Table,
  patient: string | null,
  used: ReadonlySet<string>,
): Warning[] {
  if (patient !== null) return [];
  const warnings: Warning[] = [
    {
      code: 'no-patient',
      sentence:
        'No patient column was declared (--patient): every row counts as its own patient. Where patients have several rows, all intervals are too narrow and all verdicts too sure.',
    },
  ];
  const repeated = repeatedIdColumns(table, used);
  if (repeated.length > 0) {
    warnings.push({
      code: 'repeated-id-without-patient',
      sentence: `Rows share values of ${repeated.map((name) => `"${name}"`).join(', ')}: if that is the patient, run again with --patient ${repeated[0]}.`,
    });
  }
  return warnings;
}

/** Scores that are no probabilities, infinite, or the same in two models. */
export function scoreWarnings(predictions: readonly StudyPrediction[]): Warning[] {
  const warnings: Warning[] = [];
  for (const one of predictions) {
    if (one.scores === null || one.kind === 'regression') continue;
    let outside = 0;
    let infinite = 0;
    for (const data of one.scores) {
      for (let row = 0; row < data.length; row++) {
        if (one.present[row] !== 1) continue;
        const score = data[row]!;
        if (!Number.isFinite(score)) infinite += 1;
        else if (score < 0 || score > 1) outside += 1;
      }
    }
    const where = `task ${one.task}, model ${one.model}`;
    if (outside > 0) {
      warnings.push({
        code: 'scores-outside-unit-interval',
        sentence: `${outside} scores of ${where} lie outside 0 to 1: they are no probabilities, so calibration is not assessed; everything that rests on ranks is.`,
      });
    }
    if (infinite > 0) {
      warnings.push({
        code: 'infinite-scores',
        sentence: `${infinite} scores of ${where} are infinite: they are ranked, and no mean is taken of them.`,
      });
    }
    const positives = one.label.reduce(
      (sum, label, row) => sum + (one.present[row] === 1 && label === 1 ? 1 : 0),
      0,
    );
    const rows = one.present.reduce((sum, present) => sum + present, 0);
    if (one.kind === 'binary' && rows > 0 && (positives === 0 || positives === rows)) {
      warnings.push({
        code: 'one-class',
        sentence: `All ${rows} rows of ${where} are ${positives === 0 ? 'negative' : 'positive'}: metrics that need both classes are undefined.`,
      });
    }
  }
  return [...warnings, ...identicalScores(predictions)];
}

function sameScores(a: StudyPrediction, b: StudyPrediction): boolean {
  if (a.scores === null || b.scores === null || a.scores.length !== b.scores.length) return false;
  let shared = 0;
  for (let row = 0; row < a.present.length; row++) {
    if (a.present[row] !== 1 || b.present[row] !== 1) continue;
    shared += 1;
    for (let k = 0; k < a.scores.length; k++) {
      if (a.scores[k]![row] !== b.scores[k]![row]) return false;
    }
  }
  return shared > 1;
}

function identicalScores(predictions: readonly StudyPrediction[]): Warning[] {
  const warnings: Warning[] = [];
  predictions.forEach((a, i) => {
    for (const b of predictions.slice(i + 1)) {
      if (a.task !== b.task || !sameScores(a, b)) continue;
      warnings.push({
        code: 'identical-scores',
        sentence: `Models ${a.model} and ${b.model} have identical scores in task ${a.task}: their difference is 0 by construction.`,
      });
    }
  });
  return warnings;
}

/** Thresholds that nothing validates. */
export function thresholdWarnings(thresholds: readonly ThresholdUse[]): Warning[] {
  const tasksOf = (fits: (one: ThresholdUse) => boolean): string[] => [
    ...new Set(thresholds.filter(fits).map((one) => one.task)),
  ];
  const list = (tasks: readonly string[]): string =>
    tasks.length <= 3
      ? tasks.join(', ')
      : `${tasks.slice(0, 3).join(', ')} and ${tasks.length - 3} more`;
  const byDefault = tasksOf((one) => one.source === 'default' && one.threshold !== null);
  const without = tasksOf((one) => one.source === 'default' && one.threshold === null);
  const youden = tasksOf((one) => one.source === 'same-data-youden');
  const warnings: Warning[] = [];
  if (byDefault.length > 0) {
    warnings.push({
      code: 'threshold-default',
      sentence: `No threshold was declared for ${list(byDefault)}: 0.5 is used, and nothing validates it (--threshold, --threshold-from).`,
    });
  }
  if (without.length > 0) {
    warnings.push({
      code: 'threshold-missing',
      sentence: `No threshold was declared for ${list(without)}, and the scores are no probabilities: what needs a decision is not assessed (--threshold, --threshold-from).`,
    });
  }
  if (youden.length > 0) {
    warnings.push({
      code: 'threshold-not-validated',
      sentence: `The threshold of ${list(youden)} was picked on the same data that it is judged on: it is not validated.`,
    });
  }
  return warnings;
}
