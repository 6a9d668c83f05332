import { because as agreementBecause } from '../agreement/agreement-words.ts';

const reasons: Readonly<Record<string, string>> = {
  'no-readers': 'no reader read under this version alone',
  'one-reader': 'one reader only, and readers are the unit',
  'too-few-readers': 'too few readers for limits',
  'no-spread': 'all readers of the version reach the same, so there is no spread to go by',
  'few-readers': 'fewer than five readers',
  'not-randomised': 'not randomised',
};

/** A reason as a phrase. */
export function because(reason: string | null | undefined): string {
  return (reason ? reasons[reason] : undefined) ?? agreementBecause(reason);
}

/** What must stand beside every comparison of readers with themselves. */
export const mixedIn = 'not randomised: time and practice are mixed in';
