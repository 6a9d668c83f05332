/** The second factor: its code at sign-in, setting it up, turning it off. */
export const secondFactorWords = {
  title: 'Second factor',
  lead: 'Besides your password, a code that a device of yours shows: whoever learns the password alone is not let in.',
  notPossible:
    'You sign in at your identity provider, which asks for what it wants. Set a password first to add a second factor to it.',
  wanted: 'This server wants one of you.',
  isOff: 'It is off.',
  isOn: 'It is on, since',
  codesLeft: (count: number): string =>
    count === 1
      ? 'One recovery code is left.'
      : count === 0
        ? 'No recovery code is left. Make new ones: without the device you could not sign in.'
        : `${count} recovery codes are left.`,
  setUp: 'Set it up',
  move: 'Move it to another device',
  renew: 'New recovery codes',
  turnOff: 'Turn it off',
  turnedOn: 'The second factor is on; every other session has ended.',
  turnedOff: 'The second factor is off; every other session has ended.',
  moveLead: 'The earlier device counts until the new one has confirmed.',
  renewLead: 'The earlier recovery codes end.',
  turnOffLead: 'After this the password alone lets you in.',
  password: 'Your password',
  presentCode: 'Code of the present device',
  presentCodeHelp: 'Or one of the recovery codes.',
  next: 'Go on',
  scan: 'Open an authenticator app on your phone and let it read this picture.',
  picture: 'QR picture of the secret',
  orType: 'No camera? Type this into the app (time-based, 6 digits):',
  uri: 'The same as a link, for an app on this device',
  firstCode: 'Code that the app shows now',
  turnOn: 'Turn it on',
  codesTitle: 'Recovery codes',
  codesLead:
    'When the device is lost, each of these lets you in once. They are not shown again: keep them where the device is not.',
  saveCodes: 'Save as a file',
  fileName: 'equipoise-recovery-codes.txt',
  fileHead: (host: string, email: string): string => `Recovery codes of ${email} at ${host}`,
  kept: 'I have kept these codes',
  done: 'Go on',
  codeTitle: 'Code',
  codeLead: 'Your password was right. Now the code that your device shows.',
  recoveryLead: 'Your password was right. Now one of the recovery codes that you kept.',
  code: 'Code of 6 digits',
  recoveryCode: 'Recovery code',
  give: 'Sign in',
  useRecovery: 'Use a recovery code instead',
  useDevice: 'Use the device instead',
  nothingLeft: 'Without device and codes, an owner of the server can reset your second factor.',
  enrolTitle: 'Set up a second factor',
  enrolLead:
    'This server wants a second factor: besides the password, a code that a device of yours shows. Everything else waits until it is set up.',
  other: 'Sign in as somebody else',
} as const;
