import type { StudyRole } from '@equipoise/domain';

/** The roles in a study. */
export const roleWords: Readonly<Record<StudyRole, string>> = {
  owner: 'Owner',
  curator: 'Curator',
  adjudicator: 'Adjudicator',
  reader: 'Reader',
  viewer: 'Viewer',
};

/** What each role may do. */
export const roleHelp: Readonly<Record<StudyRole, string>> = {
  owner: 'Runs the study, gives roles, closes it.',
  curator: 'Sets the study up, watches it, exports.',
  adjudicator: 'Decides where readers disagree.',
  reader: 'Reads cases, blinded to all others.',
  viewer: 'Looks at results.',
};
