/** What stands around pictures. */
export const lookWords = {
  noPicture: 'no picture',
  pictureFailed: 'This picture could not be loaded.',
  pages: 'Pages',
  page: (page: number, of: number): string => `Page ${page} of ${of}`,
  previous: 'Previous page',
  next: 'Next page',
  first: 'First page',
  last: 'Last page',
} as const;
