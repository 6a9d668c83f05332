/** What stands around every page. */
export const shellWords = {
  product: 'Equipoise',
  researchUse: 'For research. Not for primary diagnosis.',
  loading: 'Loading …',
  close: 'Close',
  menu: 'Menu',
  navigation: 'Pages',
  skipToContent: 'To the content',
  account: 'My account',
  signOut: 'Sign out',
  light: 'Light',
  dark: 'Dark',
  noSuchPage: 'There is no such page.',
  pageFailed: 'This page could not be shown.',
  toStart: 'To the start',
  unknownProblem: 'Something went wrong.',
  tryAgain: 'Try again; if it stays, ask who runs the server.',
} as const;
