import type { StudyRole } from '@equipoise/domain';

const roles: Readonly<Record<StudyRole, string>> = {
  owner: 'an owner',
  curator: 'a curator',
  adjudicator: 'an adjudicator',
  reader: 'a reader',
  viewer: 'a viewer',
};

/** Opening the link of an invitation. */
export const joinWords = {
  title: 'Invitation',
  noToken: 'There is no invitation in this address.',
  noTokenMend: 'Open the whole link as it was sent to you; it holds everything behind the sign #.',
  toSignIn: 'To signing in',
  forStudy: (title: string, role: StudyRole): string =>
    `You are invited to “${title}” as ${roles[role]}.`,
  forServer: 'This link makes an owner of the server: accounts, studies, the log of the server.',
  until: 'It can be used once, until',
  withThis: (name: string): string => `You are signed in as ${name}.`,
  joinAs: (name: string): string => `Join as ${name}`,
  newAccount: 'Make an account',
  another: 'With a new account instead',
  haveOne: 'You have an account here? Sign in first, then open the link again.',
  name: 'Name, as others see it',
  email: 'Address',
  emailFixed: 'The invitation is for this address.',
  password: 'Password',
  passwordHelp: 'At least 12 characters. A sentence is easier to keep than signs.',
  repeat: 'Password once more',
  differs: 'The two are not the same.',
  make: 'Make the account and join',
  joinWith: (name: string): string => `Join with ${name}`,
  or: 'or',
} as const;
