/** Signing in. */
export const signInWords = {
  title: 'Sign in',
  lead: 'With the account that the link of your invitation made.',
  email: 'Address',
  password: 'Password',
  signIn: 'Sign in',
  or: 'or',
  signInWith: (name: string): string => `Sign in with ${name}`,
  forgotten:
    'Password forgotten? An owner of the server makes you a link by which you set a new one.',
  waitSeconds: (seconds: number): string => `Possible again in ${seconds} s.`,
  mayTryAgain: 'You may try again now.',
  noOwner:
    'This server has no account yet. Open the one-time link that it printed when it started.',
  providerRefused: 'Your identity provider did not let you in here.',
  providerMend:
    'Either nobody here belongs to that sign-in, or it took too long. Open the link of your invitation and sign in from there, or try again.',
} as const;
