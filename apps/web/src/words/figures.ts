/** Of when figures are that are computed from many answers. */
export const figureWords = {
  asOf: 'As of',
  later: (count: number): string =>
    count === 1 ? 'one answer was handed in later' : `${count} answers were handed in later`,
  newer: (percent: number): string => `newer figures are being computed: ${percent} %`,
  first: (percent: number): string => `The figures are being computed: ${percent} %.`,
} as const;
