/** The gallery of a study. */
export const galleryWords = {
  title: 'Gallery',
  lead: 'Cases with their labels. Choose values to narrow them down.',
  filters: 'Filters',
  filtersOf: (name: string): string => `Values of ${name}`,
  names: { use: 'Use' } as Readonly<Record<string, string>>,
  uses: {
    measured: 'Measured',
    gold: 'Hidden gold',
    exam: 'Exam',
    training: 'Training',
    unused: 'Not in the protocol',
  } as Readonly<Record<string, string>>,
  total: (count: number): string => (count === 1 ? '1 case' : `${count} cases`),
  list: 'Cases',
  none: 'No case fits these filters.',
  empty: 'The study has no case yet.',
  clear: 'Clear all filters',
  chosenCases: (count: number): string =>
    count === 1 ? '1 chosen case' : `These ${count} cases were chosen elsewhere`,
  showAll: 'Show all cases',
  more: 'More values',
  noLabel: 'no label yet',
  label: (question: string, text: string): string => `${question}: ${text}`,
  frames: (images: number, frames: number): string =>
    [
      images === 1 ? '1 image' : `${images} images`,
      ...(frames > images ? [`${frames} frames`] : []),
    ].join(', '),
  size: 'Size of the pictures',
  sizes: { small: 'Small', large: 'Large' },
  picture: (name: string): string => `Picture of ${name}`,
} as const;
