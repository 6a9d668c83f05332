/** What the stage says about a mask proposed within a box. */
export const boxMaskWords = {
  proposed: (pixelCount: number): string =>
    `Mask of ${pixelCount} pixels proposed: look at it, mend or undo it`,
  nothing: 'Nothing in this box stands out from what is around it',
  imageLoads: 'The image is still loading: draw the box again',
} as const;
