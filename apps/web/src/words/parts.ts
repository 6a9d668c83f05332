/** Small parts that several pages have. */
export const commonWords = {
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Select the text and copy it by hand.',
  cancel: 'Cancel',
  reason: 'Reason',
  reasonHelp: 'Kept in the log.',
  close: 'Close',
  pagesOf: (label: string): string => `Pages of ${label}`,
  firstPage: 'First page',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  lastPage: 'Last page',
  rowsOf: (from: number, to: number, total: number): string => `${from} to ${to} of ${total}`,
} as const;
