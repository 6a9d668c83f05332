export type { ReaderMarks } from './core.ts';
export { analyseReaderStudy } from './reader-study.ts';
export {
  type StudyMetricId,
  type StudyQuestion,
  type StudyRows,
  studyMetricIds,
  type TimeRows,
} from './study-rows.ts';
