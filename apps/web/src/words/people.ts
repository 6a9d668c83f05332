import type { StudyRole } from '@equipoise/domain';
import { roleWords } from './roles.ts';

/** People of a study. */
export const peopleWords = {
  title: 'People',
  lead: 'Who takes part, and as what. A reader can neither run the study nor see its results.',
  members: 'Members',
  memberTable: 'Members of the study',
  noMembers: 'Nobody takes part yet.',
  name: 'Name',
  email: 'Address',
  role: 'Role',
  state: 'State',
  since: 'Since',
  actions: 'Actions',
  states: { active: 'active', suspended: 'suspended', removed: 'removed' },
  because: (why: string): string => `because: ${why}`,
  onlyOwners: 'Roles are given and taken by owners of the study.',
  addRole: 'Add a role',
  addRoleThat: (name: string): string => `Add a role to ${name}`,
  addRoleText:
    'The role is added to those that the person has. Running a study and reading in it exclude each other.',
  suspend: 'Suspend',
  suspendThat: (name: string, role: StudyRole): string => `Suspend ${name}, ${roleWords[role]}`,
  suspendText:
    'The person keeps the account and can do nothing in this role until it is given back. What a reader has not read yet is dealt to others. To set readings aside and have them done again, suspend a reader on the page Progress.',
  remove: 'Remove',
  removeThat: (name: string, role: StudyRole): string => `Remove ${name}, ${roleWords[role]}`,
  removeText:
    'The role is taken away. What the person did stays, with the name, in the log; what a reader has not read yet is dealt to others.',
  withoutReader: (count: number): string =>
    `For ${count} ${count === 1 ? 'case' : 'cases'} no other reader is left: invite one, or amend the protocol.`,
  close: 'Close',
  giveBack: 'Give back',
  giveBackThat: (name: string, role: StudyRole): string =>
    `Give ${name} the role ${roleWords[role]} back`,
  giveBackText: 'The person may work in this role again.',
  invitations: 'Invitations',
  invitationsLead:
    'A link gives a role to whoever opens it first. Nothing is mailed: send the link yourself.',
  invite: 'Make a link',
  emailOptional: 'Only for this address (optional)',
  days: 'Valid for days',
  link: 'The link',
  linkHelp: 'It is shown once; it works once.',
  linkFor: (role: StudyRole): string => `Invitation as ${roleWords[role].toLowerCase()}`,
  invitationTable: 'Invitations',
  noInvitations: 'No invitation was made yet.',
  anybody: 'anybody',
  forWhom: 'For',
  made: 'Made',
  until: 'Until',
  invitationStates: { open: 'open', used: 'used', revoked: 'revoked', expired: 'expired' },
  revoke: 'Revoke',
  revokeThat: (role: StudyRole, until: string): string =>
    `Revoke the invitation as ${roleWords[role].toLowerCase()} until ${until}`,
} as const;
