import type { Readings } from '@equipoise/domain';
import { figure } from '../agreement/agreement-words.ts';
import type { ComparedQuestion } from './compare-versions.ts';
import type { InstructionsOptions } from './instructions-options.ts';
import { digits } from './instructions-sections.ts';

/** Paragraphs of the methods for what was computed, ready for a paper. */
export function instructionsMethods(
  readings: Readings,
  found: readonly ComparedQuestion[],
  options: InstructionsOptions,
): string[] {
  const level = `${100 * options.level} %`;
  const words = [...new Set(found.map(({ question }) => question.words.noun))];
  if (found.length === 0) return [];
  const out = [
    `Versions of the instructions were compared by the ${words.join(' and the ')}. A reader’s figure is the mean over the cases that the reader read under the version; a version’s figure is the mean over its readers, each counting the same however many cases the reader read. ${options.isRandomised ? 'The readers are taken to have got their version at random.' : 'The readers did not get their version at random: differences are described and not judged.'}`,
    `Readers are the unit: ${level} limits come from ${options.replicates} draws of readers with replacement within each version (seed ${options.seed}), each reader with all of the own readings, by the symmetric studentised bootstrap (Hall 1988): the estimate plus and minus its standard error times the quantile of the drawn |t|.${options.versions.names.length > 2 ? ' For several versions the quantile is that of the greatest |t| of all differences, so that their limits hold together (Romano and Wolf 2005).' : ''} Cases stay as they are: the limits are for these cases, and where all readers read the same cases the difficulty of the cases is in no difference.`,
  ];
  if (found.some(({ question }) => question.words.isAgreement)) {
    out.push(
      'Where there is no reference, a reader’s figure is the mean agreement with the other readers of the same version on the cases that both answered. As every pair enters twice, what is drawn is the part that each reader adds, by leaving the reader out (jackknife of a U-statistic, Arvesen 1969).',
    );
  }
  if (found.some(({ question }) => question.name === options.masks?.name)) {
    out.push(
      'Masks are compared by Dice (an empty mask against a drawn one 0, two empty ones 1); masks of a case must lie on one grid.',
    );
  }
  if (options.margin !== null && options.isRandomised) {
    out.push(
      `A difference is judged against the declared margin of ±${figure(options.margin, digits)}: within it where both limits are, beyond it where both limits are on one side of it, and else it cannot be told.`,
    );
  }
  if (found.some(({ within }) => within.length > 0)) {
    out.push(
      'Readers who read under several versions enter no comparison of different readers. They are compared with themselves, reader by reader, with limits from drawing these readers; this is not randomised, so that practice, time and the cases that came later are mixed in.',
    );
  }
  if (readings.unit === 'patient') {
    out.push(
      `${readings.patientCount} patients stand behind the ${readings.caseCount} cases; patients are not drawn, as the limits are for these cases.`,
    );
  }
  return out;
}
