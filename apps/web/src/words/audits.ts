/** Audits and searches for label errors. */
export const auditsWords = {
  title: 'Audits and label errors',
  lead: "Compare a model's predictions with the settled labels of this study, group by group, or search the labels for errors.",
  begin: 'New job',
  kind: 'What to do',
  audit: 'Audit: how well the model does, and for whom worse',
  labelErrors: 'Label errors: which labels are likely wrong',
  kinds: { audit: 'Audit', 'label-errors': 'Label errors' },
  file: 'Predictions',
  fileHelp:
    'CSV or Parquet: a row for each case, with a column that names the case and one or more scores.',
  choose: 'Choose a file',
  columnsOf: (count: number, rows: number): string =>
    `${count} columns found; types are told from the first ${rows} rows.`,
  noHead: 'Columns of this file cannot be read here; write their names.',
  cases: (count: number, rows: number, name: string): string =>
    `${count} of the first ${rows} rows of ${name} name a case of the study.`,
  noCases: 'No row of this column names a case of the study.',
  question: 'Question',
  option: 'Answer that is audited as yes or no',
  positive: 'Answer that counts as positive',
  classes: 'each answer a class of its own',
  caseColumn: 'Column that names the case',
  scores: 'Score columns',
  scoresHelp:
    'Several: models to compare; or, with classes, one for each class in the order of the answers.',
  scoresTyped: 'Score columns, with commas between',
  groups: 'Groups',
  groupsHelp: 'Strata of the study, and columns of the file.',
  groupsTyped: 'Groups, with commas between',
  seed: 'Seed',
  start: 'Start',
  locked: 'The study has no locked protocol yet. Labels come from the consensus of its readers.',
  jobs: 'Jobs',
  jobTable: 'Audits and searches for label errors',
  noJobs: 'Nothing was asked yet.',
  what: 'What',
  asked: (question: string, option: string | null, score: string): string =>
    `${option === null ? question : `${question}: ${option}`}, ${score}`,
} as const;
