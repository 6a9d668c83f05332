/** What an analysis of readings says around its figures: agreement and consensus. */
export const analysisWords = {
  choices: 'Which readings',
  question: 'Question',
  allQuestions: 'all questions',
  arm: 'Way of reading',
  allArms: 'all',
  purpose: 'Cases',
  purposes: { measured: 'measured', gold: 'hidden gold', repeat: 'shown again' },
  step: 'Answer',
  steps: { final: 'final', first: 'before the model was shown' },
  rests: (count: number): string => `Rests on ${count} readings.`,
  restsOnMasks: (count: number): string => `Rests on ${count} masks, empty ones among them.`,
  tooFew: 'There are no readings of two readers yet.',
  tooFewMend: 'Figures appear as soon as two readers have answered.',
  facts: 'At a glance',
  findings: 'Findings',
  warnings: 'To be read with care',
  contents: 'Sections',
  allEstimates: (count: number): string => `All ${count} figures`,
  estimates: 'Every figure with its limits and counts',
  figure: 'Figure',
  of: 'Of',
  value: 'Value (limits)',
  cases: 'Cases',
  readings: 'Readings',
  method: 'Method',
  noValue: (reason: string): string => `no value: ${reason}`,
  everybody: 'all readers',
  commandTitle: 'The same figures from the command line',
  commandSays:
    'Beside the table of the exports that it names this call gives the same figures, to the last digit.',
  commandSaysOfMasks:
    'Beside the files of study.zip this call gives the same figures, to the last digit.',
  copy: 'Copy the command',
  copied: 'Copied.',
  notCopied: 'The browser did not allow copying: select the text.',
  toExports: 'To the exports',
  cannot: 'These readings cannot be taken together.',
  notLocked: 'Nothing is read yet.',
  notLockedMend: 'Figures appear once the protocol is locked and readers have answered.',
} as const;

/** Figures of drawings, on the pages of agreement and consensus. */
export const drawnWords = {
  tabs: 'What the figures are of',
  answers: 'Answers',
  drawings: 'Drawings',
  label: 'What was drawn',
  lead: 'Boxes and polygons count as the pixels whose centre they hold. Whoever answered and drew nothing has an empty mask; two empty masks overlap fully. “Ungradable” is no mask. Readers are numbered among those who have masks.',
  withoutArea: (labels: string): string =>
    `Points and lines cover no area, so that no overlap is measured: ${labels}. Who drew them stands among the answers.`,
} as const;

/** The page of agreement. */
export const agreementWords = {
  title: 'Agreement',
  lead: 'On what readers agree so far: the figures of “equipoise agreement” on the export.',
} as const;

/** Versions of the instructions compared, on the page of agreement. */
export const comparedWords = {
  tab: 'Instructions compared',
  randomised:
    'Each reader was given one of the versions at random: chance decided who read under which, and neither time nor practice did.',
  notRandomised:
    'Readers read under one version after the other. This was not randomised: time and practice are mixed into every difference.',
} as const;
