/** Small parts that several pages have. */
export const commonWords = {
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Select the text and copy it by hand.',
  cancel: 'Cancel',
  reason: 'Reason',
  reasonHelp: 'Kept in the log.',
  close: 'Close',
} as const;
