/** What the reading page says. */
export const readingWords = {
  research: 'For research. Not for primary diagnosis.',
  stageBadge: { training: 'Training', exam: 'Exam', reading: 'Reading' },
  caseOf: (number: number, count: number): string => `Case ${number} of ${count}`,
  left: (count: number): string => (count === 1 ? '1 left' : `${count} left`),
  toQueue: 'My reading',
  keys: 'Keys',
  flag: 'Ask the lead',
  image: 'Image',
  questions: 'Questions',
  tools: 'Tools',
  preparing: 'The next case is being fetched …',

  // Where the work is.
  save: {
    saved: 'Saved',
    saving: 'Saving …',
    offline: 'Offline: kept in this browser',
    'held-back': 'The server asks to wait: kept in this browser',
    'signed-out': 'Signed out: kept in this browser',
    conflict: 'Not saved: another version exists',
    refused: 'Not saved: the server does not take it',
  },
  notKeeping: 'This browser keeps nothing; work is only on the server.',
  waitingHandIns: (count: number): string =>
    count === 1
      ? '1 case is handed in as soon as the server answers'
      : `${count} cases are handed in as soon as the server answers`,
  otherTab: 'This case is open in another tab. Work in one of them.',

  // Start and ends.
  startTitle: 'Ready to read',
  startLead: {
    training: 'Training: after each case you see the known answer.',
    exam: 'Exam: the cases decide whether you go on to the reading.',
    reading: 'Your work is saved as you go. You may stop after any case.',
  },
  start: 'Start',
  startHint: 'Press Enter to start; F1 shows all keys.',
  instructionsTitle: 'Read the instructions first',
  instructionsLead: 'They are new or have changed. Confirm that you have read them; then start.',
  toInstructions: 'To the instructions',
  doneTitle: 'Nothing more to read',
  doneLead: 'Every case that is yours has been handed in.',
  waitTitle: 'The next case comes later',
  waitLead: (until: string): string => `No case may be read before ${until}.`,
  restTitle: 'Time for a break',
  restLead: {
    cases: (until: string): string =>
      `You have read as many cases as one sitting allows. Go on from ${until}.`,
    minutes: (until: string): string =>
      `You have read as long as one sitting allows. Go on from ${until}.`,
  },
  stoppedTitle: 'Reading has ended for you',
  stopped: {
    'exam-failed': 'The exam was not passed.',
    suspended: 'Your reading is suspended. Who runs the study can tell you more.',
    closed: 'The study is closed.',
  },
  awayTitle: 'The server does not answer',
  awayLead: 'Your work is kept in this browser and is handed in as soon as the server answers.',
  breakTitle: 'A short break?',
  breakLead: (minutes: number): string => `You have been reading for ${minutes} minutes.`,
  takeBreak: 'Take a break',
  goOn: 'Go on',
  problemTitle: 'Reading cannot go on',
  again: 'Try again',
  back: 'Back to my reading',

  // The form.
  required: 'needs an answer',
  optional: 'may stay empty',
  ungradable: 'Ungradable, because …',
  ungradableNote: 'In your own words (optional)',
  nothingFound: 'Nothing found',
  clear: 'Take back',
  reasonHint: 'Press the key of a reason, Escape to leave.',
  confidence: 'How sure are you?',
  percent: (value: number): string => `${value} %`,
  noConfidence: 'not said',
  fieldHint: 'Enter to write, Escape to leave the field',
  numberRange: (smallest: number | null, largest: number | null, unit: string): string =>
    smallest === null && largest === null
      ? unit
      : `from ${smallest ?? '−∞'} to ${largest ?? '∞'}${unit === '' ? '' : ` ${unit}`}`,
  notANumber: 'This is not a number.',
  characters: (used: number, most: number): string => `${used} of ${most} characters`,
  drawnCount: (count: number): string => (count === 0 ? 'none drawn' : `${count} drawn`),
  model: 'Model',
  modelSays: (text: string): string => `Model: ${text}`,
  modelNothing: 'The model says nothing about this question.',
  showModel: 'Model’s drawings',
  firstStep:
    'Your own answer comes first. Then the model is shown, and you may change your answer.',
  finalStep: 'The model is shown. Change your answer or keep it, and hand in.',
  handIn: 'Hand in and next',
  handInFirst: 'Hand in and see the model',
  handingIn: 'Handing in …',
  complete: 'Everything is answered.',
  openCount: (count: number): string =>
    count === 1 ? '1 question is open.' : `${count} questions are open.`,
  notHandedIn: 'Not handed in:',
  instructions: 'Instructions',

  // Which keys count.
  focusStage:
    'The image has the focus: digits set the window, letters take tools. Tab goes to the questions.',
  focusQuestion: (text: string): string =>
    `“${text}” has the focus: its keys answer; other keys go to the image. Tab goes on, Escape goes to the image.`,
  focusField: 'You are writing. Escape leaves the field.',
  focusNone: 'Press Tab to go to the questions.',

  // Answers in words.
  says: {
    nothing: 'Nothing found',
    ungradable: (reason: string): string => `Ungradable: ${reason}`,
    shapes: (count: number, label: string): string => `${count} × ${label}`,
    none: 'no answer',
    sure: (text: string): string => `(${text})`,
  },

  // Feedback.
  feedbackTitle: 'The known answer',
  yours: 'Your answer',
  reference: 'Known answer',
  isRight: 'as known',
  isWrong: 'differs',
  question: 'Question',
  verdict: 'Verdict',
  next: 'Next case',

  // Dialogs.
  close: 'Close',
  signInTitle: 'Sign in again',
  signInLead: 'Your session has ended. Everything you did is kept in this browser.',
  password: 'Password',
  email: 'Address',
  signIn: 'Sign in',
  otherPerson: 'Somebody else is signed in now. Sign in as the reader of this case.',
  signInElsewhere: 'Sign in in another tab',
  signedInElsewhere: 'I am signed in again',
  signInCode: 'Code of your device, or a recovery code',
  enrolElsewhere: 'A second factor is wanted of you: set it up in another tab.',
  stillOut: 'Nobody is signed in yet.',
  conflictTitle: 'Two versions of this case',
  conflictLead:
    'It was saved in another tab or on another device meanwhile. Nothing is overwritten: choose which version to go on with.',
  handedInLead:
    'It was handed in from another tab or device meanwhile. Choose which answer counts.',
  mine: 'The version here',
  stored: (when: string): string => `The other version, saved ${when}`,
  keepMine: 'Go on with the version here',
  takeStored: 'Go on with the other version',
  acceptHandedIn: 'Keep what was handed in',
  correctHandedIn: 'Hand in the version here instead',
  correctWhy: 'The answer was given in two places; this one counts.',
  flagTitle: 'To who runs the study',
  flagLead: 'Other readers do not see it. Do not write down who the patient is.',
  flagKind: { question: 'A question', flag: 'Something is wrong with this case' },
  flagText: 'Message',
  send: 'Send',
  cardTitle: 'Instructions',
  noCard: 'There are no instructions for this question.',
  exampleKind: { positive: 'Shows it', negative: 'Does not show it', borderline: 'Borderline' },
  exampleAlt: (kind: string, label: string): string => `${kind}: ${label}`,
  exampleFailed: 'This picture could not be loaded.',

  undo: 'Undo',
  redo: 'Redo',
  invert: 'Invert',
  interpolate: 'Fill between slices',
  fit: 'Whole image',
  presets: 'Window',
  presetHint: 'Choose a window',
  brushSize: (radius: number): string => `Brush ${radius} px`,
  segment: 'Segment',
} as const;
