/** The list of studies. */
export const studiesWords = {
  title: 'Studies',
  lead: 'The studies that you take part in.',
  list: 'Your studies',
  add: 'New study',
  name: 'Title',
  state: 'State',
  roles: 'Your part',
  since: 'Begun',
  states: { draft: 'Being set up', locked: 'Being read', closed: 'Closed' },
  roleNames: {
    owner: 'Owner',
    curator: 'Curator',
    adjudicator: 'Adjudicator',
    reader: 'Reader',
    viewer: 'Viewer',
  },
  emptyTitle: 'No study yet',
  emptyOwner:
    'Begin a study. Then take images in, write its protocol, invite readers, and lock it: from there on it is read.',
  emptyOther:
    'Nobody has invited you to a study yet. Open the link of your invitation, or ask who runs the study for one.',
  dialog: 'Begin a study',
  titleHelp: 'What is to be found out, in a few words. It can be changed later.',
  cancel: 'Cancel',
  begin: 'Begin',
} as const;
