/** Signing in. */
export const signInWords = {
  title: 'Sign in',
  lead: 'With the account that the link of your invitation made.',
  email: 'Address',
  password: 'Password',
  signIn: 'Sign in',
  or: 'or',
  signInWith: (name: string): string => `Sign in with ${name}`,
  waitSeconds: (seconds: number): string => `Possible again in ${seconds} s.`,
  mayTryAgain: 'You may try again now.',
  noOwner:
    'This server has no account yet. Open the one-time link that it printed when it started.',
} as const;
