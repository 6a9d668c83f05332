import { orRows } from './analyse-ratings.ts';
import {
  type AfrocKind,
  dbmOfFigures,
  jackknifeCovariance,
  type ReaderMarks,
  readerFigures,
} from './core.ts';
import type { AnalysisRow, MetricResult } from './metric-result.ts';
import type { StudyMetricId, StudyRows } from './study-rows.ts';

/** Analyses a free-response figure of merit: marks with a place, each case read by every reader. */
export function analyseMarks(
  id: StudyMetricId & AfrocKind,
  rows: StudyRows,
  marks: ReaderMarks,
  level: number,
): MetricResult {
  const { patientOfCase, patientCount } = rows;
  const isClustered = patientCount < rows.caseCount;
  const patients = isClustered ? { patientOf: patientOfCase, patientCount } : undefined;
  const figures = readerFigures(marks, id, patients);
  const covariance = isClustered ? 'patient jackknife' : 'jackknife';
  const { rows: analyses, main } = orRows(jackknifeCovariance(figures), covariance, level);
  const primary: AnalysisRow = { ...analyses[0]!, isPrimary: true };
  const more: AnalysisRow[] = [];
  if (!main.isSingleReader && figures.length > 1) {
    const dbm = dbmOfFigures(figures);
    more.push({
      id: 'dorfman-berbaum-metz',
      title: 'Dorfman-Berbaum-Metz, pseudovalues, readers and cases random',
      random: 'readers+cases',
      average: 'readers',
      overall: {
        kind: 'F',
        statistic: dbm.statistic,
        denominator: dbm.statistic,
        df1: dbm.df1,
        df2: dbm.df2.value,
        p: dbm.p,
      },
      differences: [],
      isPrimary: false,
    });
  }
  let positives = 0;
  for (let c = 0; c < marks.lesionCounts.length; c++) if (marks.lesionCounts[c]! > 0) positives++;
  const cases = marks.lesionCounts.length;
  const patientsWith = (hasLesion: boolean): number =>
    new Set(patientOfCase.filter((_, c) => marks.lesionCounts[c]! > 0 === hasLesion)).size;
  const people = { diseased: patientsWith(true), other: patientsWith(false) };
  const notes = isClustered
    ? [
        `Some patients have several cases, so the jackknife leaves out one patient at a time (${patientCount} patients, ${cases} cases).`,
      ]
    : [];
  return {
    metric: id,
    method: primary.id,
    average: 'readers',
    means: main.means,
    otherMeans: figures.map(() => null),
    readers: main.readers.map((one) => ({
      ...one,
      diseasedCount: positives,
      nonDiseasedCount: cases - positives,
    })),
    readerDifferences: main.readerDifferences,
    analyses: [primary, ...analyses.slice(1), ...more],
    components: main.withoutFigure.length === 0 ? main.components : null,
    casesPerReader: cases,
    identical: main.identicalTests,
    caseCount: cases,
    patientCount: rows.patientCount,
    positiveCount: positives,
    counts: figures.map((readers) => ({
      readings: readers.length * cases,
      cases,
      positives,
      readers: readers.length,
    })),
    people: () => people,
    notes,
    reason: null,
  };
}
