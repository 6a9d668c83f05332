/** A list of cases, and where each case stands. */
export const caseListWords = {
  byState: 'Cases by state',
  states: {
    open: 'not begun',
    reading: 'being read',
    adjudication: 'in adjudication',
    settled: 'settled',
    unresolved: 'unresolved',
    read: 'read',
  },
  show: 'Show',
  find: 'Find a case',
  case: 'Case',
  state: 'State',
  noMatch: 'No case matches.',
} as const;
