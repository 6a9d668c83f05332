/** What stands around pictures. */
export const lookWords = {
  noPicture: 'no picture',
  pictureFailed: 'This picture could not be loaded.',
} as const;
