/** What stands around pictures and tables of results. */
export const chartWords = {
  absent: '—',
  limits: (value: string, low: string, high: string): string =>
    `${value} (${low}\u00a0to\u00a0${high})`,
  what: 'What',
  value: 'Value',
  valueWithLimits: 'Value (limits)',
  counts: 'Counts',
  noValue: (reason: string): string => `no value: ${reason}`,
  inGroup: (group: string, label: string): string => `${group}: ${label}`,
  ruleAt: (value: string): string => `Line at ${value}.`,
  rowsByColumns: (rows: string, columns: string): string => `${rows} / ${columns}`,
  numbersBehind: 'The numbers',
  firstOf: (shown: number, all: number): string =>
    `The first ${shown} of ${all}; the export holds all.`,
  alarmLine: 'alarm',
  total: 'Together',
  part: (label: string, count: string): string => `${label}: ${count}`,
  partsSentence: (label: string, parts: readonly string[]): string =>
    `${label}. ${parts.join(', ')}.`,
  file: 'File',
} as const;
