/** Setting a new password by a link. */
export const resetWords = {
  title: 'New password',
  noToken: 'There is no link for a new password in this address.',
  noTokenMend: 'Open the whole link as it was given to you; it holds everything behind the sign #.',
  toSignIn: 'To signing in',
  whose: (name: string, email: string): string => `For the account of ${name}, ${email}.`,
  until: 'The link can be used once, until',
  ends: 'Every session of the account ends with it.',
  withFactor:
    'Every session of the account ends with it. The second factor stays: its code is asked for next.',
  password: 'New password',
  passwordHelp: 'At least 12 characters. A sentence is easier to keep than signs.',
  repeat: 'New password once more',
  differs: 'The two are not the same.',
  set: 'Set the password and sign in',
} as const;
