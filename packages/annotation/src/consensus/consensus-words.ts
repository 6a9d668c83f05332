import type { FusionMethod } from '../fusion/fuse.ts';
import type { ConsensusWarning } from '../fusion/warnings.ts';
import { figure, listed, many, share } from '../reader-study/study-words.ts';

/** Names of the methods as tables and sentences show them. */
export const methodWords: Readonly<Record<FusionMethod, string>> = {
  vote: 'majority vote',
  'weighted-vote': 'weighted vote',
  'dawid-skene': 'Dawid-Skene',
  'one-coin': 'one-coin',
  ordinal: 'ordinal model',
  mace: 'MACE',
  glad: 'GLAD',
  crowdlab: 'CROWDLAB',
};

const becauseWords: Readonly<Record<string, string>> = {
  'asked-for': 'it was asked for',
  'readers-unknown': 'the reader columns are slots and no persons',
  'at-most-three-readers': 'there are at most three readers',
  'fewer-than-100-cases': 'fewer than 100 cases were read',
  'four-readers-and-100-cases': 'there are four readers or more and 100 cases or more',
  'four-readers-and-100-cases-ordered':
    'there are four readers or more, 100 cases or more, and the answers are ordered',
};

/** Why a method was taken. */
export function becauseText(because: string): string {
  return becauseWords[because] ?? because.replaceAll('-', ' ');
}

function wordFor(name: string): string {
  if (name === '1') return 'positive';
  return name === '0' ? 'negative' : `"${name}"`;
}

/** A share with the digits that tell it from others. */
function apart(value: number, others: readonly number[]): string {
  const digits = [0, 1, 2, 3].find((count) =>
    others.every((other) => (100 * other).toFixed(count) !== (100 * value).toFixed(count)),
  );
  return digits === undefined || digits === 0
    ? share(value)
    : `${figure(100 * value, digits)}\u202f%`;
}

/** A doubt about latent classes as a sentence. */
export function doubtSentence(
  doubt: ConsensusWarning,
  classes: readonly string[],
  readers: readonly string[],
): string {
  const name = wordFor(classes[doubt.label] ?? '');
  const { numbers } = doubt;
  switch (doubt.code) {
    case 'prevalence-outside-readers':
      return `Dawid-Skene says that ${apart(numbers['latent']!, [numbers['lowestReader']!, numbers['highestReader']!])} of the cases are ${name}, outside what any reader says (${apart(numbers['lowestReader']!, [numbers['latent']!])} to ${apart(numbers['highestReader']!, [numbers['latent']!])}).`;
    case 'most-readers-below-half':
      return `Under Dawid-Skene ${numbers['below']} of ${numbers['readers']} readers would miss ${name} cases more often than they see them (it says ${share(numbers['latent'] ?? null)}): the model may have named something else than what was asked.`.replace(
        ' (it says —)',
        '',
      );
    case 'reader-below-chance':
      return `${listed(doubt.readers.map((r) => readers[r]!))} would be right less often than by chance under Dawid-Skene (${figure(numbers['accuracy']!, 2)} against ${figure(numbers['byChance']!, 2)}).`;
    case 'differs-from-vote':
      return `Dawid-Skene leaves the majority vote in ${many(numbers['differing']!, 'case')} of ${numbers['compared']} (agreement ${share(numbers['agreement']!)}).`;
    case 'few-cases':
      return `With ${many(numbers['cases']!, 'case')} Dawid-Skene knows little of its readers.`;
    case 'not-converged':
      return 'The fit of Dawid-Skene did not come to rest.';
    default:
      return doubt.code satisfies never;
  }
}

/** Doubts that say that the model may have named another trait; a prevalence that no reader has may be right. */
export function isStrong(doubt: ConsensusWarning): boolean {
  return doubt.code === 'most-readers-below-half' || doubt.code === 'differs-from-vote';
}

/** Doubts that speak against the labels of a latent model, not only against its precision. */
export function isGrave(doubt: ConsensusWarning): boolean {
  return (
    doubt.code === 'prevalence-outside-readers' ||
    doubt.code === 'most-readers-below-half' ||
    doubt.code === 'differs-from-vote'
  );
}
