/** The instructions of a study. */
export const instructionsWords = {
  title: 'Instructions',
  lead: 'What each answer and label means, in words and pictures.',
  none: 'The study has no instructions yet.',
  confirm: 'I have read these instructions',
  confirmed: 'You have confirmed this version.',
  needed: 'Confirm that you have read them, then you can read cases.',
  changed: 'They have changed since you confirmed them. The changes are listed below.',
  toReading: 'To my reading',
  version: (number: number, when: string): string => `Version ${number}, ${when}`,
  showVersion: 'Shown version',
  newest: (text: string): string => `${text} (newest)`,
  old: 'This is an old version.',
  compare: 'What changed',
  comparedWith: (number: number): string => `compared with version ${number}`,
  noChange: 'Nothing changed in words or pictures.',
  differs: 'What differs',
  noDifference: 'Nothing differs in words or pictures.',
  comparedLead:
    'This study compares versions of its instructions: each reader was given one of them at random and sees that one alone.',
  whose: 'Whose instructions',
  ofStudy: 'Of the study',
  armOf: (id: string, title: string): string =>
    title === '' ? `Version ${id}` : `Version ${id}: ${title}`,
  compareWith: 'Compared with',
  versionBefore: 'the version before',
  general: 'In general',
  examples: (count: number): string =>
    count === 0 ? 'No example' : count === 1 ? '1 example' : `${count} examples`,
  examplesChanged: (before: number, after: number): string =>
    `Example pictures: ${before} before, ${after} now.`,
  newLabel: (name: string): string => `${name}: new`,
  goneLabel: (name: string): string => `${name}: no longer there`,
} as const;
